import type {
  AxonGroup,
  Block,
  ChipDtype,
  ChipModel,
  PopType,
  SpikeInput,
  SynapseFormat,
  SynapseGroup,
  WeightSet,
} from './chip/model.js';
import { checkChipProbe } from './program-check-probe.js';
import {
  arrayOf,
  choiceOf,
  eachOf,
  fieldsOf,
  flagOf,
  numberOf,
  positionOf,
  secondsOf,
  textOf,
  wholeOf,
  wrong,
} from './program-fields.js';
import { unpackWeights } from './program-weights.js';

/**
 * The chip model of a saved program, with every map, index and target inside its bounds, so that a
 * device may trust them.
 *
 * @throws CodecError that names the field
 */
export function checkChip(json: unknown, where: string): ChipModel {
  const chip = fieldsOf(json, where);
  const dtype = choiceOf<ChipDtype>(chip.dtype, `${where}.dtype`, ['int32', 'float32']);
  const blocks = eachOf(chip.blocks, `${where}.blocks`, (b, at) => checkBlock(b, at, dtype));
  const inputs = eachOf(chip.inputs, `${where}.inputs`, checkInput);
  for (const [b, block] of blocks.entries()) {
    checkAxons(block.axons, block.nCompartments, blocks, `${where}.blocks[${b}].axons`);
  }
  for (const [i, input] of inputs.entries()) {
    checkAxons(input.axons, input.nNeurons, blocks, `${where}.inputs[${i}].axons`);
  }
  return {
    dtype,
    dt: secondsOf(chip.dt, `${where}.dt`),
    pesErrorScale: numberOf(chip.pesErrorScale, `${where}.pesErrorScale`),
    blocks,
    inputs,
    probes: eachOf(chip.probes, `${where}.probes`, (p, at) => checkChipProbe(p, at, blocks)),
  };
}

function checkBlock(json: unknown, where: string, dtype: ChipDtype): Block {
  const block = fieldsOf(json, where);
  if (block.label !== null) textOf(block.label, `${where}.label`);
  const n = wholeOf(block.nCompartments, `${where}.nCompartments`, 1);
  checkCompartments(block.compartments, `${where}.compartments`, n, dtype);
  const synapses = eachOf(block.synapses, `${where}.synapses`, (group, at) =>
    checkSynapses(group, at, n, dtype),
  );
  return { ...(json as Block), synapses };
}

function checkCompartments(json: unknown, where: string, n: number, dtype: ChipDtype): void {
  const fields = fieldsOf(json, where);
  const numbers = dtype === 'int32' ? Int32Array : Float32Array;
  for (const name of ['decayU', 'decayV', 'vth', 'bias']) {
    arrayOf<Int32Array | Float32Array>(fields[name], `${where}.${name}`, numbers, n);
  }
  arrayOf(fields.refractDelay, `${where}.refractDelay`, Int32Array, n);
  arrayOf(fields.enableNoise, `${where}.enableNoise`, Uint8Array, n);
  for (const name of ['vmin', 'vmax', 'noiseExp', 'noiseOffset']) {
    numberOf(fields[name], `${where}.${name}`);
  }
  choiceOf(fields.noiseAtMembrane, `${where}.noiseAtMembrane`, [0, 1]);
  flagOf(fields.scaleU, `${where}.scaleU`);
  flagOf(fields.scaleV, `${where}.scaleV`);
  if (fields.tauS !== null) numberOf(fields.tauS, `${where}.tauS`);
}

/** Every field of a format is a number. */
const formatFields: readonly (keyof SynapseFormat)[] = [
  'weightLimitMant',
  'weightLimitExp',
  'weightExp',
  'discMaxWeight',
  'learningCfg',
  'tagBits',
  'delayBits',
  'weightBits',
  'reuseSynapseData',
  'nSynapses',
  'idxOffset',
  'idxMult',
  'skipBits',
  'idxBits',
  'synapseType',
  'fanoutType',
  'compression',
  'stdpCfg',
  'ignoreDelay',
];

function checkSynapses(json: unknown, where: string, n: number, dtype: ChipDtype): SynapseGroup {
  const group = fieldsOf(json, where);
  const nAxons = wholeOf(group.nAxons, `${where}.nAxons`);
  choiceOf<PopType>(group.popType, `${where}.popType`, [0, 16, 32]);
  const format = fieldsOf(group.format, `${where}.format`);
  for (const name of formatFields) numberOf(format[name], `${where}.format.${name}`);
  if (group.learning !== null) {
    const learning = fieldsOf(group.learning, `${where}.learning`);
    for (const [name, value] of Object.entries(learning)) {
      if (typeof value !== 'boolean') numberOf(value, `${where}.learning.${name}`);
    }
  }
  const weights = unpackWeights(group.weights, `${where}.weights`, dtype, n);
  const checked = { ...(json as SynapseGroup), weights };
  checkAxonMaps(checked, nAxons, where);
  checkReach(checked, n, where);
  return checked;
}

function checkAxonMaps(group: SynapseGroup, nAxons: number, where: string): void {
  const { axonToWeightMap: map, axonCompartmentBases: bases, weights } = group;
  if (map !== null) arrayOf(map, `${where}.axonToWeightMap`, Int32Array, nAxons);
  if (bases !== null) arrayOf(bases, `${where}.axonCompartmentBases`, Int32Array, nAxons);
  for (let axon = 0; axon < nAxons; axon++) {
    if ((bases?.[axon] ?? 0) < 0) continue;
    const set = map?.[axon] ?? axon;
    positionOf(set, `${where}.axonToWeightMap[${axon}]`, weights.length, 'weight sets');
  }
}

/** The base of an axon moves its weights; they must stay inside the block. */
function checkReach(group: SynapseGroup, n: number, where: string): void {
  const { axonToWeightMap: map, axonCompartmentBases: bases, weights } = group;
  if (bases === null) return;
  const furthest = weights.map(furthestIndex);
  for (const [axon, base] of bases.entries()) {
    if (base < 0) continue;
    const last = base + furthest[map?.[axon] ?? axon];
    if (last >= n) throw wrong(`${where}.axonCompartmentBases[${axon}]`, base, `${n - 1} at most`);
  }
}

function furthestIndex({ indices }: WeightSet): number {
  return indices.reduce((most, index) => Math.max(most, index), 0);
}

function checkInput(json: unknown, where: string): SpikeInput {
  const input = fieldsOf(json, where);
  if (input.label !== null) textOf(input.label, `${where}.label`);
  wholeOf(input.nNeurons, `${where}.nNeurons`, 1);
  return json as SpikeInput;
}

function checkAxons(
  json: unknown,
  nSources: number,
  blocks: readonly Block[],
  where: string,
): void {
  eachOf(json, where, (item, at) => {
    const axons = fieldsOf(item, at);
    wholeOf(axons.nAxons, `${at}.nAxons`);
    const target = fieldsOf(axons.target, `${at}.target`);
    const block = positionOf(target.block, `${at}.target.block`, blocks.length, 'blocks');
    const { synapses } = blocks[block];
    const place = `${at}.target.synapse`;
    const group = synapses[positionOf(target.synapse, place, synapses.length, 'synapse groups')];
    for (const name of ['compartmentMap', 'compartmentAtoms']) {
      if (axons[name] !== null) arrayOf(axons[name], `${at}.${name}`, Int32Array, nSources);
    }
    checkRoutes(item as AxonGroup, nSources, group, at);
  });
}

/** What a source sends must find an axon of the target, and a row of its weights. */
function checkRoutes(axons: AxonGroup, nSources: number, group: SynapseGroup, where: string): void {
  const { compartmentMap: map, compartmentAtoms: atoms } = axons;
  for (let c = 0; c < nSources; c++) {
    const axon = map?.[c] ?? c;
    if (axon < 0) continue;
    positionOf(axon, `${where}.compartmentMap[${c}]`, group.nAxons, 'axons');
    if ((group.axonCompartmentBases?.[axon] ?? 0) < 0) continue;
    const set = group.weights[group.axonToWeightMap?.[axon] ?? axon];
    positionOf(atoms?.[c] ?? 0, `${where}.compartmentAtoms[${c}]`, set.atoms, 'atoms');
  }
}
