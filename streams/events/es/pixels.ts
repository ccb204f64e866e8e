import type { DecodeOptions, SensorSize } from '../decoder.js';
import type { Ledger } from '../kit/ledger.js';
import type { OpenBatch } from '../kit/piecewise.js';
import { findStep } from './in-step.js';
import type { EsLayout } from './layout.js';

/** Reads the events after the header; the same contract as `RecordReader.read`. */
export type ReadBody = (bytes: Uint8Array, at: number, out: OpenBatch, last: boolean) => number;

/** Reads events that have pixels: DVS, ATIS, colour. */
export function pixelReader(
  layout: EsLayout,
  sensor: SensorSize,
  options: DecodeOptions,
  ledger: Ledger,
): { read: ReadBody; notes: () => readonly string[] } {
  const { kind, size, shift, control, leaps } = layout;
  const { width, height } = sensor;
  const flip = options.orientation !== 'asStored';
  let t = 0;
  let searching = false;
  let skipped = 0;

  const search = (bytes: Uint8Array, from: number, last: boolean): number => {
    const { at, found } = findStep(bytes, from, layout, sensor, last);
    skipped += at - from;
    searching = !found;
    return at;
  };

  /** What ATIS and colour cameras say besides events; returns whether it is an event too. */
  const extra = (bytes: Uint8Array, i: number, x: number, y: number): boolean => {
    const value =
      kind === 'atis'
        ? y * width + x
        : (bytes[i + 5]! << 16) | (bytes[i + 6]! << 8) | bytes[i + 7]!;
    const exposure = (bytes[i]! & 2) === 0 ? 'exposure-start' : 'exposure-end';
    const what = kind === 'atis' ? exposure : 'colour';
    ledger.side(what, ledger.wantsSide ? { kind: 'other', t, what, value } : undefined);
    return kind === 'colour';
  };

  const read: ReadBody = (bytes, at, out, last) => {
    const end = bytes.length;
    let i = searching ? search(bytes, 0, last) : 0;
    let n = out.n;
    while (i < end && !searching) {
      const first = bytes[i]!;
      if (first >= control) {
        const leap = leaps[first - control]!;
        if (leap === 0) ledger.side('reset');
        t += leap;
        i += 1;
        continue;
      }
      if (i + size > end) break;
      const x = bytes[i + 1]! | (bytes[i + 2]! << 8);
      const stored = bytes[i + 3]! | (bytes[i + 4]! << 8);
      if (x >= width || stored >= height) {
        const where = `the event at column ${x}, row ${stored} is outside of ${width}x${height}`;
        if (ledger.lost('out-of-step', at + i, `${where} pixels, the bytes are out of step`)) break;
        skipped += 1;
        i = search(bytes, i + 1, last);
        continue;
      }
      t += first >> shift;
      const y = flip ? height - 1 - stored : stored;
      const isEvent =
        kind === 'dvs' || (kind === 'atis' && (first & 1) === 0) || extra(bytes, i, x, y);
      if (isEvent) {
        out.t[n] = t;
        out.x[n] = x;
        out.y[n] = y;
        out.p[n++] = kind === 'dvs' ? first & 1 : kind === 'atis' ? (first >> 1) & 1 : 1;
      }
      i += size;
    }
    out.n = n;
    return i;
  };
  const notes = () => [
    ...(flip ? ['rows counted from the top: y = height - 1 - stored y'] : []),
    ...(kind === 'colour' ? ['colour events have no polarity: p is 1 everywhere'] : []),
    ...(skipped > 0
      ? [`${skipped} bytes out of step passed over; times after them may be early`]
      : []),
  ];
  return { read, notes };
}
