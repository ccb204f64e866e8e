import { WEIGHT_EXP_BASE } from './chip/limits.js';
import type { Block, ChipArray, ChipModel } from './chip/model.js';

/** How far integers are from the numbers they stand for, over some blocks of the chip. */
export interface Precision {
  /** Weights stored, shared ones once per block. */
  readonly weights: number;
  /** Weights that are not 0 and became 0. */
  readonly lost: number;
  /**
   * Root mean square of the differences over that of the numbers, in the units of the network;
   * `null` if all numbers are 0.
   */
  readonly weightError: number | null;
  readonly biasError: number | null;
  readonly thresholdError: number | null;
}

/** The precision of one population. */
export interface PrecisionReport extends Precision {
  readonly population: string;
}

/** Sums of squares, of the differences and of the numbers. */
interface Sums {
  difference: number;
  number: number;
}

/**
 * Compares the integers of discretized blocks with the floats they were made from, block by block in each
 * block's own scales. Clipped weights and thresholds count like rounded ones.
 *
 * @param positions of the blocks to look at, in both models
 */
export function precisionOf(
  float: Pick<ChipModel, 'blocks'>,
  integer: Pick<ChipModel, 'blocks'>,
  positions: readonly number[],
): Precision {
  const sums = { weights: 0, lost: 0, weight: none(), bias: none(), threshold: none() };
  for (const b of positions) {
    const [from, to] = [float.blocks[b]!, integer.blocks[b]!];
    const { vScale, bScale } = to.discretizeInfo!;
    const [before, after] = [from.compartments, to.compartments];
    addErrors(sums.bias, before.bias, after.bias, (i) => at(bScale, i));
    addErrors(sums.threshold, before.vth, after.vth, () => vScale);
    addWeights(sums, from, to);
  }
  return {
    weights: sums.weights,
    lost: sums.lost,
    weightError: relative(sums.weight),
    biasError: relative(sums.bias),
    thresholdError: relative(sums.threshold),
  };
}

function addWeights(
  sums: { weights: number; lost: number; readonly weight: Sums },
  from: Block,
  to: Block,
): void {
  const { wScale, wExp } = to.discretizeInfo!;
  const unit = 2 ** (WEIGHT_EXP_BASE + wExp);
  for (const [g, group] of from.synapses.entries()) {
    for (const [s, { values, indices }] of group.weights.entries()) {
      const integers = to.synapses[g]!.weights[s]!.values;
      addErrors(sums.weight, values, integers, (i) => at(wScale, indices[i]!) * unit);
      sums.weights += values.length;
      for (let i = 0; i < values.length; i++) {
        if (values[i] !== 0 && integers[i] === 0) sums.lost += 1;
      }
    }
  }
}

/** `scale` says how many integer steps one unit of the network is. */
function addErrors(
  sums: Sums,
  numbers: ChipArray,
  integers: ChipArray,
  scale: (i: number) => number,
): void {
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!;
    const difference = integers[i]! / scale(i) - number;
    sums.difference += difference * difference;
    sums.number += number * number;
  }
}

function at(scale: number | Float64Array, i: number): number {
  return typeof scale === 'number' ? scale : scale[i]!;
}

function relative({ difference, number }: Sums): number | null {
  return number === 0 ? null : Math.sqrt(difference / number);
}

const none = (): Sums => ({ difference: 0, number: 0 });
