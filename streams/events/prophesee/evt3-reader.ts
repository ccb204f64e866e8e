import { eventClock } from './problems.js';
import type { RecordReader, Workplace } from './record-decoder.js';
import { bitsIn, tellSubtype } from './sensor-words.js';
import type { Setting } from './setting.js';

/** What a word means for those after it. Times in microseconds; -1: not known yet. */
interface Evt3State {
  high: number;
  low: number;
  loops: number;
  y: number;
  base: number;
  polarity: number;
}

/** Range of the 24-bit time. */
const LOOP = 2 ** 24;

/** A high part that goes back by at least this has wrapped around. */
const HALF = 2048;

/** Reads the 16-bit words of EVT 3.0 (event-formats.md 2.4), vectors word by word. */
export function evt3Reader({ sensor, t0, maxJumpUs }: Setting, place: Workplace): RecordReader {
  const { out, log } = place;
  const words = new Uint16Array(place.block);
  const width = sensor?.width ?? 65536;
  const height = sensor?.height ?? 65536;
  const clock = eventClock(log, maxJumpUs);
  const state: Evt3State = { high: -1, low: 0, loops: 0, y: -1, base: -1, polarity: 0 };
  const others = otherWords(place);
  const now = (): number => t0 + state.loops * LOOP + state.high * 4096 + state.low;

  /** Counts events that cannot be given; true if the decoding ends. */
  function refuse(x: number, events: number, byte: number): boolean {
    const { high, y, base } = state;
    if (high < 0) return log.add('missing-time', byte, () => '', events);
    if (y < 0) return log.add('missing-y', byte, () => '', events);
    if (base < 0 && x < 0) {
      return log.add('out-of-step', byte, () => 'a vector without a column before it', events);
    }
    const what = `event at column ${x}, row ${y} is outside of ${width}x${height} pixels`;
    return log.add('coordinate', byte, () => what, events);
  }

  /** Events of a vector one by one, where some may be refused; true if the decoding ends. */
  function vectorAtEdge(mask: number, t: number, byte: number): boolean {
    const { high, y, base, polarity } = state;
    if (high < 0 || y < 0 || base < 0) return refuse(-1, bitsIn(mask), byte);
    for (let x = base, rest = mask; rest !== 0; rest >>>= 1, x++) {
      if ((rest & 1) === 0) continue;
      if (x >= width || y >= height) {
        if (refuse(x, 1, byte)) return true;
        continue;
      }
      if (t !== clock.last && clock.step(t, byte)) return true;
      put(out, t, x, y, polarity);
    }
    return false;
  }

  function read(count: number, at: number): void {
    const { t: ts, x: xs, y: ys, p: ps } = out;
    let n = out.n;
    let { y, base, polarity } = state;
    let t = now();
    let { last } = clock;
    const [columns, rows, source] = [width, height, words];
    let open = state.high >= 0 && y >= 0 && y < height;
    for (let i = 0; i < count; i++) {
      const word = source[i];
      const type = word >>> 12;
      if (type === 0x2) {
        const x = word & 0x7ff;
        if (open && x < columns) {
          if (t !== last) {
            if (!(t > last && t - last <= maxJumpUs)) {
              clock.last = last;
              if (clock.step(t, at + 2 * i)) break;
            }
            last = t;
          }
          ts[n] = t;
          xs[n] = x;
          ys[n] = y;
          ps[n++] = (word >>> 11) & 1;
        } else if (refuse(x, 1, at + 2 * i)) break;
      } else if (type === 0x0) {
        y = state.y = word & 0x7ff;
        open = state.high >= 0 && y < rows;
      } else if (type === 0x4 || type === 0x5) {
        const length = type === 0x4 ? 12 : 8;
        let mask = type === 0x4 ? word & 0xfff : word & 0xff;
        if (mask !== 0 && open && base >= 0 && base + length <= columns) {
          if (t !== last) {
            if (!(t > last && t - last <= maxJumpUs)) {
              clock.last = last;
              if (clock.step(t, at + 2 * i)) break;
            }
            last = t;
          }
          do {
            const bit = mask & -mask;
            ts[n] = t;
            xs[n] = base + 31 - Math.clz32(bit);
            ys[n] = y;
            ps[n++] = polarity;
            mask ^= bit;
          } while (mask !== 0);
        } else if (mask !== 0) {
          out.n = n;
          clock.last = last;
          const ends = vectorAtEdge(mask, t, at + 2 * i);
          n = out.n;
          last = clock.last;
          if (ends) break;
        }
        if (base >= 0) base = state.base = base + length;
      } else if (type === 0x3) {
        base = state.base = word & 0x7ff;
        polarity = state.polarity = (word >>> 11) & 1;
      } else if (type === 0x6) {
        state.low = word & 0xfff;
        t = now();
      } else if (type === 0x8) {
        timeHigh(state, word & 0xfff);
        t = now();
        open = y >= 0 && y < rows;
      } else if (type === 0xa) {
        if (state.high < 0) log.add('missing-time', at + 2 * i, () => '');
        else log.tell({ kind: 'trigger', t, id: (word >>> 8) & 15, value: word & 1 });
      } else others.word(type, word & 0xfff, t, at + 2 * i);
    }
    clock.last = last;
    out.n = n;
  }

  return {
    format: 'evt3',
    sensor,
    record: 2,
    mostEvents: 12,
    read,
    pending: others.pending,
  };
}

function timeHigh(state: Evt3State, high: number): void {
  if (high === state.high) return;
  if (state.high - high >= HALF) state.loops += 1;
  state.high = high;
  state.low = 0;
}

function put(out: Workplace['out'], t: number, x: number, y: number, p: number): void {
  out.t[out.n] = t;
  out.x[out.n] = x;
  out.y[out.n] = y;
  out.p[out.n++] = p;
}

/** Messages of the sensor: OTHERS, then 12, 12 and 4 bits of payload; and what is reserved. */
function otherWords({ log }: Workplace) {
  let subtype = -1;
  let time = 0;
  let parts = 0;
  let payload = 0;
  let first = 0;
  let last = -1;

  function giveUp(byte: number): void {
    if (subtype >= 0) log.add('unknown-word', byte, () => '', parts + 1);
    subtype = -1;
  }

  function begin(what: number, t: number, byte: number): void {
    giveUp(byte);
    subtype = what;
    time = t;
    parts = 0;
    payload = 0;
    first = byte;
  }

  /** The parts come in order; anything else belongs to no message. */
  function part(type: number, bits: number, byte: number): void {
    if (subtype < 0 || (type === 0x7) !== (parts === 2)) {
      giveUp(byte);
      log.add('unknown-word', byte, () => '');
      return;
    }
    payload |= (type === 0x7 ? bits & 15 : bits) << (12 * parts);
    parts += 1;
    if (parts < 3) return;
    tellSubtype(log, time, subtype, payload);
    subtype = -1;
  }

  return {
    word(type: number, bits: number, t: number, byte: number): void {
      last = byte;
      if (type === 0xe) begin(bits, t, byte);
      else if (type === 0x7 || type === 0xf) part(type, bits, byte);
      else log.add('unknown-word', byte, () => '');
    },
    /** A message that the end of the file cuts; one that other words cut before is given up. */
    pending(end: number): number {
      if (subtype < 0) return 0;
      if (last === end - 2 && first === end - 2 * (parts + 1)) return end - first;
      giveUp(end);
      return 0;
    },
  };
}
