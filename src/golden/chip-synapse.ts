import type {
  ChipDtype,
  Learning,
  PopType,
  SynapseFormat,
  SynapseGroup,
  WeightSet,
} from '../compile/chip/model.js';
import { decodeInt32, decodeRagged, toInt32 } from './arrays.js';
import { CaseError } from './case.js';
import { asCount, asFields, asNumber, type Fields } from './json.js';

/** Fields of a format record and how golden files spell them. */
export const formatNames = {
  weightLimitMant: 'weight_limit_mant',
  weightLimitExp: 'weight_limit_exp',
  weightExp: 'weight_exp',
  discMaxWeight: 'disc_max_weight',
  learningCfg: 'learning_cfg',
  tagBits: 'tag_bits',
  delayBits: 'delay_bits',
  weightBits: 'weight_bits',
  reuseSynapseData: 'reuse_synapse_data',
  nSynapses: 'n_synapses',
  idxOffset: 'idx_offset',
  idxMult: 'idx_mult',
  skipBits: 'skip_bits',
  idxBits: 'idx_bits',
  synapseType: 'synapse_type',
  fanoutType: 'fanout_type',
  compression: 'compression',
  stdpCfg: 'stdp_cfg',
  ignoreDelay: 'ignore_delay',
} as const satisfies Record<keyof SynapseFormat, string>;

/** Fields of a learning record and how golden files spell them; the last four only when discrete. */
export const learningNames = {
  learningRate: 'learning_rate',
  tracingTau: 'tracing_tau',
  tracingMag: 'tracing_mag',
  wgtExp: 'wgt_exp',
  trainEpoch: 'train_epoch',
  learnEpochK: 'learn_epoch_k',
  learnEpoch: 'learn_epoch',
  lrInt: 'lr_int',
  lrExp: 'lr_exp',
  tracingMagInt: 'tracing_mag_int',
  tracingMagFrac: 'tracing_mag_frac',
} as const satisfies Record<keyof Learning, string>;

/** Reads a synapse group of a golden model. */
export function readSynapse(json: unknown, dtype: ChipDtype, where: string): SynapseGroup {
  const fields = asFields(json, where);
  const nAxons = asCount(fields.n_axons, `${where}, n_axons`);
  const optional = (key: string) =>
    fields[key] === null ? null : decodeInt32(fields[key], `${where}, ${key}`, nAxons);
  return {
    nAxons,
    popType: readPopType(fields.pop_type, where),
    weights: readWeights(fields, dtype, where),
    axonToWeightMap: optional('axon_to_weight_map'),
    axonCompartmentBases: optional('axon_compartment_bases'),
    format: readFormat(fields.format, `${where}, format`),
    learning: readLearning(fields.learning, `${where}, learning`),
  };
}

function readPopType(json: unknown, where: string): PopType {
  if (json === 0 || json === 16 || json === 32) return json;
  throw new CaseError(`${where}: pop_type ${String(json)} (expected 0, 16 or 32).`);
}

function readWeights(fields: Fields, dtype: ChipDtype, where: string): WeightSet[] {
  const ragged = decodeRagged(fields.weights, `${where}, weights`);
  const { shapes } = ragged;
  const values =
    dtype === 'int32'
      ? toInt32(ragged.values, `${where}, weights`)
      : Float32Array.from(ragged.values);
  const indices = readIndices(fields.indices, shapes, `${where}, indices`);
  let end = 0;
  return shapes.map(([atoms, entries]) => {
    const start = end;
    end += atoms * entries;
    return { atoms, entries, values: values.slice(start, end), indices: indices.slice(start, end) };
  });
}

function readIndices(
  json: unknown,
  shapes: readonly (readonly [number, number])[],
  where: string,
): Int32Array {
  if (json === 'arange') return countUp(shapes);
  const ragged = decodeRagged(json, where);
  const agrees = ragged.shapes.every(
    ([atoms, entries], i) => atoms === shapes[i]?.[0] && entries === shapes[i]?.[1],
  );
  if (agrees && ragged.shapes.length === shapes.length) return toInt32(ragged.values, where);
  throw new CaseError(`${where}: the shapes differ from those of the weights.`);
}

/** Every row of every array has the indices 0, 1, 2, ... */
function countUp(shapes: readonly (readonly [number, number])[]): Int32Array {
  const size = shapes.reduce((sum, [atoms, entries]) => sum + atoms * entries, 0);
  const indices = new Int32Array(size);
  let at = 0;
  for (const [atoms, entries] of shapes) {
    for (let i = 0; i < atoms * entries; i++) indices[at++] = i % entries;
  }
  return indices;
}

function readFormat(json: unknown, where: string): SynapseFormat {
  const fields = asFields(json, where);
  const entries = Object.entries(formatNames).map(([name, key]) => [
    name,
    asNumber(fields[key], `${where}, ${key}`),
  ]);
  return Object.fromEntries(entries) as unknown as SynapseFormat;
}

function readLearning(json: unknown, where: string): Learning | null {
  if (json === null || json === undefined) return null;
  const fields = asFields(json, where);
  const entries = Object.entries(learningNames)
    .filter(([, key]) => fields[key] !== undefined)
    .map(([name, key]) => [name, asNumber(fields[key], `${where}, ${key}`)]);
  return Object.fromEntries(entries) as unknown as Learning;
}
