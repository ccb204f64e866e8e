import { describe, expect, it } from 'vitest';
import { openLifeline } from '../../src/core/lifeline.js';

const never = () => new Promise<never>(() => {});

describe('a lifeline', () => {
  it('gives what the promise gives', async () => {
    const life = openLifeline();
    expect(await life.hold(Promise.resolve(3))).toBe(3);
    await expect(life.hold(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(life.error).toBeNull();
  });

  it('rejects all that waits when it is cut, and all that comes later, with the first error', async () => {
    const life = openLifeline();
    const held = [life.hold(never()), life.hold(never())];
    life.cut(new Error('lost'));
    life.cut(new Error('lost again'));
    for (const one of [...held, life.hold(Promise.resolve(1))]) {
      await expect(one).rejects.toThrow(/^lost$/);
    }
  });

  it('lets nothing be rejected unheard that is held after it was cut', async () => {
    const unheard: unknown[] = [];
    const listen = (reason: unknown): void => {
      unheard.push(reason);
    };
    process.on('unhandledRejection', listen);
    const line = openLifeline();
    line.cut(new Error('over'));
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 5));
    await expect(line.hold(late)).rejects.toThrow('over');
    await new Promise((resolve) => setTimeout(resolve, 30));
    process.off('unhandledRejection', listen);
    expect(unheard).toEqual([]);
  });
});
