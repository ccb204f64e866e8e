import { lastValueFrom, map, take, takeWhile, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { clock, type Ticks } from '../../../src/run/clock/clock.js';

/** Keeps the thread from doing anything else. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const until = (tick: number) => takeWhile((ticks: Ticks) => ticks.tick < tick, true);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('the clock', () => {
  it('hands over every tick that is due, once, in order', async () => {
    const all = await lastValueFrom(clock({ dt: 0.002 }).pipe(until(100), toArray()));
    let t = 0;
    for (const ticks of all) {
      expect(ticks.t).toBe(t);
      t += ticks.steps;
      expect(ticks.tick).toBe(t - 1);
    }
    expect(all.at(-1)!.dropped).toBe(0);
    expect(t).toBeGreaterThan(100);
  });

  it('is never early', async () => {
    const all = await lastValueFrom(clock({ dt: 0.003 }).pipe(take(50), toArray()));
    for (const { lateMs } of all) expect(lateMs).toBeGreaterThanOrEqual(0);
    for (const { clockLateMs } of all) expect(clockLateMs).toBeGreaterThanOrEqual(0);
  });

  it('has deadlines that are whole timesteps apart, however late they were met', async () => {
    const dt = 0.002;
    const source = clock({ dt }).pipe(tap(({ t }) => block(t === 10 ? 9 : 0)));
    const all = await lastValueFrom(source.pipe(until(60), toArray()));
    const first = all[0]!;
    for (const { timestampUs, t } of all) {
      expect(Math.abs(timestampUs - first.timestampUs - 1e6 * dt * (t - first.t))).toBeLessThan(2);
    }
  });

  it.each(['catch-up', 'drop'] as const)(
    'accounts for ticks missed while the thread was busy (%s)',
    async (late) => {
      const busy = clock({ dt: 0.001, late }).pipe(tap(() => block(7)));
      const all = await lastValueFrom(busy.pipe(take(20), toArray()));
      const played = sum(all.map(({ steps }) => steps));
      const last = all.at(-1)!;
      expect(played + last.dropped).toBe(last.tick + 1);
      // In every emission one tick is on time: the newest.
      expect(last.late).toBe(last.tick + 1 - all.length);
      expect(last.late).toBeGreaterThan(0);
      if (late === 'drop') {
        expect(all.map(({ steps }) => steps)).toEqual(Array.from({ length: 20 }, () => 1));
        expect(last.dropped).toBe(last.late);
      } else expect(last.dropped).toBe(0);
    },
  );

  it('lets timers have their turn when it cannot keep up', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await lastValueFrom(
      clock({ dt: 0.0005 }).pipe(
        map(() => block(3)),
        take(30),
      ),
    );
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });

  it('begins anew for every subscriber', async () => {
    const ticks$ = clock({ dt: 0.001 }).pipe(
      take(3),
      map(({ t }) => t),
    );
    const [one, two] = await Promise.all([lastValueFrom(ticks$), lastValueFrom(ticks$)]);
    expect(Math.min(one, two)).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['dt', { dt: 0 }, 'clock: dt is 0, expected 0.00001 to 3600 seconds.'],
    ['dt', { dt: Number.NaN }, 'clock: dt is NaN, expected 0.00001 to 3600 seconds.'],
    ['spinUs', { spinUs: -1 }, 'clock: spinUs is -1, expected 0 or more microseconds.'],
  ])('refuses %s out of range', async (_, options, sentence) => {
    await expect(lastValueFrom(clock(options))).rejects.toThrow(sentence);
  });

  it('says so when its thread is ended from outside', async () => {
    process.once('worker', (worker) => worker.terminate());
    await expect(lastValueFrom(clock({ dt: 3600 }))).rejects.toThrow(
      'clock: its worker was ended, no more ticks will come. Subscribe again.',
    );
  });
});
