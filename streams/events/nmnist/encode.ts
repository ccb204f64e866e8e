import type { EventBatch } from '../../../src/core/event-batch.js';
import type { NonMonotonic, SensorSize } from '../decoder.js';
import { type CountingEncoder, requireFit, requireForward } from '../kit/encoding.js';
import { OVERFLOW, OVERFLOW_ROW, RECORD } from './decode.js';

/** Options of `nmnistEncoder`; sensors of up to 256x240 pixels. */
export interface NmnistEncodeOptions extends SensorSize {
  /** Steps back so far that no record holds them; smaller ones are kept. Default `error`. */
  readonly nonMonotonic?: NonMonotonic;
}

/** Largest time of a record, beyond what overflows have added. */
const LARGEST = 2 ** 23 - 1;

/** Latest time: 71 minutes, which takes half a million records of overflow. */
const LATEST = 2 ** 32;

/**
 * Encodes events as N-MNIST `.bin` (event-formats.md 6). From 8.4 seconds on, records of overflow
 * carry the time.
 *
 * @throws StreamError from push for events outside of the sensor, times above 2^32 microseconds
 */
export function nmnistEncoder(options: NmnistEncodeOptions): CountingEncoder {
  const { width, height, nonMonotonic = 'error' } = options;
  requireFit('N-MNIST', 'a .bin file', 'width', width, 256);
  requireFit('N-MNIST', 'a .bin file', 'height', height, OVERFLOW_ROW);
  let base = 0;
  let count = 0;
  let clamped = 0;
  const push = (batch: EventBatch): Uint8Array => {
    const overflows = overflowsOf(batch, base, count);
    const bytes = new Uint8Array(RECORD * (batch.n + overflows));
    let at = 0;
    for (let i = 0; i < batch.n; i++, count++) {
      requireFit(`event ${count}`, `a sensor of ${width} columns`, 'x', batch.x[i]!, width - 1);
      requireFit(`event ${count}`, `a sensor of ${height} rows`, 'y', batch.y[i]!, height - 1);
      for (; batch.t[i]! - base > LARGEST; base += OVERFLOW, at += RECORD)
        bytes[at + 1] = OVERFLOW_ROW;
      let t = batch.t[i]! - base;
      if (t < 0) {
        requireForward(`event ${count}`, 'a .bin file', batch.t[i]!, base, nonMonotonic);
        clamped += 1;
        t = 0;
      }
      bytes[at] = batch.x[i]!;
      bytes[at + 1] = batch.y[i]!;
      bytes[at + 2] = ((batch.p[i]! & 1) << 7) | (t >> 16);
      bytes[at + 3] = t >> 8;
      bytes[at + 4] = t;
      at += RECORD;
    }
    return bytes;
  };
  return {
    push,
    end: () => new Uint8Array(0),
    get clamped() {
      return clamped;
    },
  };
}

/** Records of overflow that the events need. */
function overflowsOf({ n, t }: EventBatch, base: number, count: number): number {
  let latest = 0;
  for (let i = 0; i < n; i++) {
    requireFit(`event ${count + i}`, 'a .bin file', 't', t[i]!, LATEST);
    latest = Math.max(latest, t[i]!);
  }
  return Math.max(0, Math.ceil((latest - LARGEST - base) / OVERFLOW));
}
