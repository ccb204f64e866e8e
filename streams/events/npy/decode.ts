import type { DecodeOptions, EventDecoder, ProblemCode } from '../decoder.js';
import { givenSize, type Ledger, openLedger } from '../kit/ledger.js';
import { type OpenBatch, piecewise, type RecordReader } from '../kit/piecewise.js';
import { columnsOf, type NpyColumns, type NpyLayout } from './columns.js';
import { readNpyHeader } from './header.js';

/** Options of `npyDecoder`. */
export interface NpyOptions extends DecodeOptions, NpyLayout {}

/**
 * Decodes events in numpy's `.npy` (event-formats.md 10): structured arrays with fields t, x, y and p
 * under their usual names in any order and type, plain arrays of N rows with `order`. A polarity is 1,
 * or 0 or -1. Times that are not whole microseconds are rounded, and counted in a note.
 *
 * @throws StreamError from push or end for other files, types and orders
 *
 * @example
 * const decoder = npyDecoder({ path: 'walk.npy', order: 'xytp', time: 'us' });
 */
export function npyDecoder(options: NpyOptions = {}): EventDecoder {
  const ledger = openLedger(options);
  return piecewise(ledger, npyReader(options, ledger));
}

function npyReader(options: NpyOptions, ledger: Ledger): RecordReader {
  let columns: NpyColumns | null = null;
  let body: ReturnType<typeof recordReader> | null = null;
  let left = 0;
  return {
    format: 'npy',
    smallest: () => columns?.size ?? 4,
    sensor: () => givenSize(options),
    part: () => (columns === null ? 'the header' : `a record of ${columns.size}`),
    notes: () => body?.notes() ?? [],
    read(bytes, at, out, last) {
      let from = 0;
      if (columns === null || body === null) {
        const header = readNpyHeader(bytes, ledger);
        if (header === null) {
          if (last && bytes.length === 0) ledger.lost('truncated', 0, 'the file is empty');
          return 0;
        }
        columns = columnsOf(header, options, ledger);
        ledger.note(columns.note);
        body = recordReader(columns, options, ledger);
        left = columns.records;
        from = header.end;
      }
      const { size } = columns;
      const records = Math.min(left, Math.floor((bytes.length - from) / size));
      const done = body.read(bytes.subarray(from), records, at + from, out);
      left -= done;
      const end = from + done * size;
      if (ledger.damage !== null) return end;
      const rest = bytes.length - end;
      if (last && left > 0 && rest === 0) {
        ledger.lost('truncated', at + end, `the file ends ${left} records of ${size} bytes early`);
      }
      if (last && left === 0 && rest > 0) {
        ledger.note(
          `${rest} bytes follow the ${columns.records} records that the header announces`,
        );
        ledger.problem('invalid');
        return bytes.length;
      }
      return end;
    },
  };
}

function recordReader(columns: NpyColumns, options: NpyOptions, ledger: Ledger) {
  const { size, offsets, read, scale } = columns;
  const { width = 65536, height = 65536 } = options;
  const times = 10 ** Math.max(scale, 0);
  const parts = 10 ** Math.max(-scale, 0);
  let before = Number.NEGATIVE_INFINITY;
  let rounded = 0;
  const what = (x: number, y: number, p: number, t: number): [ProblemCode, string] => {
    const where = `x ${x}, y ${y}, p ${p}, t ${t}`;
    const whole = Number.isInteger(x) && Number.isInteger(y) && (p === 0 || Math.abs(p) === 1);
    if (!whole || !Number.isSafeInteger(t)) return ['invalid', `no event has ${where}`];
    return ['coordinate', `the event with ${where} is outside of ${width}x${height} pixels`];
  };
  return {
    notes: () => (rounded > 0 ? [`${rounded} times were rounded to whole microseconds`] : []),
    /** Reads so many records, and returns how many it is done with. */
    read(bytes: Uint8Array, records: number, start: number, out: OpenBatch): number {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let n = out.n;
      let i = 0;
      for (; i < records; i++) {
        const at = i * size;
        const x = read.x(view, at + offsets.x);
        const y = read.y(view, at + offsets.y);
        const p = read.p(view, at + offsets.p);
        const exact = (read.t(view, at + offsets.t) * times) / parts;
        const t = Math.round(exact);
        const isEvent =
          Number.isInteger(x) && x >= 0 && x < width && Number.isInteger(y) && y >= 0 && y < height;
        if (!isEvent || !(p === 0 || p === 1 || p === -1) || !Number.isSafeInteger(t)) {
          const [code, sentence] = what(x, y, p, t);
          if (ledger.lost(code, start + at, sentence)) break;
          continue;
        }
        if (t !== exact) rounded += 1;
        if (t < before) ledger.problem('time-backward');
        before = t;
        out.t[n] = t;
        out.x[n] = x;
        out.y[n] = y;
        out.p[n++] = p === 1 ? 1 : 0;
      }
      out.n = n;
      return i;
    },
  };
}
