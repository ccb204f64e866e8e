import type { EventBatch } from '../../../src/core/event-batch.js';
import type { SensorSize } from '../decoder.js';
import {
  type PropheseeEncodeOptions,
  type PropheseeEncoder,
  propheseeEncoder,
  refused,
} from './encoder.js';
import { wordSink } from './word-sink.js';

/** Columns and rows of a word have 11 bits. */
const LARGEST = 2048;

/** Most words of time alone between two events. */
const MOST_TIME_WORDS = 65536;

/** Times of EVT 2 and 2.1: 34 bits, of which a word of time holds the upper 28. */
const LOOP = 2 ** 34;
const HIGH_BITS = 2 ** 28;

/** Upper parts per word of time at a jump: 2^26 us, so that readers with small limits follow. */
const HIGH_STEP = 2 ** 20;

/** Events after which the time is said again. */
const REPEAT = 1024;

/**
 * Writes EVT 2.0 (event-formats.md 2.2, 2.7), a word of time for every 64 us in which there are
 * events and for every 1024 events.
 *
 * @param options.width up to 2048, as `height`
 * @throws StreamError as `propheseeEncoder` does, and for a jump of time over 50 days
 */
export function evt2Encoder(options: PropheseeEncodeOptions): PropheseeEncoder {
  const sink = wordSink(4);
  const time = highWords('evt2', (high) => sink.put(0x80000000 + high));
  return propheseeEncoder('evt2', options, {
    header: (t0) => rawHeader('EVT2', '2.0', options, t0),
    loop: LOOP,
    largest: LARGEST,
    write({ n, x, y, p }, times) {
      for (let i = 0; i < n; i++) {
        time(times[i], i);
        sink.put(cdWord(times[i], x[i], y[i], p[i]));
      }
      return sink.take();
    },
  });
}

/** Options of `evt21Encoder`. */
export interface Evt21EncodeOptions extends PropheseeEncodeOptions {
  /** Order of the halves of a word: the lower one first (`little`, default), or the upper one. */
  readonly layout?: 'little' | 'legacy';
}

/**
 * Writes EVT 2.1 (event-formats.md 2.3): a word for up to 32 neighbours of one row, time and polarity
 * that come one after the other, from columns that are multiples of 32.
 *
 * @throws StreamError as `evt2Encoder` does
 */
export function evt21Encoder(options: Evt21EncodeOptions): PropheseeEncoder {
  const { layout = 'little' } = options;
  const sink = wordSink(4);
  const put = (upper: number, lower: number): void => {
    sink.put(layout === 'little' ? lower : upper);
    sink.put(layout === 'little' ? upper : lower);
  };
  const time = highWords('evt21', (high) => put(0x80000000 + high, 0));
  return propheseeEncoder('evt21', options, {
    header: (t0) => rawHeader('EVT21', '2.1', options, t0, `% endianness ${layout}\n`),
    loop: LOOP,
    largest: LARGEST,
    write(batch, times) {
      const { n, x, y, p } = batch;
      for (let i = 0, next = 0; i < n; i = next) {
        const base = x[i] - (x[i] % 32);
        next = endOfRun(batch, times, i, base + 32);
        time(times[i], i);
        put(cdWord(times[i], base, y[i], p[i]), maskOf(x, i, next, base));
      }
      return sink.take();
    },
  });
}

/** Writes the words of time that are due before an event. */
function highWords(format: string, put: (high: number) => void) {
  let before = -1;
  let since = 0;
  return (t: number, event: number): void => {
    const high = Math.floor(t / 64);
    if (high === before && since < REPEAT) {
      since += 1;
      return;
    }
    if (before >= 0) jump(format, before, high, HIGH_STEP, event, (at) => put(at % HIGH_BITS));
    put(high % HIGH_BITS);
    before = high;
    since = 1;
  };
}

/** Steps on the way from `from` to `to` that are at most `step` apart, without both ends. */
function jump(
  format: string,
  from: number,
  to: number,
  step: number,
  event: number,
  put: (at: number) => void,
): void {
  if ((to - from) / step > MOST_TIME_WORDS) {
    throw refused(format, event, 'a time too long after the one before', 'less', 'time-jump');
  }
  for (let at = from + step; at < to; at += step) put(at);
}

function cdWord(t: number, x: number, y: number, p: number): number {
  return ((p << 28) | ((t % 64) << 22) | (x << 11) | y) >>> 0;
}

function maskOf(x: Uint16Array, from: number, to: number, base: number): number {
  let mask = 0;
  for (let i = from; i < to; i++) mask |= 1 << (x[i] - base);
  return mask >>> 0;
}

/** Where the events of one row, time and polarity end, of columns that increase and are below `limit`. */
function endOfRun(
  { n, x, y, p }: EventBatch,
  times: Float64Array,
  from: number,
  limit: number,
): number {
  let i = from + 1;
  while (
    i < n &&
    x[i] > x[i - 1] &&
    x[i] < limit &&
    y[i] === y[from] &&
    p[i] === p[from] &&
    times[i] === times[from]
  ) {
    i += 1;
  }
  return i;
}

/** Range of the 24-bit time of EVT 3, and the most its upper half may go on by in one word. */
const LOOP3 = 2 ** 24;
const HIGH_STEP3 = 2047;

/** From this many events on, three words of vectors and their base are no longer than single ones. */
const VECTOR_FROM = 4;

/**
 * Writes EVT 3.0 (event-formats.md 2.4, 2.7). Four or more neighbours of one row, time and polarity
 * that come one after the other become vectors, always of 12, 12 and 8 columns, so that readers that
 * take them as one group read the same.
 *
 * @throws StreamError as `propheseeEncoder` does, and for a jump of time over 6 days
 */
export function evt3Encoder(options: PropheseeEncodeOptions): PropheseeEncoder {
  const sink = wordSink(2);
  const state = { t: -1, high: -1, y: -1 };

  function place(t: number, y: number, event: number): void {
    const high = Math.floor(t / 4096);
    if (high !== state.high) {
      const { high: before } = state;
      const put = (at: number): void => sink.put(0x8000 | (at % 4096));
      if (before >= 0) jump('evt3', before, high, HIGH_STEP3, event, put);
      put(high);
    }
    if (t !== state.t) sink.put(0x6000 | (t % 4096));
    if (y !== state.y) sink.put(y);
    Object.assign(state, { t, high, y });
  }

  function vectors(mask: number, base: number, p: number): void {
    sink.put(0x3000 | (p << 11) | base);
    sink.put(0x4000 | (mask & 0xfff));
    sink.put(0x4000 | ((mask >>> 12) & 0xfff));
    sink.put(0x5000 | (mask >>> 24));
  }

  return propheseeEncoder('evt3', options, {
    header: (t0) => rawHeader('EVT3', '3.0', options, t0),
    loop: LOOP3,
    largest: LARGEST,
    write(batch, times) {
      const { n, x, y, p } = batch;
      for (let i = 0, next = 0; i < n; i = next) {
        next = endOfRun(batch, times, i, x[i] + 32);
        place(times[i], y[i], i);
        if (next - i >= VECTOR_FROM) vectors(maskOf(x, i, next, x[i]), x[i], p[i]);
        else for (let k = i; k < next; k++) sink.put(0x2000 | (p[k] << 11) | x[k]);
      }
      return sink.take();
    },
  });
}

function rawHeader(
  format: string,
  version: string,
  { width, height }: SensorSize,
  t0: number,
  more = '',
): string {
  const start = t0 > 0 ? `% T0 ${t0}\n` : '';
  return (
    `% evt ${version}\n% format ${format};height=${height};width=${width}\n` +
    `% geometry ${width}x${height}\n${more}${start}% end\n`
  );
}
