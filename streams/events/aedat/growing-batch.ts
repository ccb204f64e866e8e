import { type EventBatch, emptyBatch } from '../../../src/core/event-batch.js';

/** A batch that grows. After `reserve(k)` up to `k` events may be written behind the `n` that are there. */
export interface GrowingBatch {
  n: number;
  t: Float64Array;
  x: Uint16Array;
  y: Uint16Array;
  p: Uint8Array;
}

/** A growing batch without events. */
export function growingBatch(): GrowingBatch {
  return { ...emptyBatch(0) };
}

/** Makes room for `k` more events. */
export function reserve(batch: GrowingBatch, k: number): void {
  const needed = batch.n + k;
  if (needed <= batch.t.length) return;
  const larger = emptyBatch(Math.max(needed, 2 * batch.t.length));
  larger.t.set(batch.t.subarray(0, batch.n));
  larger.x.set(batch.x.subarray(0, batch.n));
  larger.y.set(batch.y.subarray(0, batch.n));
  larger.p.set(batch.p.subarray(0, batch.n));
  batch.t = larger.t;
  batch.x = larger.x;
  batch.y = larger.y;
  batch.p = larger.p;
}

/** Hands the events over; the growing batch is empty afterwards. */
export function take(batch: GrowingBatch): EventBatch {
  const { n, t, x, y, p } = batch;
  Object.assign(batch, emptyBatch(0));
  return { n, t, x, y, p };
}
