import { lastValueFrom, type Observable, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compile/compile.js';
import type { Program } from '../../../src/compile/program.js';
import type { Chunk } from '../../../src/core/chunk.js';
import { interpreter } from '../../../src/run/device.js';
import type { ManyChunk } from '../../../src/run/run-many.js';
import { echo, same } from '../../support/echo.js';
import { emulator, runMany, watchedDevice } from './built.js';

const { net, probes } = echo();
const program: Program = compile(net, { probes });

const collect = (out$: Observable<ManyChunk>) => lastValueFrom(out$.pipe(toArray()));

/** A source without end that writes down what it is asked. */
function endless(log: string[], failAt = -1): AsyncIterable<Chunk> {
  return {
    [Symbol.asyncIterator]() {
      let pulls = 0;
      return {
        async next() {
          if (pulls++ === failAt) throw new Error('the file is broken.');
          log.push('pull');
          return { done: false as const, value: same(1, 1) };
        },
        async return() {
          log.push('return');
          return { done: true as const, value: undefined };
        },
      };
    },
  };
}

/** The error that a run with endless sources ends with, and what they were asked last. */
async function failure(options: Parameters<typeof runMany>[2], failAt = -1) {
  const logs: string[][] = [[], [], []];
  const sources = logs.map((log, k) => endless(log, k === 1 ? failAt : -1));
  const error = await lastValueFrom(runMany(program, sources, options)).then(
    () => undefined,
    (e: unknown) => e as Error,
  );
  return { error, logs, returns: logs.map((log) => log.filter((w) => w === 'return').length) };
}

describe('a run of many streams ends with a sentence', () => {
  it.each([1, 2])('when a source throws, on %i threads', async (threads) => {
    const { error, returns } = await failure({ on: emulator(), threads }, 4);
    expect(error).toMatchObject({
      name: 'RunError',
      code: 'source-failed',
      message: 'stream 1: its source failed (the file is broken). No stream goes on.',
      cause: expect.objectContaining({ message: 'the file is broken.' }),
    });
    expect(returns).toEqual([1, 0, 1]);
  });

  it.each([1, 2])('when a chunk does not fit, on %i threads', async (threads) => {
    const wrong: Chunk = { t: 7, steps: 2, data: { x: new Float64Array(3) } };
    const sources = [[same(1, 2)], [same(1, 2), wrong]];
    await expect(
      collect(runMany(program, sources, { on: emulator(), threads })),
    ).rejects.toMatchObject({
      name: 'RunError',
      code: 'bad-input',
      path: 'x',
      message:
        'stream 1: chunk at timestep 7: input "x" has 3 values, expected 2 timesteps x 1 = 2.',
    });
  });

  it('when the device of a stream throws in its thread', async () => {
    const { device, counts } = watchedDevice('throw');
    const { error, returns } = await failure({ on: device, threads: 2 });
    expect(error).toMatchObject({
      name: 'RunError',
      code: 'stream-failed',
      message: expect.stringMatching(
        /^stream [012]: its device or network failed \(the chip is on fire\)\.$/,
      ),
    });
    expect(returns).toEqual([1, 1, 1]);
    expect(counts()).toMatchObject({ opened: 3, closed: 3, exited: 2 });
  });

  it('when no session opens', async () => {
    const { device, counts } = watchedDevice('refuse');
    const { error } = await failure({ on: device, threads: 2 });
    expect(error?.message).toMatch(/^stream [012]: its device .* \(no board there\)\.$/);
    expect(counts()).toMatchObject({ closed: 0, exited: 2 });
  });

  it('when a thread is ended from inside', async () => {
    const { device } = watchedDevice('exit');
    const { error, returns } = await failure({ on: device, threads: 2 });
    expect(error).toMatchObject({
      name: 'RunError',
      code: 'thread-gone',
      message: expect.stringMatching(
        /^runMany: thread [12] of 2 ended by itself \(exit code 3\), with stream (0, 2|1) in it\. /,
      ),
    });
    expect(returns).toEqual([1, 1, 1]);
  });

  it('when a thread crashes', async () => {
    const { device } = watchedDevice('crash');
    const { error, returns } = await failure({ on: device, threads: 2 });
    expect(error).toMatchObject({
      code: 'thread-gone',
      message: expect.stringMatching(/ broke off \(notThere is not defined\), with stream /),
    });
    expect(returns).toEqual([1, 1, 1]);
  });

  it('although another thread hangs in a timestep, which is ended', async () => {
    const { device, counts } = watchedDevice('spin');
    async function* breaking() {
      yield same(1, 1);
      await until(() => counts().steps > 4);
      throw new Error('the file is broken.');
    }
    const before = ports();
    const sources = [endless([]), breaking(), endless([])];
    await expect(
      collect(runMany(program, sources, { on: device, threads: 2 })),
    ).rejects.toMatchObject({ code: 'source-failed' });
    expect(ports()).toBe(before);
  });

  it('when the recipe of the device is wrong', async () => {
    const module = watchedDevice().device.inWorker!.module;
    const wrong = { ...emulator(), inWorker: { module, make: 'nothing', options: {} } };
    const { error } = await failure({ on: wrong, threads: 2 });
    expect(error?.message).toMatch(
      /broke off \(".*thread-devices\.js" exports no function "nothing" that makes a device \(it exports watched\)\)/,
    );
  });

  it('when options are wrong, before a thread is started', async () => {
    const { inWorker: _, ...stays } = { ...emulator(), name: 'my board' };
    const run = (options: object) => failure({ on: emulator(), ...options });
    const message = async (options: object) => (await run(options)).error?.message;
    expect(await message({ threads: 2, on: stays })).toBe(
      'runMany: threads is 2, but "my board" cannot be opened in another thread (it has no inWorker). ' +
        'Say threads: 1.',
    );
    expect(await message({ threads: 2, on: emulator({ onWarning: () => {} }) })).toMatch(
      /^runMany: threads is 2, but "emulator" cannot be opened in another thread/,
    );
    expect(await message({ on: { ...emulator(), name: 'changed' }, threads: 3 })).toMatch(
      /^runMany: threads is 3, but "changed" cannot/,
    );
    for (const option of ['threads', 'ahead', 'atOnce']) {
      expect(await message({ [option]: 0.5 })).toBe(
        `runMany: ${option} is 0.5, expected a whole number of at least 1.`,
      );
    }
    expect(await message({ on: interpreter() })).toMatch(
      /^stream 0: run: a program is compiled for a chip and the interpreter plays networks only\./,
    );
  });
});

describe('a run of many streams that is left', () => {
  it.each([1, 2])(
    'lets go of all sources once, and of its threads; %i of them',
    async (threads) => {
      const { device, counts } = watchedDevice();
      const logs: string[][] = [[], [], []];
      const sources = logs.map((log) => endless(log));
      await new Promise<void>((resolve) => {
        let seen = 0;
        const subscription = runMany(program, sources, { on: device, threads }).subscribe(() => {
          if (++seen !== 20) return;
          subscription.unsubscribe();
          subscription.unsubscribe();
          resolve();
        });
      });
      await new Promise((resolve) => setImmediate(resolve));
      const pulls = logs.map((log) => log.length);
      expect(logs.map((log) => log.filter((word) => word === 'return'))).toEqual(
        logs.map(() => ['return']),
      );
      if (threads > 1) await until(() => counts().exited === threads);
      expect(logs.map((log) => log.length)).toEqual(pulls);
      if (threads > 1) expect(counts()).toMatchObject({ opened: 3, closed: 3, exited: 2 });
    },
  );

  it('before anything came stops its threads too', async () => {
    const { device, counts } = watchedDevice();
    const before = ports();
    const sources = [[same(1, 1)], [same(1, 1)]];
    const subscription = runMany(program, sources, { on: device, threads: 2 }).subscribe();
    expect(ports()).toBeGreaterThan(before);
    subscription.unsubscribe();
    await until(() => ports() === before);
    expect(counts()).toMatchObject({ steps: 0 });
  });
});

describe('what is on its way', () => {
  it.each([1, 2, 5])(
    'is at most %i chunks of every stream, however slow the subscriber',
    async (ahead) => {
      const streams = 3;
      const pulled = new Array<number>(streams).fill(0);
      const emitted = new Array<number>(streams).fill(0);
      let most = 0;
      const sources = pulled.map((_, k) =>
        (function* () {
          for (let i = 0; i < 25; i++) {
            pulled[k]! += 1;
            most = Math.max(most, pulled[k]! - emitted[k]!);
            yield same(k, 4);
          }
        })(),
      );
      const still = new Int32Array(new SharedArrayBuffer(4));
      const options = { on: emulator(), threads: 2, ahead };
      await runMany(program, sources, options).forEach(({ stream }) => {
        // The threads go on meanwhile, as far as they may.
        Atomics.wait(still, 0, 0, 3);
        emitted[stream]! += 1;
      });
      expect(emitted).toEqual([25, 25, 25]);
      expect(most).toBe(ahead);
    },
  );
});

/** Threads of this process have a port each. */
function ports(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
}

/** Waits for what other threads do. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}
