import type { Chunk, SpikeTrain } from '../../src/core/chunk.js';
import { StreamError } from '../../src/core/errors.js';
import type { EventBatch } from '../../src/core/event-batch.js';
import { type DvsLayout, type DvsLayoutOptions, dvsLayout } from './dvs-layout.js';
import { relativeToFirst, sortedByTime } from './sort-events.js';

/** How events become spikes. */
export interface DvsOptions extends DvsLayoutOptions {
  /** Seconds per timestep, above 0; default 0.001. */
  readonly dt?: number;
  /** Sensor time of the beginning of timestep 0, in seconds; default 0. */
  readonly tStart?: number;
  /** Count sensor time from the first event; default false. */
  readonly relTime?: boolean;
  /** Timesteps in all; default up to the last event. */
  readonly steps?: number;
  /**
   * Which of the reference's two ways a bin ends, in doubles. `chip` (default): bin k ends before
   * tStart 1e6 + (k + 1) dt 1e6 microseconds, and bin 0 takes everything earlier too. `host`: bin k has
   * (t - dt) 1e6 <= time < t 1e6 with t = tStart + (k + 1) dt, and rounding may lose an event.
   */
  readonly edges?: 'chip' | 'host';
}

/**
 * The events of a recording as spikes per timestep: an event is one spike of its pooled pixel and
 * polarity, and an index stands as often as it has events (network-to-chip.md 9, event-formats.md
 * 8.3).
 *
 * @throws StreamError for an event outside of the sensor, and for options out of range
 */
export function dvsSpikes(events: EventBatch, options: DvsOptions = {}): SpikeTrain {
  const layout = dvsLayout(options);
  const { dt = 0.001, tStart = 0, relTime = false } = options;
  requireThat('dt', dt, Number.isFinite(dt) && dt > 0, 'seconds above 0');
  requireThat('tStart', tStart, Number.isFinite(tStart), 'seconds');
  const sorted = sortedByTime(events);
  const timed = relTime && sorted.n > 0 ? relativeToFirst(sorted) : sorted;
  const edges =
    (options.edges ?? 'chip') === 'chip' ? chipEdges(dt, tStart) : hostEdges(dt, tStart);
  const steps = options.steps ?? stepsUntilEnd(timed, edges, dt, tStart);
  requireThat('steps', steps, Number.isSafeInteger(steps) && steps >= 0, 'timesteps');
  return binned(timed, layout, edges, steps);
}

/** Options of `dvsChunks`. */
export interface DvsChunksOptions extends DvsOptions {
  /** Timesteps per chunk, at least 1; default 10. The last chunk may be shorter. */
  readonly chunk?: number;
}

/**
 * The same as chunks for an input of kind `spikes`: every row has the events of each index in the
 * timestep, divided by dt. Can be walked through more than once.
 *
 * @throws StreamError as `dvsSpikes` does
 *
 * @example
 * const eyes = net.input('dvs', [18, 24, 2], { kind: 'spikes' });
 * runFrom(dvsChunks('dvs', events, { pool: 10 }), net, { probes, on: emulator() });
 */
export function dvsChunks<Name extends string>(
  name: Name,
  events: EventBatch,
  options: DvsChunksOptions = {},
): Iterable<Chunk<Name>> {
  const { chunk = 10, dt = 0.001, tStart = 0 } = options;
  requireThat('chunk', chunk, Number.isSafeInteger(chunk) && chunk >= 1, 'timesteps from 1 on');
  const train = dvsSpikes(events, options);
  const origin = options.relTime === true && events.n > 0 ? earliest(events) : 0;
  const total = train.offsets.length - 1;
  return {
    *[Symbol.iterator]() {
      for (let t = 0; t < total; t += chunk) {
        const steps = Math.min(chunk, total - t);
        const data = { [name]: rowsOf(train, t, steps, dt) } as Record<Name, Float32Array>;
        yield { t, steps, data, timestampUs: origin + (tStart + t * dt) * 1e6 };
      }
    },
  };
}

function earliest({ n, t }: EventBatch): number {
  return t.subarray(0, n).reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
}

function rowsOf({ size, offsets, indices }: SpikeTrain, t: number, steps: number, dt: number) {
  const rows = new Float32Array(steps * size);
  for (let s = 0; s < steps; s++) {
    for (let i = offsets[t + s]; i < offsets[t + s + 1]; i++) rows[s * size + indices[i]] += 1;
  }
  return rows.map((count) => count / dt);
}

/** Microseconds at which bin k begins (included) and ends (not included). */
interface Edges {
  begin(k: number): number;
  end(k: number): number;
}

function chipEdges(dt: number, tStart: number): Edges {
  const end = (k: number): number => tStart * 1e6 + (k + 1) * (dt * 1e6);
  return { begin: (k) => (k === 0 ? Number.NEGATIVE_INFINITY : end(k - 1)), end };
}

/** The reference computes with the time at the end of the step, in this order. */
function hostEdges(dt: number, tStart: number): Edges {
  const time = (k: number): number => tStart + (k + 1) * dt;
  return { begin: (k) => (time(k) - dt) * 1e6, end: (k) => time(k) * 1e6 };
}

/** The last bin is the one that passes the last event. */
function stepsUntilEnd({ n, t }: EventBatch, edges: Edges, dt: number, tStart: number): number {
  if (n === 0) return 0;
  let steps = Math.max(1, Math.floor((t[n - 1] / 1e6 - tStart) / dt));
  while (edges.end(steps - 1) <= t[n - 1]) steps += 1;
  while (steps > 1 && edges.end(steps - 2) > t[n - 1]) steps -= 1;
  return steps;
}

function binned(events: EventBatch, layout: DvsLayout, edges: Edges, steps: number): SpikeTrain {
  const index = layout.indicesOf(events);
  const offsets = new Uint32Array(steps + 1);
  const parts: Uint32Array[] = [];
  let from = 0;
  for (let k = 0; k < steps; k++) {
    from = firstNotBefore(events, edges.begin(k), from);
    const to = firstNotBefore(events, edges.end(k), from);
    parts.push(index.slice(from, to).sort());
    offsets[k + 1] = offsets[k] + to - from;
    // Rounding can make bins of the host overlap by an event.
    from = edges.begin(k + 1) < edges.end(k) ? 0 : to;
  }
  const indices = new Uint32Array(offsets[steps]);
  for (const [k, part] of parts.entries()) indices.set(part, offsets[k]);
  return { size: layout.size, offsets, indices };
}

/** The first event from `from` on that is not before a time. */
function firstNotBefore({ n, t }: EventBatch, time: number, from: number): number {
  let [low, high] = [from, n];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (t[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function requireThat(option: string, value: number, fits: boolean, expected: string): void {
  if (fits) return;
  throw new StreamError(`dvs: ${option} is ${value}, expected ${expected}.`, {
    code: 'bad-option',
    path: option,
  });
}
