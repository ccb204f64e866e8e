import {
  type PropheseeEncodeOptions,
  type PropheseeEncoder,
  propheseeEncoder,
  refused,
} from './encoder.js';
import { wordSink } from './word-sink.js';

/** Range of the 32-bit time, in microseconds. */
const LOOP = 2 ** 32;

/** Columns and rows have 14 bits. */
const LARGEST = 16384;

/**
 * Writes DAT, version 2, events of type 12 (event-formats.md 3).
 *
 * @param options.width up to 16384, as `height`
 * @throws StreamError as `propheseeEncoder` does, and for a jump of time that its 32 bits cannot show:
 *   to a later round, less than half a round before the same place
 */
export function datEncoder(options: PropheseeEncodeOptions): PropheseeEncoder {
  const { width, height } = options;
  const sink = wordSink(4);
  let before = -1;

  function requireStep(t: number, event: number): void {
    const rounds = Math.floor(t / LOOP) - Math.floor(before / LOOP);
    const back = (before % LOOP) - (t % LOOP);
    if (before < 0 || rounds === 0 || (rounds === 1 && back >= LOOP / 2)) return;
    throw refused('dat', event, 'a time too long after the one before', 'less', 'time-jump');
  }

  return propheseeEncoder('dat', options, {
    header: (t0) =>
      `% Data file containing CD events.\n% Version 2\n% Width ${width}\n% Height ${height}\n` +
      (t0 > 0 ? `% T0 ${t0}\n` : ''),
    prefix: Uint8Array.of(12, 8),
    loop: LOOP,
    largest: LARGEST,
    write({ n, x, y, p }, times) {
      for (let i = 0; i < n; i++) {
        const t = times[i];
        requireStep(t, i);
        before = t;
        sink.put(t % LOOP);
        sink.put((p[i] << 28) | (y[i] << 14) | x[i]);
      }
      return sink.take();
    },
  });
}
