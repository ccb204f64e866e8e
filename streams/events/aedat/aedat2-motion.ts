import type { SideItem } from '../decoder.js';

/** Bits that tell a motion sample of a DAVIS from the samples of its frames. */
const MOTION = 0xc00;

const names = ['ax', 'ay', 'az', 'temperature', 'gx', 'gy', 'gz'];

/** Puts motion samples together: seven words in order, each with one raw number of 16 bits. */
export interface MotionWords {
  /**
   * Takes a word with bit 31 set.
   *
   * @returns `frame` for a word of a frame, `motion` for one of a sample, the sample with its last word
   */
  take(address: number, t: number): 'frame' | 'motion' | SideItem;
}

/** No words yet. A sample has the time of its first word; one with a word missing is left out. */
export function motionWords(): MotionWords {
  let values: Record<string, number> = {};
  let next = 0;
  let began = 0;
  return {
    take(address, t) {
      if ((address & MOTION) !== MOTION) return 'frame';
      const code = (address >>> 28) & 7;
      if (code === 0) {
        values = {};
        next = 0;
        began = t;
      }
      if (code !== next) {
        next = -1;
        return 'motion';
      }
      values[names[code] ?? ''] = (address << 4) >> 16;
      next += 1;
      return next === names.length ? { kind: 'imu', t: began, values } : 'motion';
    },
  };
}
