import type { EventBatch } from '../../../src/core/event-batch.js';

/** Events as they are decoded: columns with room at their end, used again for every piece. */
export interface GrowingBatch {
  n: number;
  t: Float64Array;
  x: Uint16Array;
  y: Uint16Array;
  p: Uint8Array;
}

/** An empty batch with little room. */
export function growingBatch(): GrowingBatch {
  return { n: 0, ...columns(64) };
}

/** Makes room for `more` events behind those that are there. */
export function makeRoom(batch: GrowingBatch, more: number): void {
  const least = batch.n + more;
  if (least <= batch.t.length) return;
  const larger = columns(Math.max(least, 2 * batch.t.length));
  for (const key of ['t', 'x', 'y', 'p'] as const) {
    larger[key].set(batch[key].subarray(0, batch.n));
  }
  Object.assign(batch, larger);
}

/** Takes the events out, as columns of their own; the batch is empty afterwards. */
export function takeBatch(batch: GrowingBatch): EventBatch {
  const { n, t, x, y, p } = batch;
  batch.n = 0;
  return { n, t: t.slice(0, n), x: x.slice(0, n), y: y.slice(0, n), p: p.slice(0, n) };
}

function columns(room: number) {
  return {
    t: new Float64Array(room),
    x: new Uint16Array(room),
    y: new Uint16Array(room),
    p: new Uint8Array(room),
  };
}
