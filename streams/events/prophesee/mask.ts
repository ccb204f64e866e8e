import type { GrowingBatch } from './batch.js';
import type { DecodeLog, EventClock } from './problems.js';
import { bitsIn } from './sensor-words.js';

/** What a reader of masks works with. */
export interface MaskPlace {
  readonly out: GrowingBatch;
  readonly log: DecodeLog;
  readonly clock: EventClock;
  readonly width: number;
  readonly height: number;
}

/**
 * Events of a 32-bit mask: bit k is one at column `base` + k. A time of NaN is not known yet.
 *
 * @returns true if the decoding ends
 */
export function maskReader({ out, log, clock, width, height }: MaskPlace) {
  function refuse(x: number, y: number, byte: number): boolean {
    const what = `event at column ${x}, row ${y} is outside of ${width}x${height} pixels`;
    return log.add('coordinate', byte, () => what);
  }

  return (mask: number, t: number, base: number, y: number, p: number, byte: number): boolean => {
    if (mask === 0) return false;
    if (Number.isNaN(t)) return log.add('missing-time', byte, () => '', bitsIn(mask));
    const { t: ts, x: xs, y: ys, p: ps } = out;
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const x = base + 31 - Math.clz32(rest & -rest);
      if (x >= width || y >= height) {
        if (refuse(x, y, byte)) return true;
        continue;
      }
      if (t !== clock.last && clock.step(t, byte)) return true;
      ts[out.n] = t;
      xs[out.n] = x;
      ys[out.n] = y;
      ps[out.n++] = p;
    }
    return false;
  };
}
