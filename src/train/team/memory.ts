import type { ParameterLayout } from '../parameters.js';

/** What all replicas of one training see: every array stands in shared memory. */
export interface TrainMemory {
  /** All numbers of the model (`ParameterLayout`). */
  readonly weights: Float32Array;
  /** The two vectors of the optimizer's state. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** Running mean of the weights; without one the weights themselves. */
  readonly average: Float32Array;
  /** Per replica its gradients, then its share of the statistics of batch normalization. */
  readonly slots: readonly Float32Array[];
  /** Per replica `TALLY` numbers that count since the epoch began. */
  readonly tallies: Float64Array;
  readonly control: Int32Array;
}

/** What a replica counts, by place in its tally. */
export const TALLY = { loss: 0, penalty: 1, right: 2, seen: 3, length: 4 } as const;

/** Words of the control block. */
export const CONTROL = {
  /** Replicas that wait at the barrier, and how often it opened. */
  waiting: 0,
  opened: 1,
  /** Set from outside: end after this step. */
  stop: 2,
  /** Set by the first replica, for all: this step was the last. */
  stopping: 3,
  /** A replica is lost: whoever waits gives up. */
  lost: 4,
  length: 8,
} as const;

/** Takes shared memory for a number of replicas. */
export function allocateMemory(
  layout: ParameterLayout,
  replicas: number,
  averaged: boolean,
): TrainMemory {
  const floats = (n: number) => new Float32Array(new SharedArrayBuffer(4 * n));
  const weights = floats(layout.total);
  return {
    weights,
    first: floats(layout.trainedEnd),
    second: floats(layout.trainedEnd),
    average: averaged ? floats(layout.total) : weights,
    slots: Array.from({ length: replicas }, () => floats(layout.movingEnd)),
    tallies: new Float64Array(new SharedArrayBuffer(8 * TALLY.length * replicas)),
    control: new Int32Array(new SharedArrayBuffer(4 * CONTROL.length)),
  };
}
