import { highTime } from './high-time.js';
import { maskReader } from './mask.js';
import { eventClock } from './problems.js';
import type { RecordReader, Workplace } from './record-decoder.js';
import { tellSubtype } from './sensor-words.js';
import type { Setting } from './setting.js';

/** Order of the halves of a 64-bit word: the lower one first (`little`), or the upper one. */
export type Evt21Layout = 'little' | 'legacy';

/** Reads the 64-bit words of EVT 2.1 (event-formats.md 2.3). */
export function evt21Reader(
  layout: Evt21Layout,
  { sensor, t0, maxJumpUs }: Setting,
  { block, out, log }: Workplace,
): RecordReader {
  const words = new Uint32Array(block);
  const width = sensor?.width ?? 65536;
  const height = sensor?.height ?? 65536;
  const clock = eventClock(log, maxJumpUs);
  const masks = maskReader({ out, log, clock, width, height });
  const high = highTime(t0);
  const upper = layout === 'little' ? 1 : 0;
  let message = -1;

  /** Messages of the sensor; those that go on say so in the upper four bits. */
  function other(word: number, payload: number, t: number, byte: number): void {
    const goesOn = payload >>> 28 === 0xf;
    if (!goesOn) message = word & 0xffff;
    if (message < 0) log.add('unknown-word', byte, () => '');
    else tellSubtype(log, t, message, goesOn ? payload & 0xfffffff : payload);
  }

  function aside(word: number, lower: number, t: number, byte: number): void {
    const type = word >>> 28;
    if (type !== 0xa && type !== 0xe) log.add('unknown-word', byte, () => '');
    else if (Number.isNaN(t)) log.add('missing-time', byte, () => '');
    else if (type === 0xe) other(word, lower, t, byte);
    else log.tell({ kind: 'trigger', t, id: (word >>> 8) & 31, value: word & 1 });
  }

  function read(count: number, at: number): void {
    for (let i = 0; i < count; i++) {
      const word = words[2 * i + upper];
      const lower = words[2 * i + 1 - upper];
      const type = word >>> 28;
      if (type === 0x8) {
        high.set(word & 0xfffffff);
        continue;
      }
      const t = high.known ? high.base + ((word >>> 22) & 63) : Number.NaN;
      if (type > 1) aside(word, lower, t, at + 8 * i);
      else if (masks(lower, t, (word >>> 11) & 0x7ff, word & 0x7ff, type, at + 8 * i)) return;
    }
  }

  return { format: 'evt21', sensor, record: 8, mostEvents: 32, read };
}

/**
 * The layout under which more words have a type; if both have as many, the one whose first word of
 * time comes earlier. Without any word: `little`.
 */
export function evt21Layout(bytes: Uint8Array): Evt21Layout {
  const little = valid(bytes, 7);
  const legacy = valid(bytes, 3);
  if (little.types !== legacy.types) return little.types > legacy.types ? 'little' : 'legacy';
  return little.firstTime <= legacy.firstTime ? 'little' : 'legacy';
}

function valid(bytes: Uint8Array, at: number): { types: number; firstTime: number } {
  let types = 0;
  let firstTime = Number.POSITIVE_INFINITY;
  for (let i = at, word = 0; i < bytes.length - (bytes.length % 8); i += 8, word++) {
    const type = bytes[i] >>> 4;
    if ([0x0, 0x1, 0x8, 0xa, 0xe].includes(type)) types += 1;
    if (type === 0x8) firstTime = Math.min(firstTime, word);
  }
  return { types, firstTime };
}
