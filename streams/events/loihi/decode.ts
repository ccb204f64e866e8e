import type { DecodeOptions, EventDecoder } from '../decoder.js';
import { givenSize, type Ledger, openLedger } from '../kit/ledger.js';
import { piecewise, type RecordReader } from '../kit/piecewise.js';
import { unwrapped } from '../kit/unwrap.js';

/** Bytes of a record: u16 y << 2 | p << 1 | flag, u16 x << 1, u32 microseconds, little-endian. */
const RECORD = 8;

/**
 * Decodes `.events`, NengoLoihi's own format (event-formats.md 8.1), in the order of the file;
 * `readLoihiEvents` sorts. Coordinates are as recorded. Records with the trigger flag are events
 * like any other, a note tells how many there were.
 */
export function loihiEventsDecoder(options: DecodeOptions = {}): EventDecoder {
  const ledger = openLedger(options);
  return piecewise(ledger, loihiReader(options, ledger));
}

function loihiReader(options: DecodeOptions, ledger: Ledger): RecordReader {
  const sensor = givenSize(options);
  const { width = 2 ** 15, height = 2 ** 14 } = options;
  const clock = Float64Array.of(-1, 0);
  let before = Number.NEGATIVE_INFINITY;
  let flagged = 0;
  return {
    format: 'events',
    smallest: () => RECORD,
    sensor: () => sensor,
    part: () => 'a record of 8',
    notes: () => (flagged > 0 ? [`${flagged} records have the trigger flag set`] : []),
    read(bytes, at, out) {
      const end = bytes.length - (bytes.length % RECORD);
      let n = 0;
      let i = 0;
      for (; i < end; i += RECORD) {
        const first = bytes[i]! | (bytes[i + 1]! << 8);
        const x = (bytes[i + 2]! >> 1) | (bytes[i + 3]! << 7);
        const y = first >> 2;
        const low = bytes[i + 4]! | (bytes[i + 5]! << 8) | (bytes[i + 6]! << 16);
        const t = unwrapped(low + bytes[i + 7]! * 2 ** 24, clock, 2 ** 32);
        flagged += first & 1;
        if (x >= width || y >= height) {
          const what = `the event at column ${x}, row ${y} is outside of ${width}x${height} pixels`;
          if (ledger.lost('coordinate', at + i, what)) break;
          continue;
        }
        if (t < before) ledger.problem('time-backward');
        before = t;
        out.t[n] = t;
        out.x[n] = x;
        out.y[n] = y;
        out.p[n++] = (first >> 1) & 1;
      }
      out.n = n;
      return i;
    },
  };
}
