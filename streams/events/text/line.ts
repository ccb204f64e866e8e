import type { Ledger } from '../kit/ledger.js';
import type { OpenBatch } from '../kit/piecewise.js';
import { decimalAt, polarityAt } from './decimal.js';
import { type FoundDialect, toMicroseconds } from './dialect.js';
import { COLUMNS, fieldsInto, isComment, trimmedEnd, trimmedStart } from './fields.js';

/** What became of a line; `cut`: the last one, and not whole. */
export type LineVerdict = 'done' | 'cut' | 'invalid' | 'coordinate';

/** Reads one line after the other. */
export function lineReader(
  dialect: FoundDialect,
  { width = 65536, height = 65536 }: { readonly width?: number; readonly height?: number },
  ledger: Ledger,
) {
  const { separator, columns, unit, unitFound } = dialect;
  const scale = toMicroseconds[unit];
  const needed = 1 + Math.max(columns.t, columns.x, columns.y, columns.p);
  const offsets = new Int32Array(2 * COLUMNS);
  const kind = { inexact: false, point: false };
  let before = Number.NEGATIVE_INFINITY;
  let rounded = 0;
  let unended = false;
  let complaint = '';

  const fail = (verdict: LineVerdict, what: string, unfinished: boolean): LineVerdict => {
    complaint = what;
    return unfinished ? 'cut' : verdict;
  };
  const whole = (bytes: Uint8Array, column: number): number => {
    const value = decimalAt(bytes, offsets[2 * column]!, offsets[2 * column + 1]!, 0, kind);
    return kind.inexact ? Number.NaN : value;
  };

  return {
    /** Reads a line into the batch; `unfinished`: no LF ends it. */
    read(
      bytes: Uint8Array,
      from: number,
      to: number,
      out: OpenBatch,
      unfinished: boolean,
    ): LineVerdict {
      const start = trimmedStart(bytes, from, to);
      const end = trimmedEnd(bytes, start, to);
      if (start === end) return 'done';
      if (isComment(bytes[start])) {
        ledger.side('comment');
        return 'done';
      }
      const count = fieldsInto(offsets, bytes, start, end, separator);
      if (count < needed)
        return fail('invalid', `has ${count} columns, expected ${needed}`, unfinished);
      const tAt = offsets[2 * columns.t]!;
      const t = decimalAt(bytes, tAt, offsets[2 * columns.t + 1]!, scale, kind);
      if (Number.isNaN(t)) return fail('invalid', 'has no time', unfinished);
      if (unitFound && unit === 'us' && kind.point) {
        const what =
          'has a time with a point, the lines before have whole microseconds. Give `time`';
        return fail('invalid', what, unfinished);
      }
      const isRounded = kind.inexact;
      const x = whole(bytes, columns.x);
      const y = whole(bytes, columns.y);
      const p = polarityAt(bytes, offsets[2 * columns.p]!, offsets[2 * columns.p + 1]!, kind);
      if (Number.isNaN(x + y)) return fail('invalid', 'has no whole coordinates', unfinished);
      if (Number.isNaN(p))
        return fail('invalid', 'has no polarity (1, 0, -1, on, off)', unfinished);
      if (x < 0 || y < 0 || x >= width || y >= height) {
        return fail(
          'coordinate',
          `is at column ${x}, row ${y} of ${width}x${height} pixels`,
          false,
        );
      }
      if (t < before) ledger.problem('time-backward');
      before = t;
      if (isRounded) rounded += 1;
      unended = unfinished;
      out.t[out.n] = t;
      out.x[out.n] = x;
      out.y[out.n] = y;
      out.p[out.n] = p;
      out.n += 1;
      return 'done';
    },
    /** What is wrong with the line just read. */
    complaint: () => complaint,
    notes: () => [
      ...(rounded > 0 ? [`${rounded} times were rounded to whole microseconds`] : []),
      ...(unended ? ['no line end follows the last event; its last column may be cut off'] : []),
    ],
  };
}
