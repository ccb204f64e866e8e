/**
 * Events of an event camera in columns, never an object per event: event i is `t[i]`, `x[i]`, `y[i]`,
 * `p[i]` for i below `n`. The arrays may be longer than `n`.
 */
export interface EventBatch {
  /** Number of events. */
  readonly n: number;
  /** Sensor time in whole microseconds; a double holds every clock up to 2^53 exactly. */
  readonly t: Float64Array;
  /** Column from the left. */
  readonly x: Uint16Array;
  /** Row from the top, unless the source says that it is as stored. */
  readonly y: Uint16Array;
  /** 1: brighter (ON), 0: darker (OFF). */
  readonly p: Uint8Array;
}

/** A batch of `n` events that are still to be written. */
export function emptyBatch(n: number): EventBatch {
  return {
    n,
    t: new Float64Array(n),
    x: new Uint16Array(n),
    y: new Uint16Array(n),
    p: new Uint8Array(n),
  };
}
