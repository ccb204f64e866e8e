import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import type { Chunk } from '../../src/core/chunk.js';
import { runFrom } from '../../src/run/run.js';
import { echo, same } from '../support/echo.js';
import { loggingDevice, settled, slowDevice } from '../support/fake-device.js';

/** A source that writes down what it is asked. */
function asked(log: string[], values: readonly number[], failAt = -1): AsyncIterable<Chunk> {
  return {
    [Symbol.asyncIterator]() {
      let i = 0;
      return {
        async next() {
          log.push('pull');
          if (i === failAt) throw new Error('file is broken');
          const value = values[i++];
          return value === undefined
            ? { done: true as const, value: undefined }
            : { done: false as const, value: same(value, 1) };
        },
        async return() {
          log.push('return');
          return { done: true as const, value: undefined };
        },
      };
    },
  };
}

function start(source: Iterable<Chunk> | AsyncIterable<Chunk>, slow = slowDevice()) {
  const { net, probes } = echo();
  const subscription = runFrom(source, net, { probes, on: slow.device }).subscribe({
    next: ({ t, data, dropped }) => slow.log.push(`${data.x[0]}@${t} dropped ${dropped}`),
    error: (error: Error) => slow.log.push(error.message),
    complete: () => slow.log.push('complete'),
  });
  return { ...slow, subscription };
}

describe('runFrom', () => {
  it('pulls one chunk for every one that is done', async () => {
    const slow = slowDevice();
    const { log, finish } = start(asked(slow.log, [7, 8]), slow);
    await settled();
    expect(log).toEqual(['open', 'pull', 'step']);
    await settled();
    expect(log).toHaveLength(3);
    await finish();
    expect(log.slice(3)).toEqual(['7@0 dropped 0', 'pull', 'step']);
    await finish();
    expect(log.slice(6)).toEqual(['8@1 dropped 0', 'pull', 'close', 'complete']);
  });

  it('lets go of its source when the subscriber leaves', async () => {
    const slow = slowDevice();
    const { log, finish, subscription } = start(asked(slow.log, [7, 8, 9]), slow);
    await settled();
    await finish();
    subscription.unsubscribe();
    subscription.unsubscribe();
    await finish();
    expect(log).toEqual([
      'open',
      'pull',
      'step',
      '7@0 dropped 0',
      'pull',
      'step',
      'return',
      'close',
    ]);
  });

  it('lets go of a source that it waits for', async () => {
    const slow = slowDevice();
    const silent: AsyncIterable<Chunk> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          slow.log.push('return');
          return { done: true, value: undefined };
        },
      }),
    };
    const { log, subscription } = start(silent, slow);
    await settled();
    subscription.unsubscribe();
    expect(log).toEqual(['open', 'return', 'close']);
  });

  it('passes on what the source throws, after the session is closed', async () => {
    const slow = slowDevice();
    const { log, finish } = start(asked(slow.log, [7], 1), slow);
    await settled();
    await finish();
    expect(log.slice(3)).toEqual(['7@0 dropped 0', 'pull', 'close', 'file is broken']);
  });

  it('lets go of the source when a chunk cannot be played', async () => {
    const slow = slowDevice();
    const { log } = start(asked(slow.log, [7, 8]), slow);
    await settled();
    await slow.break(new Error('the board is gone'));
    expect(log).toEqual(['open', 'pull', 'step', 'return', 'close', 'the board is gone']);
  });

  it('pulls nothing when the device does not open', async () => {
    const slow = slowDevice();
    const device = { ...slow.device, open: () => Promise.reject(new Error('no board there')) };
    start(asked(slow.log, [7]), { ...slow, device });
    await settled();
    expect(slow.log).toEqual(['no board there']);
  });

  it('runs the cleaning up of a generator', async () => {
    const log: string[] = [];
    function* numbers() {
      try {
        for (let i = 0; ; i++) yield same(i, 1);
      } finally {
        log.push('cleaned');
      }
    }
    const { net, probes } = echo();
    const run$ = runFrom(numbers(), net, { probes, on: loggingDevice(log, emulator()) });
    const subscription = run$.subscribe(({ t }) => {
      if (t === 2) subscription.unsubscribe();
    });
    await settled();
    expect(log).toEqual(['open', 'step', 'step', 'step', 'cleaned', 'close']);
  });

  it('starts at rest for every subscription', async () => {
    const { net, probes } = echo();
    const run$ = runFrom([same(1, 2), same(2, 1)], net, { probes });
    const once = await lastValueFrom(run$.pipe(toArray()));
    expect(once.map(({ t, steps }) => [t, steps])).toEqual([
      [0, 2],
      [2, 1],
    ]);
    expect(await lastValueFrom(run$.pipe(toArray()))).toEqual(once);
  });

  it('completes when there is nothing', async () => {
    const { net, probes } = echo();
    expect(await lastValueFrom(runFrom([], net, { probes }).pipe(toArray()))).toEqual([]);
  });
});
