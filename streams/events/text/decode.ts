import type { DecodeOptions, EventDecoder } from '../decoder.js';
import { givenSize, type Ledger, openLedger } from '../kit/ledger.js';
import { piecewise, type RecordReader } from '../kit/piecewise.js';
import { behindMark, type FoundDialect, findDialect, type TextDialect } from './dialect.js';
import { LF } from './fields.js';
import { lineReader } from './line.js';

/** Options of `textDecoder`. */
export interface TextOptions extends DecodeOptions, TextDialect {}

/** Fewest bytes of a line of an event. */
const SMALLEST = 7;

/** Longer lines are no events. */
const LONGEST = 2 ** 16;

/**
 * Decodes events written as text, one in a line (event-formats.md 9). Columns stand between commas,
 * semicolons, tabs or spaces; the first 20 lines tell which, in what order, and the unit of time,
 * unless the options do. Blank lines and those that begin with `#` or `%` are passed over;
 * `%geometry:W,H` says the size of the sensor. Times become whole microseconds from their digits.
 *
 * @throws StreamError from push or end if the columns cannot be told
 *
 * @example
 * const decoder = textDecoder({ path: 'events.txt', order: 'txyp', time: 's' });
 */
export function textDecoder(options: TextOptions = {}): EventDecoder {
  const ledger = openLedger(options);
  return piecewise(ledger, textReader(options, ledger));
}

function textReader(options: TextOptions, ledger: Ledger): RecordReader {
  let dialect: FoundDialect | null = null;
  let line: ReturnType<typeof lineReader> | null = null;
  let skipping = false;
  let number = 0;

  const body = (
    reader: ReturnType<typeof lineReader>,
    bytes: Uint8Array,
    ...[at, out, last]: [number, Parameters<RecordReader['read']>[2], boolean]
  ): number => {
    let i = at === 0 ? behindMark(bytes) : 0;
    while (i < bytes.length) {
      const lf = lineEnd(bytes, i);
      const end = lf < 0 ? bytes.length : lf;
      if (skipping || end - i > LONGEST) {
        const what = `line ${number + 1} has more than ${LONGEST} bytes`;
        if (!skipping && ledger.lost('invalid', at + i, what)) return i;
        skipping = lf < 0;
        if (!skipping) number += 1;
        i = lf < 0 ? end : lf + 1;
        continue;
      }
      if (lf < 0 && !last) return i;
      number += 1;
      const verdict =
        number === dialect?.headerLine ? 'done' : reader.read(bytes, i, end, out, lf < 0);
      if (verdict === 'cut') return i;
      if (
        verdict !== 'done' &&
        ledger.lost(verdict, at + i, `line ${number} ${reader.complaint()}`)
      ) {
        return i;
      }
      i = lf < 0 ? end : lf + 1;
    }
    return i;
  };

  const open = (found: FoundDialect) => {
    dialect = found;
    ledger.note(found.note);
    if (found.sensor !== null) ledger.size(found.sensor, options);
    return lineReader(found, found.sensor ?? options, ledger);
  };
  return {
    format: 'text',
    smallest: () => SMALLEST,
    sensor: () => dialect?.sensor ?? givenSize(options),
    part: () => 'a line',
    notes: () => line?.notes() ?? [],
    read(bytes, at, out, last) {
      if (line === null) {
        const found = findDialect(bytes, last, options, ledger);
        if (found === null) return last ? onlyComments(bytes) : 0;
        line = open(found);
      }
      return body(line, bytes, at, out, last);
    },
  };
}

/** Offset of the next LF, or -1. Lines are short, so a plain loop. */
function lineEnd(bytes: Uint8Array, from: number): number {
  for (let i = from; i < bytes.length; i++) if (bytes[i] === LF) return i;
  return -1;
}

/** Of a text without events: the bytes up to a line that was cut off before any event. */
function onlyComments(bytes: Uint8Array): number {
  const start = bytes.lastIndexOf(LF) + 1;
  const rest = new TextDecoder('latin1').decode(bytes.subarray(start)).trim();
  return rest === '' || /^[#%]/.test(rest) ? bytes.length : start;
}
