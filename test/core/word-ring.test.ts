import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ahead } from '../../src/core/control-block.js';
import { newRing, openRing } from '../../src/core/word-ring.js';

/** What may be done to a ring, in any order. */
const doings = fc.array(
  fc.oneof(
    fc.record({ push: fc.array(fc.nat(1000), { maxLength: 7 }) }),
    fc.constant('pop' as const),
    fc.constant('dropOldest' as const),
    fc.constant('waiting' as const),
  ),
);

describe('a ring of words', () => {
  it('is a queue that refuses what has no room, seen from both ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), doings, (size, todo) => {
        const near = newRing(size);
        const far = openRing(near.buffer);
        const queue: number[][] = [];
        const room = () => near.largest + 1 - queue.reduce((sum, f) => sum + f.length + 1, 0);
        for (const doing of todo) {
          if (doing === 'pop') expect(Array.from(far.pop() ?? [])).toEqual(queue.shift() ?? []);
          else if (doing === 'waiting') expect(near.waiting()).toBe(queue.length);
          else if (doing === 'dropOldest') {
            expect(near.dropOldest()).toBe(queue.shift() !== undefined);
          } else {
            const fits = doing.push.length < room();
            expect(near.push(Uint32Array.from(doing.push))).toBe(fits);
            if (fits) queue.push(doing.push);
          }
        }
      }),
    );
  });

  it('goes on where its positions begin anew after 2^32 words', () => {
    const near = newRing(64);
    const far = openRing(near.buffer);
    const positions = new Int32Array(near.buffer, 0, 17);
    positions.fill(-40, 0, 1);
    positions.fill(-40, 16, 17);
    for (let k = 0; k < 20; k++) {
      expect(near.push(Uint32Array.of(k, k + 1, k + 2))).toBe(true);
      expect(near.waiting()).toBe(1);
      expect(Array.from(far.pop()!)).toEqual([k, k + 1, k + 2]);
    }
  });

  it.each([1, 7, 64, 100])('asked for %i words holds a frame that takes them all', (size) => {
    expect(newRing(size).push(new Uint32Array(size - 1))).toBe(true);
  });

  it('says what can never fit', () => {
    const ring = newRing(10);
    expect(ring.push(new Uint32Array(ring.largest + 1))).toBe(false);
    expect(ring.push(new Uint32Array(ring.largest))).toBe(true);
  });
});

describe('counters of 32 bits', () => {
  it('tell their distance over their end', () => {
    expect(ahead(-(2 ** 31) + 4, 2 ** 31 - 1)).toBe(5);
    expect(ahead(3, 5)).toBe(-2);
  });
});
