import type { Worker } from 'node:worker_threads';
import { concat, from, lastValueFrom, NEVER, type Observable, of, take, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../../src/chip/emulator.js';
import type { ChipFrames, RealTimeChunk } from '../../../src/run/clock/play-clocked.js';
import { realTime, realTimeFrom } from '../../../src/run/clock/real-time.js';
import type { Session } from '../../../src/run/device.js';
import { busy } from '../../../src/testing/networks.js';
import { programOf, stepsOf, trainOf } from '../../../src/testing/session-play.js';

const program = programOf(busy());
const inWorker = () => emulator({ worker: true });
const dt = 0.002;

/** Timestep k of the input: its neurons spike in turns. */
const fired = (k: number): number[] => (k % 4 === 3 ? [] : [k % 3]);

/** The first `count` timesteps of the input in pieces of `each`. */
function frames(count: number, each = 1): ChipFrames[] {
  return Array.from({ length: count / each }, (_, piece) => {
    const steps = Array.from({ length: each }, (_, s) => fired(piece * each + s));
    return { steps: each, spikes: [trainOf(3, steps)] };
  });
}

/** What is kept of an emission, which is lent. */
const copy = (chunk: RealTimeChunk) => ({
  ...chunk,
  steps: stepsOf(chunk, chunk.steps),
  ticks: [...chunk.ticks],
  lateMs: [...chunk.lateMs],
  fed: [...chunk.fed],
});

type Played = ReturnType<typeof copy>;

async function gather(played: Observable<RealTimeChunk>): Promise<Played[]> {
  const out: Played[] = [];
  await lastValueFrom(played.pipe(tap((chunk) => out.push(copy(chunk)))), { defaultValue: null });
  return out;
}

/** What a session of one's own gives for the input, with silence where there was none in time. */
function expected(fed: readonly number[], numbers: Iterator<number>) {
  const session = emulator().open(program) as Session;
  const steps = fed.map((one) => (one === 1 ? fired(numbers.next().value!) : []));
  const input = { t: 0, steps: steps.length, spikes: [trainOf(3, steps)] };
  return stepsOf(
    session.step(input) as Exclude<ReturnType<Session['step']>, Promise<unknown>>,
    steps.length,
  );
}

function* counting(): Generator<number> {
  for (let k = 0; ; k++) yield k;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Every tick was played or dropped, in order. */
function checkTicks(out: readonly Played[]): void {
  const ticks = out.flatMap(({ ticks }) => ticks);
  expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
  expect(new Set(ticks).size).toBe(ticks.length);
  let t = 0;
  for (const chunk of out) {
    expect(chunk.t).toBe(t);
    t += chunk.steps.length;
    expect(t + chunk.dropped).toBe(chunk.ticks.at(-1)! + 1);
  }
}

/** Keeps the thread busy. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('a chip in real time', () => {
  it.each([1, 8])('plays a source that can wait as a session does (pieces of %i)', async (each) => {
    const out = await gather(realTimeFrom(frames(120, each), program, { on: inWorker(), dt }));
    const fed = out.flatMap(({ fed }) => fed);
    expect(sum(fed)).toBe(120);
    expect(out.flatMap(({ steps }) => steps)).toEqual(expected(fed, counting()));
    expect(out.at(-1)).toMatchObject({ dropped: 0, lost: 0, silent: fed.length - 120 });
    checkTicks(out);
    expect(out.flatMap(({ ticks }) => ticks)).toEqual(fed.map((_, k) => k));
  });

  it('plays a source that cannot wait', async () => {
    const source = from(frames(100, 4)).pipe(realTime(program, { on: inWorker(), dt }));
    const out = await gather(source);
    const fed = out.flatMap(({ fed }) => fed);
    expect(sum(fed)).toBe(100);
    expect(out.flatMap(({ steps }) => steps)).toEqual(expected(fed, counting()));
  });

  it('plays without spikes when nothing comes', async () => {
    const out = await gather(NEVER.pipe(realTime(program, { on: inWorker(), dt }), take(10)));
    const fed = out.flatMap(({ fed }) => fed);
    expect(out.flatMap(({ steps }) => steps)).toEqual(expected(fed, counting()));
    expect(out.at(-1)!.silent).toBe(fed.length);
  });

  it.each(['drop-oldest', 'drop-newest', 'latest'] as const)(
    'accounts for input that comes too fast (%s)',
    async (overflow) => {
      const options = { on: inWorker(), dt, overflow, ahead: 5 };
      const source = concat(from(frames(300)), frames(300));
      const out = await gather(source.pipe(realTime(program, options)));
      const played = sum(out.flatMap(({ fed }) => fed));
      const { lost } = out.at(-1)!;
      expect(played + lost).toBe(600);
      expect(lost).toBeGreaterThan(0);
    },
  );

  it('refuses input that comes too fast when nothing may be lost', async () => {
    const source = from(frames(300)).pipe(realTime(program, { on: inWorker(), dt, ahead: 5 }));
    await expect(gather(source)).rejects.toThrow('timesteps ahead of the clock (limit 5)');
  });

  it.each(['catch-up', 'drop'] as const)(
    'accounts for its ticks when nobody takes what it played (%s)',
    async (late) => {
      const on = emulator({ worker: { ringSteps: 1 } });
      const slow = NEVER.pipe(
        realTime(program, { on, dt: 0.001, late }),
        take(25),
        tap(() => block(20)),
      );
      const out = await gather(slow);
      checkTicks(out);
      const { late: missed, dropped } = out.at(-1)!;
      expect(missed).toBeGreaterThan(0);
      if (late === 'drop') expect(dropped).toBe(missed);
      else {
        expect(dropped).toBe(0);
        const ticks = out.flatMap(({ ticks }) => ticks);
        expect(ticks).toEqual(ticks.map((_, k) => k));
      }
    },
  );

  it('refuses a device without a thread of its own', async () => {
    await expect(
      gather(of(...frames(1)).pipe(realTime(program, { on: emulator() }))),
    ).rejects.toThrow('realTime: "emulator" has no thread of its own that a clock could drive.');
  });

  it('tells what is wrong with its input', async () => {
    const spikes = [trainOf(3, [[0]]), trainOf(3, [[0]]), trainOf(3, [[0]])];
    const source = of({ steps: 1, spikes }).pipe(realTime(program, { on: inWorker() }));
    await expect(gather(source)).rejects.toThrow('got spikes of 3 inputs, the chip has 1');
    const wrong = of({ steps: 1, spikes: [trainOf(3, [[7]])] });
    await expect(gather(wrong.pipe(realTime(program, { on: inWorker() })))).rejects.toThrow(
      'spike index 7',
    );
  });

  it.each([
    ['chip', 0, "the chip's worker was ended"],
    ['clock', 1, 'its worker was ended, no more ticks will come'],
  ])('says so when the thread of its %s is ended from outside', async (_, which, sentence) => {
    const workers: Worker[] = [];
    const take = (worker: Worker): void => void workers.push(worker);
    process.on('worker', take);
    const source = NEVER.pipe(
      realTime(program, { on: inWorker(), dt }),
      tap(() => void workers[which]!.terminate()),
    );
    await expect(gather(source)).rejects.toThrow(sentence);
    process.off('worker', take);
  });

  it('leaves no thread behind when the subscriber leaves', async () => {
    const left: Promise<unknown>[] = [];
    const note = (worker: Worker): void =>
      void left.push(new Promise((resolve) => worker.once('exit', resolve)));
    process.on('worker', note);
    await gather(NEVER.pipe(realTime(program, { on: inWorker(), dt }), take(3)));
    process.off('worker', note);
    expect(left).toHaveLength(2);
    await Promise.all(left);
  });
});
