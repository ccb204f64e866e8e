import { strictEqual } from 'node:assert/strict';
import { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import { dense } from '../operators/dense.js';
import { loihiLif } from '../operators/loihi-lif.js';
import { lowpass } from '../operators/lowpass.js';
import { sum } from '../operators/sum.js';
import { chunkOf, type DeviceCase, play } from './case.js';

const pulseAt = 4;
const steps = 20;
const pulse = Array.from({ length: steps }, (_, t) => (t === pulseAt ? 1 : 0));

/** Neurons that any spike fires, once within the test. */
const chip = () => loihiLif({ tauRef: 0.05 });
const through = () => dense([[1]]);

/** A value, a host population `h` that fires on it, then `a` and `b` on chip; nothing is filtered. */
function chain() {
  const network = new Network({ precision: 64 });
  const x = network.input('x', 1);
  const h = x.pipe(through(), loihiLif({ gain: 1000, tauRef: 0.05, onChip: false })).named('h');
  const a = h.pipe(through(), chip()).named('a');
  const b = a.pipe(through(), chip()).named('b');
  return { network, h, a, b };
}

type Chain = ReturnType<typeof chain>;

/** What is read, and how many timesteps after the pulse it is first not 0. */
const rows: readonly (readonly [string, number, (chain: Chain) => Signal])[] = [
  ['host to chip', 1, ({ a }) => a],
  ['host to chip behind a filter', 1, ({ h }) => h.pipe(lowpass(0.005), chip())],
  ['host to chip to chip', 2, ({ b }) => b],
  ['chip to chip behind a filter', 2, ({ a }) => a.pipe(lowpass(0.01), chip())],
  ['chip to host', 3, ({ b }) => b.pipe(through())],
  ['chip to host behind a filter', 4, ({ b }) => b.pipe(through(), lowpass(0.01))],
  ['a filtered probe of the chip', 2, ({ b }) => b.pipe(lowpass(0.01))],
  ['a probe of current', 2, ({ b }) => b.state('current')],
  [
    'chip to host to chip',
    4,
    ({ a }) =>
      a.pipe(sum(), lowpass(0.005), loihiLif({ tauRef: 0.05, onChip: false }), through(), chip()),
  ],
  [
    'three populations on chip and back',
    5,
    ({ b }) => b.pipe(through(), chip(), through(), lowpass(0.01), sum()),
  ],
];

/** When a pulse of the host arrives where, counted in timesteps. */
export const delayCases: readonly DeviceCase[] = rows.map(([name, after, read]) => ({
  name: `delays/${name}, ${after} later`,
  async check(make) {
    const declared = chain();
    const probed = { network: declared.network, probes: { out: read(declared) } };
    const { out } = await play(probed, [chunkOf('x', pulse)], make());
    const at = out!.findIndex((value) => value !== 0);
    strictEqual(at === -1 ? 'never' : at - pulseAt, after, `timesteps from pulse to ${name}`);
  },
}));
