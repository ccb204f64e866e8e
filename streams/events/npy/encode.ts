import { StreamError } from '../../../src/core/errors.js';
import type { EventBatch } from '../../../src/core/event-batch.js';
import type { EventEncoder, SensorSize } from '../decoder.js';
import { requireFit } from '../kit/encoding.js';

/** Options of `npyEncoder`. */
export interface NpyEncodeOptions extends SensorSize {
  /**
   * Events that there will be. The header says it: without it all bytes are kept until `end`, with it
   * every push gives its own.
   */
  readonly count?: number;
}

/** Bytes of a record: u64 t, u16 x, u16 y, u8 p, packed. */
const RECORD = 13;

/**
 * Encodes events as a structured `.npy` array with the fields t `<u8`, x `<u2`, y `<u2`, p `u1`
 * (event-formats.md 10).
 *
 * @throws StreamError from push for events outside of the sensor and negative times; from end if
 *   `count` was wrong
 */
export function npyEncoder(options: NpyEncodeOptions): EventEncoder {
  const { width, height, count } = options;
  const kept: Uint8Array[] = [];
  let written = 0;
  const records = ({ n, t, x, y, p }: EventBatch): Uint8Array => {
    const bytes = new Uint8Array(n * RECORD);
    const view = new DataView(bytes.buffer);
    for (let i = 0, at = 0; i < n; i++, at += RECORD, written++) {
      requireFit(`event ${written}`, `a sensor of ${width} columns`, 'x', x[i]!, width - 1);
      requireFit(`event ${written}`, `a sensor of ${height} rows`, 'y', y[i]!, height - 1);
      requireFit(`event ${written}`, 'the field t', 't', t[i]!, Number.MAX_SAFE_INTEGER);
      view.setUint32(at, t[i]! % 2 ** 32, true);
      view.setUint32(at + 4, Math.floor(t[i]! / 2 ** 32), true);
      view.setUint16(at + 8, x[i]!, true);
      view.setUint16(at + 10, y[i]!, true);
      bytes[at + 12] = p[i]! & 1;
    }
    return bytes;
  };
  const taken = () => concatenated(kept.splice(0));
  if (count !== undefined) kept.push(npyHead(count));
  return {
    push(batch) {
      kept.push(records(batch));
      return count === undefined ? new Uint8Array(0) : taken();
    },
    end() {
      if (count === undefined) kept.unshift(npyHead(written));
      else if (count !== written) throw miscounted(count, written);
      return taken();
    },
  };
}

function miscounted(count: number, written: number): StreamError {
  return new StreamError(
    `npy: the header says ${count} events, ${written} were written. Give the right count, or none.`,
    { code: 'count' },
  );
}

/** Padded with spaces to a multiple of 64 bytes, as numpy has it. */
function npyHead(count: number): Uint8Array {
  const descr = "[('t', '<u8'), ('x', '<u2'), ('y', '<u2'), ('p', '|u1')]";
  const dict = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${count},), }`;
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64 - 10;
  const text = new TextEncoder().encode(`${dict.padEnd(length - 1)}\n`);
  return Uint8Array.of(
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    length & 255,
    length >> 8,
    ...text,
  );
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
