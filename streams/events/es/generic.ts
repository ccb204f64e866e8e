import type { Ledger } from '../kit/ledger.js';
import type { ReadBody } from './pixels.js';

/** An event of a generic stream: bytes with a time. */
export interface EsBytes {
  /** Microseconds since the beginning of the stream. */
  readonly t: number;
  readonly bytes: Uint8Array;
}

/** Groups of 7 bits that a length may have; more are out of step. */
const GROUPS = 5;

/** Reads generic streams; what they hold goes to `give`. */
export function genericReader(ledger: Ledger, give: (event: EsBytes) => void): ReadBody {
  let t = 0;
  return (bytes, at) => {
    let i = 0;
    while (i < bytes.length) {
      const first = bytes[i]!;
      if (first >= 0xfe) {
        if (first === 0xfe) ledger.side('reset');
        else t += 254;
        i += 1;
        continue;
      }
      const { length, end } = lengthAt(bytes, i + 1);
      if (end < 0) break;
      if (length < 0) {
        const what = `the length of an event has more than ${GROUPS} groups of 7 bits`;
        if (ledger.lost('out-of-step', at + i, what)) break;
        i = end;
        continue;
      }
      if (end + length > bytes.length) break;
      t += first;
      give({ t, bytes: bytes.slice(end, end + length) });
      i = end + length;
    }
    return i;
  };
}

/** Length of the bytes of an event and where they begin; `end` -1: not there yet; `length` -1: none. */
function lengthAt(bytes: Uint8Array, from: number): { length: number; end: number } {
  let length = 0;
  for (let group = 0; group < GROUPS; group++) {
    const byte = bytes[from + group];
    if (byte === undefined) return { length, end: -1 };
    length += (byte >> 1) * 2 ** (7 * group);
    if ((byte & 1) === 0) return { length, end: from + group + 1 };
  }
  return { length: -1, end: from + GROUPS };
}
