import type {
  AxonGroup,
  Block,
  ChipArray,
  ChipDtype,
  ChipModel,
  ChipProbe,
  Compartments,
  DiscretizeInfo,
  ProbeTarget,
  SpikeInput,
} from '../compile/chip/model.js';
import { decodeArray, decodeFlat, decodeFloat32, decodeInt32 } from './arrays.js';
import { CaseError } from './case.js';
import { readSynapse } from './chip-synapse.js';
import { asCount, asFields, asFlag, asList, asNumber, asText, type Fields } from './json.js';

/** Settings of a case that belong to its models. */
export interface ModelSettings {
  readonly dtype: ChipDtype;
  /** Seconds; the default of the chip is 0.001. */
  readonly dt: number;
  readonly pesErrorScale: number;
}

/** Reads a `float_model` or `discretized_model`; throws a CaseError that names what is wrong. */
export function readChipModel(json: unknown, settings: ModelSettings): ChipModel {
  const fields = asFields(json, 'model');
  const { dtype } = settings;
  return {
    ...settings,
    blocks: asList(fields.blocks, 'blocks').map((b, i) => readBlock(b, dtype, `block ${i}`)),
    inputs: asList(fields.inputs, 'inputs').map((input, i) => readInput(input, `input ${i}`)),
    probes: asList(fields.probes, 'probes').map((probe, i) => readProbe(probe, `probe ${i}`)),
  };
}

/** Reads integers or float32 values, as the kind of model asks. */
export function readNumbers(
  json: unknown,
  dtype: ChipDtype,
  where: string,
  length: number,
): ChipArray {
  return dtype === 'int32' ? decodeInt32(json, where, length) : decodeFloat32(json, where, length);
}

function readBlock(json: unknown, dtype: ChipDtype, where: string): Block {
  const fields = asFields(json, where);
  const n = asCount(fields.n_compartments, `${where}, n_compartments`, 1);
  const block: Block = {
    label: readLabel(fields.label, where),
    nCompartments: n,
    compartments: readCompartments(fields.compartment, n, dtype, `${where}, compartment`),
    synapses: asList(fields.synapses, `${where}, synapses`).map((synapse, s) =>
      readSynapse(synapse, dtype, `${where}, synapse group ${s}`),
    ),
    axons: readAxons(fields.axons, n, where),
  };
  if (fields.discretize_info !== undefined) {
    block.discretizeInfo = readInfo(fields.discretize_info, `${where}, discretize_info`);
  }
  return block;
}

function readLabel(json: unknown, where: string): string | null {
  return json === null || json === undefined ? null : asText(json, `${where}, label`);
}

function readCompartments(json: unknown, n: number, dtype: ChipDtype, where: string): Compartments {
  const fields = asFields(json, where);
  const numbers = (key: string) => readNumbers(fields[key], dtype, `${where}, ${key}`, n);
  const number = (key: string) => asNumber(fields[key], `${where}, ${key}`);
  return {
    decayU: numbers('decay_u'),
    decayV: numbers('decay_v'),
    refractDelay: decodeInt32(fields.refract_delay, `${where}, refract_delay`, n),
    vth: numbers('vth'),
    bias: numbers('bias'),
    enableNoise: Uint8Array.from(decodeFlat(fields.enable_noise, `${where}, enable_noise`, n)),
    vmin: number('vmin'),
    vmax: number('vmax'),
    noiseExp: number('noise_exp'),
    noiseOffset: number('noise_offset'),
    noiseAtMembrane: number('noise_at_membrane') === 0 ? 0 : 1,
    scaleU: asFlag(fields.scale_u, `${where}, scale_u`),
    scaleV: asFlag(fields.scale_v, `${where}, scale_v`),
    tauS: null,
  };
}

function readInfo(json: unknown, where: string): DiscretizeInfo {
  const fields = asFields(json, where);
  const scale = (key: string) => {
    const { shape, values } = decodeArray(fields[key], `${where}, ${key}`);
    return shape.length === 0 ? values[0] : values;
  };
  return {
    wMax: asNumber(fields.w_max, `${where}, w_max`),
    wExp: asNumber(fields.w_exp, `${where}, w_exp`),
    vScale: asNumber(fields.v_scale, `${where}, v_scale`),
    bScale: scale('b_scale'),
    wScale: scale('w_scale'),
  };
}

function readInput(json: unknown, where: string): SpikeInput {
  const fields = asFields(json, where);
  const nNeurons = asCount(fields.n_neurons, `${where}, n_neurons`);
  return {
    label: readLabel(fields.label, where),
    nNeurons,
    axons: readAxons(fields.axons, nNeurons, where),
  };
}

function readAxons(json: unknown, nSources: number, where: string): AxonGroup[] {
  return asList(json, `${where}, axons`).map((axon, a) =>
    readAxon(asFields(axon, `${where}, axons ${a}`), nSources, `${where}, axons ${a}`),
  );
}

function readAxon(fields: Fields, nSources: number, where: string): AxonGroup {
  const target = asFields(fields.target, `${where}, target`);
  return {
    nAxons: asCount(fields.n_axons, `${where}, n_axons`),
    target: {
      block: asCount(target.block, `${where}, target block`),
      synapse: asCount(target.synapse, `${where}, target synapse`),
    },
    compartmentMap: readOptional(fields.compartment_map, `${where}, compartment_map`, nSources),
    compartmentAtoms: readOptional(
      fields.compartment_atoms,
      `${where}, compartment_atoms`,
      nSources,
    ),
  };
}

/** Reads integers that may be absent (`null`). */
export function readOptional(json: unknown, where: string, length?: number): Int32Array | null {
  return json === null || json === undefined ? null : decodeInt32(json, where, length);
}

function readProbe(json: unknown, where: string): ChipProbe {
  const fields = asFields(json, where);
  const key = asText(fields.key, `${where}, key`);
  if (key !== 'current' && key !== 'voltage' && key !== 'spiked') {
    throw new CaseError(`${where}: the key "${key}" is unknown.`);
  }
  return {
    key,
    targets: asList(fields.targets, `${where}, targets`).map((target, i) =>
      readTarget(asFields(target, where), `${where}, target ${i}`),
    ),
    reindexing: readOptional(fields.reindexing, `${where}, reindexing`),
    synapse: readFilter(fields.synapse, `${where}, synapse`),
  };
}

function readTarget(fields: Fields, where: string): ProbeTarget {
  return {
    block: asCount(fields.block, `${where}, block`),
    select: readOptional(fields.select, `${where}, select`),
    weights: readProbeWeights(fields.weights, `${where}, weights`),
  };
}

function readProbeWeights(json: unknown, where: string): ProbeTarget['weights'] {
  if (json === null || json === undefined) return null;
  const { shape, values } = decodeArray(json, where);
  if (shape.length === 0) return values[0];
  if (shape.length === 2) return { values, rows: shape[0], columns: shape[1] };
  throw new CaseError(`${where}: ${shape.length} dimensions (expected none or 2).`);
}

function readFilter(json: unknown, where: string): ChipProbe['synapse'] {
  if (json === null || json === undefined) return null;
  const fields = asFields(json, where);
  const type = asText(fields.type, `${where}, type`);
  if (type !== 'Lowpass' && type !== 'Alpha') {
    throw new CaseError(`${where}: the filter "${type}" is unknown.`);
  }
  return { type, tau: asNumber(fields.tau, `${where}, tau`) };
}
