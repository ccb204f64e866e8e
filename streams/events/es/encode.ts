import { StreamError } from '../../../src/core/errors.js';
import type { EventBatch } from '../../../src/core/event-batch.js';
import type { NonMonotonic, SensorSize } from '../decoder.js';
import { type CountingEncoder, requireFit, requireForward } from '../kit/encoding.js';
import type { EsBytes } from './generic.js';
import { esLayouts, GENERIC, MAGIC } from './layout.js';

/** Options of `esEncoder`. */
export interface EsEncodeOptions extends SensorSize {
  /** Default `dvs`; in both, an event has a polarity and nothing else. */
  readonly kind?: 'dvs' | 'atis';
  /** How the rows of the events count; default `topLeft`. Files count from the bottom. */
  readonly orientation?: 'topLeft' | 'asStored';
  /** Steps back in time; default `error`. */
  readonly nonMonotonic?: NonMonotonic;
  /** The time in microseconds that becomes 0 in the file; default 0. */
  readonly start?: number;
}

/** Longest step in time, in microseconds: a step takes a byte for each 127 or 189 of them. */
const LONGEST = 2 ** 32;

/**
 * Encodes events as Event Stream 2.0.0 (event-formats.md 5).
 *
 * @throws StreamError from push for events outside of the sensor, times that go back, steps of more
 *   than 2^32 microseconds
 */
export function esEncoder(options: EsEncodeOptions): CountingEncoder {
  const { width, height, kind = 'dvs', orientation, nonMonotonic = 'error' } = options;
  const layout = esLayouts[kind];
  const longest = layout.leaps.at(-1)!;
  const step = kind === 'dvs' ? 127 : 63;
  requireFit('Event Stream', 'the header', 'width', width, 65535);
  requireFit('Event Stream', 'the header', 'height', height, 65535);
  const clock = { t: options.start ?? 0, clamped: 0 };
  let head: Uint8Array | null = esHead(layout.type, { width, height });
  let count = 0;

  const write = (batch: EventBatch): Uint8Array => {
    const steps = stepsOf(batch, count, clock, nonMonotonic);
    let size = 5 * batch.n;
    for (const dt of steps) size += leapBytes(dt, step, longest);
    const bytes = new Uint8Array(size).fill(0xff);
    let at = 0;
    for (let i = 0; i < batch.n; i++) {
      const what = `event ${count + i}`;
      requireFit(what, `a sensor of ${width} columns`, 'x', batch.x[i]!, width - 1);
      requireFit(what, `a sensor of ${height} rows`, 'y', batch.y[i]!, height - 1);
      const y = orientation === 'asStored' ? batch.y[i]! : height - 1 - batch.y[i]!;
      at = leapInto(bytes, at, steps[i]!, step, longest);
      const rest = steps[i]! % step;
      bytes[at] =
        kind === 'dvs' ? (rest << 1) | (batch.p[i]! & 1) : (rest << 2) | ((batch.p[i]! & 1) << 1);
      bytes[at + 1] = batch.x[i]!;
      bytes[at + 2] = batch.x[i]! >> 8;
      bytes[at + 3] = y;
      bytes[at + 4] = y >> 8;
      at += 5;
    }
    count += batch.n;
    return bytes;
  };
  const withHead = (body: Uint8Array) => {
    const bytes = head === null ? body : joined(head, body);
    head = null;
    return bytes;
  };
  return {
    push: (batch) => withHead(write(batch)),
    end: () => withHead(new Uint8Array(0)),
    get clamped() {
      return clock.clamped;
    },
  };
}

/**
 * A generic Event Stream of bytes with times, whole.
 *
 * @throws StreamError for times that go back
 */
export function encodeEsBytes(events: readonly EsBytes[]): Uint8Array {
  const out: number[] = [...esHead(GENERIC, null)];
  let before = 0;
  for (const [i, { t, bytes }] of events.entries()) {
    if (t < before) requireForward(`event ${i}`, 'Event Stream', t, before, 'error');
    requireFit(`event ${i}`, 'Event Stream', 'its step in time', t - before, LONGEST);
    for (let leaps = Math.floor((t - before) / 254); leaps > 0; leaps--) out.push(0xff);
    out.push((t - before) % 254);
    let length = bytes.length;
    for (; length > 127; length >>>= 7) out.push(((length & 127) << 1) | 1);
    out.push(length << 1);
    for (const byte of bytes) out.push(byte);
    before = t;
  }
  return Uint8Array.from(out);
}

function esHead(type: number, sensor: SensorSize | null): Uint8Array {
  const size =
    sensor === null ? [] : [sensor.width, sensor.height].flatMap((n) => [n & 255, n >> 8]);
  return Uint8Array.of(...MAGIC, 2, 0, 0, type, ...size);
}

function stepsOf(
  { n, t }: EventBatch,
  count: number,
  clock: { t: number; clamped: number },
  nonMonotonic: NonMonotonic,
): Float64Array {
  const steps = new Float64Array(n);
  let before = clock.t;
  for (let i = 0; i < n; i++) {
    if (t[i]! < before) {
      requireForward(`event ${count + i}`, 'Event Stream', t[i]!, before, nonMonotonic);
      clock.clamped += 1;
      continue;
    }
    const dt = t[i]! - before;
    if (!Number.isInteger(dt) || dt > LONGEST) {
      throw new StreamError(
        `event ${count + i}: its time ${t[i]} is ${dt} after the one before, Event Stream holds whole ` +
          'steps up to 2^32 microseconds. Give `start`, or cut the recording.',
        { code: 'not-representable', path: `event ${count + i}` },
      );
    }
    steps[i] = dt;
    before = t[i]!;
  }
  clock.t = before;
  return steps;
}

/** Bytes that carry the time beyond what an event holds; ATIS has bytes of 1, 2 and 3 steps. */
function leapBytes(dt: number, step: number, longest: number): number {
  return Math.ceil((Math.floor(dt / step) * step) / longest);
}

/** The bytes are 0xff already; only a last one of fewer steps is written. */
function leapInto(
  bytes: Uint8Array,
  at: number,
  dt: number,
  step: number,
  longest: number,
): number {
  const short = (Math.floor(dt / step) * step) % longest;
  const end = at + leapBytes(dt, step, longest);
  if (short > 0) bytes[end - 1] = 0xfc + short / step;
  return end;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
