import type { Vector } from './vector.js';

/** Rows of a signal; integer probes of a chip are int32. */
export type Rows = Vector | Int32Array;

/**
 * Consecutive timesteps of named signals: what crosses a boundary (thread, socket, board, file).
 * Row `s` of a signal is timestep `t + s`. Chunks that leave `run` belong to the receiver.
 */
export interface Chunk<Name extends string = string> {
  /** First timestep, counted from 0. */
  readonly t: number;
  /** Number of timesteps. */
  readonly steps: number;
  /** Per signal `steps` rows, row-major. */
  readonly data: Readonly<Record<Name, Rows>>;
  /** Source time of the first timestep in microseconds, where the source has a clock. */
  readonly timestampUs?: number;
}

/**
 * Spikes of consecutive timesteps as neuron indices: those of step `s` are
 * `indices[offsets[s]] .. indices[offsets[s + 1] - 1]`, ascending; an index may repeat.
 */
export interface SpikeTrain {
  /** Number of neurons. */
  readonly size: number;
  /** Length steps + 1, first entry 0. */
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
}
