import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadlineOf, planTicks, sleepBefore, ticksDue } from '../../src/core/deadlines.js';

const policies = fc.constantFrom('catch-up' as const, 'drop' as const);

describe('ticks', () => {
  it.each([
    ['none before the start', 99.9, 0],
    ['the first at the start', 100, 1],
    ['no other before its deadline', 102.4, 1],
    ['the second at its deadline', 102.5, 2],
    ['all that were missed', 112.6, 6],
  ])('%s', (_, now, due) => expect(ticksDue(now, 100, 2.5)).toBe(due));

  it('are due exactly when their deadline has come, however long it has been going', () => {
    const start = fc.double({ min: 0, max: 1e12, noNaN: true });
    const dt = fc.double({ min: 0.01, max: 50, noNaN: true });
    const k = fc.integer({ min: 0, max: 1_000_000_000 });
    fc.assert(
      fc.property(start, dt, k, fc.double({ min: 0, max: 1, noNaN: true }), (s, d, tick, part) => {
        const now = deadlineOf(tick, s, d) + part * d;
        const due = ticksDue(now, s, d);
        expect(deadlineOf(due - 1, s, d)).toBeLessThanOrEqual(now);
        expect(deadlineOf(due, s, d)).toBeGreaterThan(now);
      }),
    );
  });
});

/** A clock of one's own: at each of these times somebody looks and handles what is due. */
function play(looks: readonly number[], policy: 'catch-up' | 'drop', most: number) {
  const sum = { handled: 0, played: 0, dropped: 0, late: 0 };
  let now = 0;
  for (const pause of looks) {
    now += pause;
    const plan = planTicks(ticksDue(now, 0, 1) - sum.handled, policy, most);
    sum.handled += plan.play + plan.drop;
    sum.played += plan.play;
    sum.dropped += plan.drop;
    sum.late += plan.late;
  }
  return { ...sum, due: ticksDue(now, 0, 1) };
}

describe('ticks that come late', () => {
  const looks = fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1 });

  it('are each played, dropped or still pending, and none is dropped unless that is the policy', () => {
    fc.assert(
      fc.property(looks, policies, fc.integer({ min: 1, max: 5 }), (times, policy, most) => {
        const { handled, played, dropped, late, due } = play(times, policy, most);
        expect(played + dropped).toBe(handled);
        expect(handled).toBeLessThanOrEqual(due);
        if (policy === 'catch-up') expect(dropped).toBe(0);
        else expect([handled, dropped]).toEqual([due, late]);
      }),
    );
  });

  it('are as many under either policy, if all that is due is played', () => {
    fc.assert(
      fc.property(looks, (times) => {
        const [all, newest] = [play(times, 'catch-up', 1000), play(times, 'drop', 1000)];
        expect([all.late, all.played]).toEqual([newest.late, all.due]);
      }),
    );
  });

  it('are played at once, or skipped but for the newest', () => {
    expect(planTicks(5, 'catch-up')).toEqual({ play: 5, drop: 0, late: 4 });
    expect(planTicks(5, 'drop')).toEqual({ play: 1, drop: 4, late: 4 });
  });

  it('are all late when more than can be played now is pending', () => {
    expect(planTicks(5, 'catch-up', 3)).toEqual({ play: 3, drop: 0, late: 3 });
  });

  it.each(['catch-up', 'drop'] as const)('are none when one is pending or none (%s)', (policy) => {
    expect(planTicks(1, policy)).toEqual({ play: 1, drop: 0, late: 0 });
    expect(planTicks(0, policy)).toEqual({ play: 0, drop: 0, late: 0 });
  });
});

describe('before a deadline', () => {
  it.each([
    ['sleeps until the last of the wait, which is spun', 10, 3, 6.5],
    ['does not sleep when only the spin is left', 10, 9.8, 0],
    ['does not sleep when it has passed', 10, 12, 0],
  ])('%s', (_, deadline, now, sleep) => expect(sleepBefore(deadline, now, 0.5)).toBe(sleep));
});
