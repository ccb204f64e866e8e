import type { DecodeOptions, EventDecoder } from '../decoder.js';
import { givenSize, type Ledger, openLedger } from '../kit/ledger.js';
import { piecewise, type RecordReader } from '../kit/piecewise.js';

/** Bytes of a record: x, y, then polarity and 23 bits of microseconds, big-endian. */
export const RECORD = 5;

/** A record with this row is no event: the time of it and of all that follow is later by `OVERFLOW`. */
export const OVERFLOW_ROW = 240;

/** Microseconds. */
export const OVERFLOW = 2 ** 13;

/**
 * Decodes the `.bin` files of N-MNIST and N-Caltech101 (event-formats.md 6). They have no header: the
 * size of the sensor is what the caller says (34x34 for N-MNIST), else nobody's, and then no
 * coordinate is refused.
 *
 * @example
 * const decoder = nmnistDecoder({ width: 34, height: 34 });
 */
export function nmnistDecoder(options: DecodeOptions = {}): EventDecoder {
  const ledger = openLedger(options);
  return piecewise(ledger, nmnistReader(options, ledger));
}

function nmnistReader(options: DecodeOptions, ledger: Ledger): RecordReader {
  const sensor = givenSize(options);
  const { width = 256, height = OVERFLOW_ROW } = options;
  let base = 0;
  let before = Number.NEGATIVE_INFINITY;
  let overflows = 0;
  return {
    format: 'nmnist',
    smallest: () => RECORD,
    sensor: () => sensor,
    part: () => 'a record of 5',
    notes: () => (overflows > 0 ? [`${overflows} records carried the time on`] : []),
    read(bytes, at, out) {
      const end = bytes.length - (bytes.length % RECORD);
      let n = 0;
      let i = 0;
      for (; i < end; i += RECORD) {
        const x = bytes[i]!;
        const y = bytes[i + 1]!;
        if (y === OVERFLOW_ROW) {
          base += OVERFLOW;
          overflows += 1;
          continue;
        }
        if (x >= width || y >= height) {
          const what = `the event at column ${x}, row ${y} is outside of ${width}x${height} pixels`;
          if (ledger.lost('coordinate', at + i, what)) break;
          continue;
        }
        const high = bytes[i + 2]!;
        const t = base + (((high & 0x7f) << 16) | (bytes[i + 3]! << 8) | bytes[i + 4]!);
        if (t < before) ledger.problem('time-backward');
        before = t;
        out.t[n] = t;
        out.x[n] = x;
        out.y[n] = y;
        out.p[n++] = high >> 7;
      }
      out.n = n;
      return i;
    },
  };
}
