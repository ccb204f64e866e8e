import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../src/core/chunk.js';
import { RunError } from '../../src/core/errors.js';
import { type Overflow, run } from '../../src/run/run.js';
import { echo, same } from '../support/echo.js';
import { loggingDevice, settled, slowDevice } from '../support/fake-device.js';

/** Plays a hot source on a slow device; what comes out is written `value@t dropped`. */
function live(options: { ahead?: number; overflow?: Overflow }, slow = slowDevice()) {
  const { net, probes } = echo();
  const source$ = new Subject<Chunk>();
  const seen: string[] = [];
  const subscription = source$.pipe(run(net, { probes, on: slow.device, ...options })).subscribe({
    next: ({ t, data, dropped }) => seen.push(`${data.x[0]}@${t} dropped ${dropped}`),
    error: (error: Error) => {
      seen.push(`${error.name}: ${error.message}`);
      slow.log.push('error');
    },
    complete: () => seen.push('complete'),
  });
  return { ...slow, source$, seen, subscription };
}

/** Chunk k has k timesteps of value k. */
const emit = (source$: Subject<Chunk>, ...values: number[]) => {
  for (const k of values) source$.next(same(k, k));
};

async function finishAll({ log, finish, seen }: ReturnType<typeof live>, steps: number) {
  for (let i = 0; i < steps; i++) await finish();
  expect(log.filter((entry) => entry === 'step')).toHaveLength(steps);
  return seen;
}

describe('a source that does not wait for the device', () => {
  it('is played in order, one timestep at a time', async () => {
    const all = live({});
    emit(all.source$, 1, 2);
    await all.finish();
    expect(all.seen).toEqual(['1@0 dropped 0']);
    all.source$.complete();
    await all.finish();
    expect(all.seen).toHaveLength(1);
    await all.finish();
    expect(all.seen).toEqual(['1@0 dropped 0', '2@1 dropped 0', 'complete']);
    expect(all.log).toEqual(['open', 'step', 'step', 'step', 'close']);
  });

  it('may be two chunks ahead', async () => {
    const all = live({});
    emit(all.source$, 1, 2, 3);
    all.source$.complete();
    expect(await finishAll(all, 6)).toEqual([
      '1@0 dropped 0',
      '2@1 dropped 0',
      '3@3 dropped 0',
      'complete',
    ]);
  });

  it('fails when it is further ahead, after the session is closed', () => {
    const all = live({});
    emit(all.source$, 1, 2, 3, 4);
    expect(all.seen).toEqual([
      'RunError: input is 3 chunks ahead of "slow" (limit 2). ' +
        "For a source that cannot wait choose overflow: 'drop-oldest'.",
    ]);
    expect(all.log).toEqual(['open', 'step', 'close', 'error']);
    expect(all.source$.observed).toBe(false);
  });

  it.each<[Overflow, string[], number]>([
    ['drop-oldest', ['1@0 dropped 0', '4@1 dropped 5', '5@5 dropped 5', 'complete'], 10],
    ['drop-newest', ['1@0 dropped 0', '2@1 dropped 9', '3@3 dropped 9', 'complete'], 6],
    ['latest', ['1@0 dropped 0', '4@1 dropped 5', '5@5 dropped 5', 'complete'], 10],
  ])('%s counts every timestep it drops', async (overflow, expected, steps) => {
    const all = live({ overflow });
    emit(all.source$, 1, 2, 3, 4, 5);
    all.source$.complete();
    expect(await finishAll(all, steps)).toEqual(expected);
  });

  it.each<[Overflow, string[], number]>([
    ['drop-oldest', ['1@0 dropped 0', '3@1 dropped 2', 'complete'], 4],
    ['drop-newest', ['1@0 dropped 0', '2@1 dropped 3', 'complete'], 3],
    ['latest', ['1@0 dropped 0', '3@1 dropped 2', 'complete'], 4],
  ])('%s with one chunk ahead', async (overflow, expected, steps) => {
    const all = live({ overflow, ahead: 1 });
    emit(all.source$, 1, 2, 3);
    all.source$.complete();
    expect(await finishAll(all, steps)).toEqual(expected);
  });

  it('latest keeps one of many that may wait', async () => {
    const all = live({ overflow: 'latest', ahead: 3 });
    emit(all.source$, 1, 2, 3, 4, 5);
    all.source$.complete();
    expect(await finishAll(all, 6)).toEqual(['1@0 dropped 0', '5@1 dropped 9', 'complete']);
  });

  it('goes on counting drops', async () => {
    const all = live({ overflow: 'drop-oldest', ahead: 1 });
    emit(all.source$, 1, 2, 3);
    await all.finish();
    emit(all.source$, 4, 5);
    all.source$.complete();
    for (let i = 0; i < 3 + 5; i++) await all.finish();
    expect(all.seen).toEqual(['1@0 dropped 0', '3@1 dropped 2', '5@4 dropped 6', 'complete']);
  });
});

describe('a device that takes its time', () => {
  it('that fails ends the run, after its session is closed', async () => {
    const all = live({});
    emit(all.source$, 1);
    await all.break(new RunError('the board is gone'));
    expect(all.seen).toEqual(['RunError: the board is gone']);
    expect(all.log).toEqual(['open', 'step', 'close', 'error']);
    expect(all.source$.observed).toBe(false);
  });

  it('is asked for no further timestep when the subscriber has left', async () => {
    const all = live({});
    emit(all.source$, 3, 3);
    await all.finish();
    all.subscription.unsubscribe();
    all.subscription.unsubscribe();
    await all.finish();
    expect(all.seen).toEqual([]);
    expect(all.log).toEqual(['open', 'step', 'step', 'close']);
  });

  it('may take its time to close: errors wait for it', async () => {
    let closed = (): void => {};
    const slow = slowDevice({ close: () => new Promise((resolve) => (closed = resolve)) });
    const all = live({}, slow);
    all.source$.error(new Error('gone'));
    await settled();
    expect(all.log).toEqual(['open', 'close']);
    expect(all.seen).toEqual([]);
    closed();
    await settled();
    expect(all.seen).toEqual(['Error: gone']);
  });

  it('that fails to close says so instead of completing', async () => {
    const slow = slowDevice({ close: () => Promise.reject(new Error('stuck')) });
    const all = live({}, slow);
    all.source$.complete();
    await settled();
    expect(all.seen).toEqual(['Error: stuck']);
  });

  it('that fails to close does not hide what went wrong before', async () => {
    const slow = slowDevice({ close: () => Promise.reject(new Error('stuck')) });
    const all = live({}, slow);
    all.source$.error(new Error('gone'));
    await settled();
    expect(all.seen).toEqual(['Error: gone']);
  });
});

describe('a device that takes its time to open', () => {
  function opening() {
    const log: string[] = [];
    const quick = loggingDevice(log);
    let open = (_how: 'well' | 'badly'): void => {};
    const gate = new Promise<void>((resolve, reject) => {
      open = (how) => (how === 'well' ? resolve() : reject(new Error('no board there')));
    });
    const device = {
      ...quick,
      open: async (program: never) => gate.then(() => quick.open(program)),
    };
    return { slow: { ...slowDevice(), device, log }, open: (how: 'well' | 'badly') => open(how) };
  }

  it('plays what came meanwhile', async () => {
    const { slow, open } = opening();
    const all = live({}, slow);
    emit(all.source$, 1, 2);
    expect(all.seen).toEqual([]);
    open('well');
    await settled();
    expect(all.seen).toEqual(['1@0 dropped 0', '2@1 dropped 0']);
  });

  it('is closed once when the subscriber left meanwhile', async () => {
    const { slow, open } = opening();
    const all = live({}, slow);
    all.subscription.unsubscribe();
    open('well');
    await settled();
    expect(all.log).toEqual(['open', 'close']);
  });

  it('fails the run when it does not open', async () => {
    const { slow, open } = opening();
    const all = live({}, slow);
    emit(all.source$, 1);
    open('badly');
    await settled();
    expect(all.seen).toEqual(['Error: no board there']);
    expect(all.log).toEqual(['error']);
  });

  it('may fail after the subscriber left', async () => {
    const { slow, open } = opening();
    const all = live({}, slow);
    all.subscription.unsubscribe();
    open('badly');
    await settled();
    expect(all.seen).toEqual([]);
    expect(all.log).toEqual([]);
  });
});
