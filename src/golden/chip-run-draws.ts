import type { ChipBoard } from '../chip/chip-board.js';
import type { ChipArray, ChipModel, SynapseGroup } from '../compile/chip/model.js';
import { RandomState } from '../core/mt19937.js';
import { decodeFlat } from './arrays.js';
import { type Difference, firstDifference, firstOf, sameArray } from './chip-compare.js';
import { asFields, asList, asNumber } from './json.js';

/** Everything that a run draws, in the order of the reference. */
interface Draws {
  /** steps x compartments. */
  readonly noise: Float64Array;
  /** Per learning group, one draw per axon (or weight) and epoch. */
  readonly traces: readonly number[][];
  readonly weights: readonly number[][];
  /** The generator after the last step. */
  readonly random: RandomState;
}

/** Seed of a case; throws a CaseError if it has none. */
export function readSeed(json: unknown): number {
  return asNumber(asFields(json, 'random').seed, 'random, seed');
}

/**
 * Compares the generator with the draws of a case, made here in the order of the reference, and the
 * board's generator with where the case's stood after the run.
 */
export function compareDraws(
  board: ChipBoard<ChipArray>,
  model: ChipModel,
  json: unknown,
  steps: number,
): Difference {
  const fields = asFields(json, 'random');
  const draws = drawAll(model, readSeed(json), steps);
  const next = decodeFlat(fields.next_u32_after_run, 'random, next_u32_after_run');
  return firstDifference(
    () => compareList('random, noise', [...draws.noise], fields.noise),
    () => compareGroups('random, trace_uniforms', draws.traces, fields.trace_uniforms),
    () => compareGroups('random, weight_uniforms', draws.weights, fields.weight_uniforms),
    () =>
      sameArray(
        'next outputs of the generator',
        Float64Array.from(next, () => draws.random.u32()),
        next,
      ),
    () => sameArray("next outputs of the board's generator", board.peekRandom(next.length), next),
  );
}

function drawAll(model: ChipModel, seed: number, steps: number): Draws {
  const random = new RandomState(seed);
  const groups = model.blocks.flatMap(({ synapses }) => synapses.filter((s) => s.learning));
  const n = model.blocks.reduce((sum, { nCompartments }) => sum + nCompartments, 0);
  const learns = model.dtype === 'int32'; // float32 learns without rounding
  const traces: number[][] = groups.map(() => []);
  const weights: number[][] = groups.map(() => []);
  const noise = new Float64Array(steps * n);
  for (let t = 1; t <= steps; t++) {
    groups.forEach(({ learning, nAxons }, g) => {
      if (learns && t % learning!.trainEpoch === 0) take(random, traces[g], nAxons);
    });
    groups.forEach((group, g) => {
      if (learns && t % group.learning!.learnEpoch === 0) take(random, weights[g], sizeOf(group));
    });
    for (let c = 0; c < n; c++) {
      noise[(t - 1) * n + c] = learns ? random.integer(-127, 128) : random.uniform(-1, 1);
    }
  }
  return { noise, traces, weights, random };
}

function take(random: RandomState, list: number[], count: number): void {
  for (let k = 0; k < count; k++) list.push(random.rand());
}

function sizeOf({ weights }: SynapseGroup): number {
  return weights.reduce((sum, { atoms, entries }) => sum + atoms * entries, 0);
}

/** Draws without an effect are not in a case (`null`). */
function compareList(where: string, got: readonly number[], json: unknown): Difference {
  return json === null || json === undefined
    ? null
    : sameArray(where, got, decodeFlat(json, where));
}

function compareGroups(where: string, got: readonly number[][], json: unknown): Difference {
  if (json === null || json === undefined) return null;
  return firstOf(asList(json, where), (entry, g) =>
    compareList(`${where} ${g}`, got[g] ?? [], asFields(entry, where).values),
  );
}
