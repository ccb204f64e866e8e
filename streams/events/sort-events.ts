import type { EventBatch } from '../../src/core/event-batch.js';

/** The events in order of time, equal times as they were; the batch itself if it is in order. */
export function sortedByTime(events: EventBatch): EventBatch {
  if (isSorted(events)) return events;
  const { n, t, x, y, p } = events;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => t[a] - t[b] || a - b);
  return {
    n,
    t: Float64Array.from(order, (i) => t[i]),
    x: Uint16Array.from(order, (i) => x[i]),
    y: Uint16Array.from(order, (i) => y[i]),
    p: Uint8Array.from(order, (i) => p[i]),
  };
}

function isSorted({ n, t }: EventBatch): boolean {
  for (let i = 1; i < n; i++) if (t[i] < t[i - 1]) return false;
  return true;
}

/** Sorted events with their time counted from the first. */
export function relativeToFirst(events: EventBatch): EventBatch {
  const first = events.t[0];
  return { ...events, t: events.t.map((t) => t - first) };
}
