import { type EventBatch, emptyBatch } from '../../../src/core/event-batch.js';

/** A batch written event by event, as tests like to read it. */
export function batchOf(
  events: readonly { t: number; x: number; y: number; p: number }[],
): EventBatch {
  const batch = emptyBatch(events.length);
  for (const [i, { t, x, y, p }] of events.entries()) {
    batch.t[i] = t;
    batch.x[i] = x;
    batch.y[i] = y;
    batch.p[i] = p;
  }
  return batch;
}

/** Every event as t, x, y, p. */
export function rowsOf({ n, t, x, y, p }: EventBatch): [number, number, number, number][] {
  return Array.from({ length: n }, (_, i) => [t[i], x[i], y[i], p[i]]);
}
