import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompileError, NetworkError, RunError } from '../../src/core/errors.js';
import { seededRandom } from '../../src/core/random.js';
import { Network } from '../../src/network/network.js';
import { bias } from '../../src/operators/bias.js';
import { concat } from '../../src/operators/concat.js';
import { delay } from '../../src/operators/delay.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { scale } from '../../src/operators/scale.js';
import { sum } from '../../src/operators/sum.js';
import { interpreter } from '../../src/run/device.js';
import { chunkOf, play } from '../support/play.js';

describe('a declared graph on the interpreter', () => {
  it('adds where signals meet, within the timestep', async () => {
    const net = new Network();
    const x = net.input('x', 1);
    const meet = x.pipe(scale(10), sum());
    x.pipe(scale(100)).into(meet);
    net.constant([1000]).into(meet);
    const { meet: out } = await play(net, [chunkOf('x', [1, 2])], { probes: { meet } });
    expect(out).toEqual([1110, 1220]);
  });

  it('gives the same value to all that take it, however long their ways', async () => {
    const net = new Network();
    const x = net.input('x', 1);
    const short = x.pipe(scale(-1), sum());
    x.pipe(bias(1), bias(1), bias(1)).into(short);
    const { short: out } = await play(net, [chunkOf('x', [5, 6, 7])], { probes: { short } });
    expect(out).toEqual([3, 3, 3]);
  });

  it('feeds what nothing leads to with 0', async () => {
    const net = new Network();
    net.input('x', 1);
    const alone = net.add(bias([1, 2]), 2);
    const { alone: out } = await play(net, [chunkOf('x', [5, 5])], { probes: { alone } });
    expect(out).toEqual([1, 2, 1, 2]);
  });

  it('puts parts one behind another, also into a loop', async () => {
    const net = new Network();
    const x = net.input('x', 1);
    const both = x.pipe(concat(x.pipe(delay(1)), net.constant([9])));
    const { both: out } = await play(net, [chunkOf('x', [1, 2])], { probes: { both } });
    expect(out).toEqual([1, 0, 9, 2, 1, 9]);
  });

  it('plays a network without inputs', async () => {
    const net = new Network();
    const y = net.constant([1]).pipe(delay(1));
    expect(await play(net, [{ t: 0, steps: 3, data: {} }], { probes: { y } })).toEqual({
      y: [0, 1, 1],
    });
  });

  it('plays what was declared when it was subscribed', async () => {
    const net = new Network();
    const y = net.input('x', 1).pipe(sum());
    const first = play(net, [chunkOf('x', [1])], { probes: { y } });
    net.constant([10]).into(y);
    expect((await first).y).toEqual([1]);
    expect((await play(net, [chunkOf('x', [1])], { probes: { y } })).y).toEqual([11]);
  });

  it('fails with the name of a cycle without delay', async () => {
    const net = new Network();
    const x = net.input('x', 1).pipe(scale(2)).named('twice');
    x.pipe(sum()).named('back').into(x);
    const failure = play(net, [chunkOf('x', [1])], { probes: { x } });
    await expect(failure).rejects.toThrow(CompileError);
    await expect(failure).rejects.toThrow(
      /^cycle without delay: (twice -> back -> twice|back -> twice -> back)\./,
    );
  });

  it('fails with the name of a state that is not there', async () => {
    const net = new Network();
    const v = net.input('x', 1).pipe(sum()).named('plain').state('voltage');
    const failure = play(net, [chunkOf('x', [1])], { probes: { v } });
    await expect(failure).rejects.toThrow(RunError);
    await expect(failure).rejects.toThrow('"plain" has no state "voltage".');
  });

  it.each([{ placed: false }, { placed: true }])(
    'refuses probes of another network (placed $placed)',
    async ({ placed }) => {
      const net = new Network();
      net.input('x', 1).pipe(lif());
      const y = new Network().input('y', 1);
      const failure = play(net, [chunkOf('x', [1])], {
        probes: { y },
        on: interpreter({ placed }),
      });
      await expect(failure).rejects.toThrow(NetworkError);
      await expect(failure).rejects.toThrow('signal "y" belongs to another network.');
    },
  );
});

describe('loops', () => {
  it('an integrator is what a bare loop computes', async () => {
    const net = new Network({ precision: 64 });
    const tau = 0.1;
    const u = net.input('u', 1);
    const x = u.pipe(scale(tau), lowpass(tau)).named('x');
    x.into(x);
    const random = seededRandom(5);
    const input = Array.from({ length: 200 }, () => random.normal());
    const keep = Math.exp(-net.dt / tau);
    const take = -Math.expm1(-net.dt / tau);
    let state = 0;
    const expected = input.map((value) => {
      const now = state;
      state = keep * state + take * (0 + tau * value + now);
      return now;
    });
    // Connection order: the scaled input first, then the loop.
    const { x: out } = await play(net, [chunkOf('u', input)], { probes: { x } });
    expect(out).toEqual(expected);
  });

  it('a loop of several operators and two delays', async () => {
    const net = new Network({ precision: 64 });
    const a = net.input('u', 1).pipe(sum());
    const b = a.pipe(delay(2), scale(0.5));
    b.into(a);
    const { a: out } = await play(net, [chunkOf('u', [1, 0, 0, 0, 0, 0])], { probes: { a } });
    expect(out).toEqual([1, 0, 0.5, 0, 0.25, 0]);
  });

  it('two loops through each other', async () => {
    const net = new Network({ precision: 64 });
    const u = net.input('u', 1);
    const a = u.pipe(delay(1));
    const b = a.pipe(delay(1));
    b.into(a);
    a.into(b);
    const played = await play(net, [chunkOf('u', [1, 0, 0, 0, 0])], { probes: { a, b } });
    const expected = { a: [0], b: [0] };
    for (let t = 0; t < 4; t++) {
      const [was, other] = [expected.a[t]!, expected.b[t]!];
      expected.a.push((t === 0 ? 1 : 0) + other);
      expected.b.push(was + was);
    }
    expect(played).toEqual(expected);
  });
});

describe('what arrives at one place adds in the order of the connections', () => {
  const numbers = fc.array(fc.double({ min: -1e18, max: 1e18, noNaN: true }), {
    minLength: 2,
    maxLength: 8,
  });

  it.each([32, 64] as const)('at %i bits', async (precision) => {
    await fc.assert(
      fc.asyncProperty(numbers, async (values) => {
        const net = new Network({ precision });
        const meet = net.add(sum(), 1);
        for (const value of values) net.constant([value]).into(meet);
        const round = precision === 32 ? Math.fround : (v: number) => v;
        const expected = values.reduce((total, value) => round(total + round(value)), 0);
        const { meet: out } = await play(net, [{ t: 0, steps: 1, data: {} }], { probes: { meet } });
        expect(out).toEqual([expected]);
      }),
      { numRuns: 100 },
    );
  });
});
