import { highTime } from './high-time.js';
import { maskReader } from './mask.js';
import { eventClock } from './problems.js';
import type { RecordReader, Workplace } from './record-decoder.js';
import { tellSubtype } from './sensor-words.js';
import type { Setting } from './setting.js';

/** Kinds of words; the lowest bit of the first four is the polarity. */
const [OFF, ON, MASK_OFF, MASK_ON, HIGH, TRIGGER, IMU, OTHER, CONTINUED, PADDING, NONE] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
];

/** Kind by the upper four bits. */
const kinds = {
  evt2: Uint8Array.of(
    ...[OFF, ON, NONE, NONE, NONE, NONE, NONE, NONE],
    ...[HIGH, NONE, TRIGGER, NONE, NONE, IMU, OTHER, CONTINUED],
  ),
  evt4: Uint8Array.of(
    ...[NONE, NONE, NONE, NONE, NONE, NONE, OTHER, CONTINUED],
    ...[NONE, TRIGGER, OFF, ON, MASK_OFF, MASK_ON, HIGH, PADDING],
  ),
};

/** Reads the 32-bit words of EVT 2.0 and EVT 4.0 (event-formats.md 2.2, 2.5). */
export function wordsReader(
  format: 'evt2' | 'evt4',
  { sensor, t0, maxJumpUs }: Setting,
  { block, out, log }: Workplace,
): RecordReader {
  const words = new Uint32Array(block);
  const kindOf = kinds[format];
  const width = sensor?.width ?? 65536;
  const height = sensor?.height ?? 65536;
  const clock = eventClock(log, maxJumpUs);
  const masks = maskReader({ out, log, clock, width, height });
  const high = highTime(t0);
  /** The word in front of a mask; -1 if none waits. */
  let vector = -1;
  /** The message that goes on: its subtype, -2 for motion, -1 for none. */
  let message = -1;
  let messageTime = 0;
  let messageAt = 0;
  let messageParts = 0;

  /** Counts an event that cannot be given; true if the decoding ends. */
  function refuse(x: number, y: number, byte: number): boolean {
    if (!high.known) return log.add('missing-time', byte, () => '');
    const what = `event at column ${x}, row ${y} is outside of ${width}x${height} pixels`;
    return log.add('coordinate', byte, () => what);
  }

  /** A message without a payload says nothing. */
  function giveUp(byte: number): void {
    if (message >= 0 && messageParts === 0) log.add('unknown-word', byte, () => '');
    message = -1;
  }

  function continued(word: number, byte: number): void {
    if (message === -1) {
      log.add('unknown-word', byte, () => '');
      return;
    }
    messageParts += 1;
    const value = word & 0xfffffff;
    if (message >= 0) tellSubtype(log, messageTime, message, value);
    else log.tell({ kind: 'other', t: messageTime, what: 'imu word', value });
  }

  /** Words that are no events. */
  function aside(kind: number, word: number, byte: number): void {
    const t = high.base + ((word >>> 22) & 63);
    if (kind === CONTINUED) continued(word, byte);
    else if (kind === PADDING && word === 0xffffffff) return;
    else if (kind === NONE || kind === PADDING) log.add('unknown-word', byte, () => '');
    else if (!high.known) log.add('missing-time', byte, () => '');
    else if (kind === TRIGGER) {
      log.tell({ kind: 'trigger', t, id: (word >>> 8) & 31, value: word & 1 });
    } else {
      giveUp(byte);
      message = kind === IMU ? -2 : word & 0xffff;
      messageTime = t;
      messageAt = byte;
      messageParts = 0;
      if (kind === IMU) log.tell({ kind: 'other', t, what: 'imu word', value: word & 0xfffffff });
    }
  }

  function read(count: number, at: number): void {
    const { t: ts, x: xs, y: ys, p: ps } = out;
    let n = out.n;
    let { known, base } = high;
    let { last } = clock;
    const [columns, rows, source, kindAt] = [width, height, words, kindOf];
    for (let i = 0; i < count; i++) {
      const word = source[i];
      if (vector >= 0) {
        out.n = n;
        clock.last = last;
        const [t, p] = [base + ((vector >>> 22) & 63), (vector >>> 28) & 1];
        const ends = masks(
          word,
          known ? t : Number.NaN,
          (vector >>> 11) & 0x7ff,
          vector & 0x7ff,
          p,
          at + 4 * i - 4,
        );
        n = out.n;
        last = clock.last;
        vector = -1;
        if (ends) break;
        continue;
      }
      const kind = kindAt[word >>> 28];
      if (kind <= ON) {
        const x = (word >>> 11) & 0x7ff;
        const y = word & 0x7ff;
        if (known && x < columns && y < rows) {
          const t = base + ((word >>> 22) & 63);
          if (t !== last) {
            if (!(t > last && t - last <= maxJumpUs)) {
              clock.last = last;
              if (clock.step(t, at + 4 * i)) break;
            }
            last = t;
          }
          ts[n] = t;
          xs[n] = x;
          ys[n] = y;
          ps[n++] = kind;
        } else if (refuse(x, y, at + 4 * i)) break;
      } else if (kind === HIGH) {
        high.set(word & 0xfffffff);
        ({ known, base } = high);
      } else if (kind <= MASK_ON) vector = word;
      else aside(kind, word, at + 4 * i);
    }
    clock.last = last;
    out.n = n;
  }

  return {
    format,
    sensor,
    record: 4,
    mostEvents: format === 'evt4' ? 32 : 1,
    read,
    pending(end) {
      if (vector >= 0) return 4;
      if (message < 0 || messageParts > 0) return 0;
      if (messageAt === end - 4) return 4;
      giveUp(end);
      return 0;
    },
  };
}
