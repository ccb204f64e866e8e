import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { Network } from '../../src/network/network.js';
import type { Signal } from '../../src/network/signal.js';
import { alpha } from '../../src/operators/alpha.js';
import { delay } from '../../src/operators/delay.js';
import { dense } from '../../src/operators/dense.js';
import { loihiLif } from '../../src/operators/loihi-lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { relu } from '../../src/operators/relu.js';
import { sum } from '../../src/operators/sum.js';
import { interpreter } from '../../src/run/device.js';
import { chunkOf, play } from '../support/play.js';

const pulseAt = 4;
const steps = 20;

/** Neurons that spike once for any input, and then not again for the time of the test. */
const host = () => loihiLif({ gain: 1000, tauRef: 0.05, onChip: false });
const chip = () => loihiLif({ tauRef: 0.05 });
/** Spikes have height 1 / dt and need no gain, values do. */
const through = (weight = 1) => dense([[weight]]);

/** node -> host layer -> first chip layer -> second chip layer, nothing filtered. */
function chain() {
  const net = new Network({ precision: 64 });
  const x = net.input('x', 1);
  const h = x.pipe(through(), host()).named('h');
  const a = h.pipe(through(), chip()).named('a');
  const b = a.pipe(through(), chip()).named('b');
  return { net, x, h, a, b };
}

type Chain = ReturnType<typeof chain>;

interface Row {
  readonly name: string;
  readonly read: (c: Chain) => Signal;
  /** First timestep with a value, counted from the pulse. */
  readonly after: number;
}

const rows: Row[] = [
  { name: 'node -> host neurons, no filter', read: ({ h }) => h, after: 0 },
  {
    name: 'node -> host neurons, filter',
    read: ({ x }) => x.pipe(lowpass(0.005), host()),
    after: 1,
  },
  {
    name: 'node -> host neurons, filter of 0 s',
    read: ({ x }) => x.pipe(lowpass(0), host()),
    after: 1,
  },
  { name: 'host neurons -> chip, no filter', read: ({ a }) => a, after: 1 },
  {
    name: 'host neurons -> chip, filter',
    read: ({ h }) => h.pipe(lowpass(0.005), chip()),
    after: 1,
  },
  {
    name: 'host neurons -> chip, filter of 0 s',
    read: ({ h }) => h.pipe(lowpass(0), chip()),
    after: 1,
  },
  { name: 'node -> chip', read: ({ x }) => x.pipe(through(200), chip()), after: 1 },
  {
    name: 'node -> chip, filter on the host',
    read: ({ x }) => x.pipe(lowpass(0), through(200), chip()),
    after: 2,
  },
  { name: 'chip -> chip, no filter', read: ({ b }) => b, after: 2 },
  { name: 'chip -> chip, filter', read: ({ a }) => a.pipe(lowpass(0.01), chip()), after: 2 },
  {
    name: 'chip -> sum -> chip does not leave the chip',
    read: ({ a }) => a.pipe(through(), sum(), through(), chip()),
    after: 2,
  },
  { name: 'current of a chip population', read: ({ b }) => b.state('current'), after: 2 },
  {
    name: 'spikes of a chip population, filtered',
    read: ({ b }) => b.pipe(lowpass(0.01)),
    after: 2,
  },
  { name: 'chip -> host', read: ({ b }) => b.pipe(through()), after: 3 },
  { name: 'chip -> host, filter', read: ({ b }) => b.pipe(through(), lowpass(0.01)), after: 4 },
  { name: 'chip -> host, filter of 0 s', read: ({ b }) => b.pipe(through(), lowpass(0)), after: 4 },
  { name: 'chip -> host, alpha', read: ({ b }) => b.pipe(through(), alpha(0.01)), after: 4 },
  { name: 'chip -> host, delay of 3', read: ({ b }) => b.pipe(through(), delay(3)), after: 6 },
  { name: 'host values behind a filter', read: ({ x }) => x.pipe(lowpass(0.01)), after: 1 },
  {
    name: 'chip -> host node -> host neurons -> chip, no filter',
    read: ({ a }) => a.pipe(relu(), host(), chip()),
    after: 3,
  },
  {
    name: 'chip -> host neurons -> chip, filters on both ways',
    read: ({ a }) => a.pipe(sum(), lowpass(0.005), host(), lowpass(0.005), chip()),
    after: 4,
  },
  {
    name: 'three layers on chip, output node behind a filter',
    read: ({ b }) => b.pipe(through(), chip(), through(), lowpass(0.01), sum()),
    after: 5,
  },
];

const places = [
  { place: 'the placed interpreter', on: () => interpreter({ placed: true }) },
  { place: 'the emulator', on: () => emulator() },
];

const pulse = chunkOf(
  'x',
  Array.from({ length: steps }, (_, t) => (t === pulseAt ? 1 : 0)),
);

describe.each(places)('a pulse on $place arrives', ({ on }) => {
  it.each(rows)('$after steps later: $name', async ({ read, after }) => {
    const c = chain();
    const { out } = await play(c.net, [pulse], { probes: { out: read(c) }, on: on() });
    expect(out!.findIndex((value) => value !== 0) - pulseAt).toBe(after);
  });

  it('in a loop on chip one step later each time', async () => {
    const net = new Network({ precision: 64 });
    const fast = () => loihiLif({ tauRef: 0 });
    const [a, b] = [net.add(fast(), 1, 'a'), net.add(fast(), 1, 'b')];
    net.input('x', 1).pipe(host(), through()).into(a);
    a.pipe(through()).into(b);
    b.pipe(through()).into(a);
    const played = await play(net, [pulse], { probes: { a, b }, on: on() });
    const when = (name: 'a' | 'b') =>
      played[name]!.flatMap((value, t) => (value === 0 ? [] : [t - pulseAt])).slice(0, 3);
    expect(when('a')).toEqual([1, 3, 5]);
    expect(when('b')).toEqual([2, 4, 6]);
  });
});

describe('a pulse in the plain interpreter', () => {
  it('passes populations in the same step, filters a step late', async () => {
    const { net, x, h, a, b } = chain();
    const probes = { h, a, b, late: b.pipe(lowpass(0.01)), later: x.pipe(lowpass(0), lowpass(0)) };
    const played = await play(net, [pulse], { probes });
    const first = Object.entries(played).map(([name, values]) => [
      name,
      values.findIndex((value) => value !== 0) - pulseAt,
    ]);
    expect(Object.fromEntries(first)).toEqual({ h: 0, a: 0, b: 0, late: 1, later: 2 });
  });
});
