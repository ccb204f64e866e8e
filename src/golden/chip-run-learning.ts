import type { ChipBoard } from '../chip/chip-board.js';
import type { ChipArray, ChipModel } from '../compile/chip/model.js';
import { decodeFlat } from './arrays.js';
import { CaseError } from './case.js';
import { type Difference, firstDifference, firstOf, same, sameArray } from './chip-compare.js';
import { checksum } from './chip-run-steps.js';
import { asCount, asFields, asList, asNumber, type Fields } from './json.js';

/** What a learning synapse group must leave behind. */
interface ExpectedGroup {
  readonly where: string;
  readonly block: number;
  readonly synapse: number;
  /** Checksums per step. */
  readonly traces: readonly number[];
  readonly weights: readonly number[];
  readonly errors: readonly number[];
  readonly finalTraces: Float64Array;
  readonly finalWeights: Float64Array;
}

/** The learning groups of a case, in block order; all that the model has must be there. */
export type ExpectedLearning = readonly ExpectedGroup[];

/** Reads what a case expects of learning; every step must have its entry. */
export function readExpectedLearning(
  json: unknown,
  model: ChipModel,
  steps: number,
): ExpectedLearning {
  const list = json === undefined ? [] : asList(json, 'expected, learning'); // left out if empty
  const groups = list.map((entry, i) => readGroup(asFields(entry, `learning ${i}`), i, steps));
  const learning = model.blocks.flatMap(({ synapses }) => synapses.filter((s) => s.learning));
  if (learning.length === groups.length) return groups;
  throw new CaseError(
    `expected, learning: ${groups.length} groups (the model has ${learning.length}).`,
  );
}

function readGroup(fields: Fields, index: number, steps: number): ExpectedGroup {
  const where = `learning ${index}`;
  const checksums = (key: string) => {
    const list = asList(fields[key], `${where}, ${key}`).map((crc) => asNumber(crc, where));
    if (list.length === steps) return list;
    throw new CaseError(`${where}, ${key}: ${list.length} entries for ${steps} steps.`);
  };
  return {
    where,
    block: asCount(fields.block, `${where}, block`),
    synapse: asCount(fields.synapse, `${where}, synapse`),
    traces: checksums('crc32_traces'),
    weights: checksums('crc32_weights'),
    errors: checksums('crc32_pes_errors'),
    finalTraces: decodeFlat(fields.final_traces, `${where}, final_traces`),
    finalWeights: decodeWeights(fields.final_weights, `${where}, final_weights`),
  };
}

/** Weights come as a ragged list, or as one array. */
function decodeWeights(json: unknown, where: string): Float64Array {
  const isRagged = typeof json === 'object' && json !== null && 'shapes' in json;
  return decodeFlat(isRagged ? asFields(json, where).values : json, where);
}

/** Compares traces, weights and errors at the end of step `t`. */
export function compareLearning(
  board: ChipBoard<ChipArray>,
  t: number,
  expected: ExpectedLearning,
): Difference {
  return firstOf(expected, ({ where, block, synapse, traces, weights, errors }) => {
    const compare = (what: string, array: ChipArray, crcs: readonly number[]) =>
      same(`step ${t}, ${where}, ${what}, crc32`, checksum([array]), crcs[t - 1]);
    return firstDifference(
      () => compare('errors', asNumbers(board.errors(block, synapse), board), errors),
      () => compare('traces', board.traces(block, synapse), traces),
      () => compare('weights', board.weights(block, synapse), weights),
    );
  });
}

/** A case in float32 holds its whole errors as float32 too. */
function asNumbers(errors: Int32Array, board: ChipBoard<ChipArray>): ChipArray {
  return board.voltage(0) instanceof Float32Array ? Float32Array.from(errors) : errors;
}

/** Compares traces and weights after the last step, number by number. */
export function compareLearned(
  board: ChipBoard<ChipArray>,
  expected: ExpectedLearning,
): Difference {
  return firstOf(expected, ({ where, block, synapse, finalTraces, finalWeights }) =>
    firstDifference(
      () => sameArray(`${where}, final traces`, board.traces(block, synapse), finalTraces),
      () => sameArray(`${where}, final weights`, board.weights(block, synapse), finalWeights),
    ),
  );
}
