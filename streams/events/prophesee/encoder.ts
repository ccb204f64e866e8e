import { StreamError } from '../../../src/core/errors.js';
import type { EventBatch } from '../../../src/core/event-batch.js';
import type { EventEncoder, NonMonotonic, SensorSize } from '../decoder.js';

/** Options of every Prophesee encoder. */
export interface PropheseeEncodeOptions extends SensorSize {
  /** What happens to a time before the one before it; default `error`. */
  readonly nonMonotonic?: NonMonotonic;
}

/** An encoder that also says how many times it moved. */
export interface PropheseeEncoder extends EventEncoder {
  /** Times that were before the one before them and were set to it (`clamp-and-count`). */
  clamped(): number;
}

/** What one format does; the events it gets are checked and their times never go back. */
export interface EventWriter {
  /** Everything before the first word; `t0` is the start of the counter's round, in microseconds. */
  header(t0: number): string;
  /** Bytes between the header and the words. */
  readonly prefix?: Uint8Array;
  /** Range of the format's time, in microseconds. */
  readonly loop: number;
  /** Largest width and height. */
  readonly largest: number;
  /** Puts the words of all events; `times` replace those of the batch and count from `t0`. */
  write(batch: EventBatch, times: Float64Array): Uint8Array;
}

/**
 * The encoder around a writer of words. The header comes with the first event (or at the end): times
 * from a later round of the counter on are written from the start of that round, which the header's
 * `T0` says.
 *
 * @throws StreamError for a size that the format cannot have, and from `push` for events that are
 *   outside of it, for times that are no whole microseconds, and, by default, for times that go back
 */
export function propheseeEncoder(
  format: string,
  options: PropheseeEncodeOptions,
  writer: EventWriter,
): PropheseeEncoder {
  requireSize(format, options, writer.largest);
  let last = Number.NaN;
  let clamped = 0;
  let t0 = -1;

  /** Times of a batch from `t0` on. */
  function timesOf(batch: EventBatch): Float64Array {
    const times = new Float64Array(batch.n);
    for (let i = 0; i < batch.n; i++) {
      let t = batch.t[i];
      if (!Number.isSafeInteger(t) || t < 0)
        throw refused(format, i, `time ${t}`, 'whole us from 0');
      if (t < last) {
        if (options.nonMonotonic !== 'clamp-and-count') {
          throw refused(format, i, `time ${t}`, `${last} or later`, 'time-backward');
        }
        clamped += 1;
        t = last;
      }
      last = t;
      if (t0 < 0) t0 = Math.floor(t / writer.loop) * writer.loop;
      times[i] = t - t0;
    }
    return times;
  }

  function opened(words: Uint8Array, from: number): Uint8Array {
    const { prefix = new Uint8Array(0) } = writer;
    const header = new TextEncoder().encode(writer.header(from));
    const bytes = new Uint8Array(header.length + prefix.length + words.length);
    bytes.set(header);
    bytes.set(prefix, header.length);
    bytes.set(words, header.length + prefix.length);
    return bytes;
  }

  let begun = false;
  return {
    push(batch) {
      requirePixels(format, batch, options);
      const times = timesOf(batch);
      const words = writer.write(batch, times);
      if (begun || batch.n === 0) return words;
      begun = true;
      return opened(words, t0);
    },
    end() {
      if (begun) return new Uint8Array(0);
      begun = true;
      return opened(new Uint8Array(0), 0);
    },
    clamped: () => clamped,
  };
}

/** The error for an event that a format cannot have. */
export function refused(
  format: string,
  event: number,
  got: string,
  expected: string,
  code = 'invalid',
): StreamError {
  const message = `${format} encoder, event ${event} of the batch: ${got}, expected ${expected}.`;
  return new StreamError(message, { code });
}

function requirePixels(format: string, { n, x, y, p }: EventBatch, size: SensorSize): void {
  for (let i = 0; i < n; i++) {
    if (x[i] >= size.width || y[i] >= size.height) {
      const expected = `inside of ${size.width}x${size.height} pixels`;
      throw refused(format, i, `column ${x[i]}, row ${y[i]}`, expected, 'coordinate');
    }
    if (p[i] > 1) throw refused(format, i, `polarity ${p[i]}`, '0 or 1');
  }
}

function requireSize(format: string, { width, height }: SensorSize, largest: number): void {
  const fits = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= largest;
  if (fits(width) && fits(height)) return;
  throw new StreamError(
    `${format} encoder: the size is ${width}x${height}, expected 1 to ${largest} pixels each way.`,
    { code: 'bad-option', path: 'width' },
  );
}
