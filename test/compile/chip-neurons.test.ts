import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.js';
import { Network } from '../../src/network/network.js';
import { adaptiveLif } from '../../src/operators/adaptive-lif.js';
import { adaptiveLifRate } from '../../src/operators/adaptive-lif-rate.js';
import { bias } from '../../src/operators/bias.js';
import { fn } from '../../src/operators/fn.js';
import { izhikevich } from '../../src/operators/izhikevich.js';
import { lif } from '../../src/operators/lif.js';
import { lifRate } from '../../src/operators/lif-rate.js';
import { linearFilter } from '../../src/operators/linear-filter.js';
import type { Operator } from '../../src/operators/operator.js';
import { poissonSpiking } from '../../src/operators/poisson-spiking.js';
import { regularSpiking } from '../../src/operators/regular-spiking.js';
import { relu } from '../../src/operators/relu.js';
import { sigmoid } from '../../src/operators/sigmoid.js';
import { spikingRelu } from '../../src/operators/spiking-relu.js';
import { tanh } from '../../src/operators/tanh.js';

const populations = (...ops: readonly Operator[]) => {
  const net = new Network();
  const x = net.input('x', 2);
  x.pipe(lif()).named('anchor');
  for (const [i, op] of ops.entries()) x.pipe(op).named(`p${i}`);
  return compile(net);
};

describe('regular spiking on chip', () => {
  const options = { gain: [2, 3], bias: [1.5, 1], amplitude: 0.5 };

  it.each([
    {
      name: 'relu',
      regular: regularSpiking(relu(), options),
      same: spikingRelu(options),
    },
    {
      name: 'lifRate',
      regular: regularSpiking(lifRate({ tauRc: 0.03, tauRef: 0.003 }), options),
      same: lif({ ...options, tauRc: 0.03, tauRef: 0.003 }),
    },
  ])('is the same block as the spiking type ($name)', ({ regular, same }) => {
    const { chip } = populations(regular, same);
    const [, one, other] = chip.blocks;
    expect(one!.compartments).toEqual(other!.compartments);
    expect(one!.synapses).toEqual(other!.synapses);
  });
});

describe('what the chip cannot play is refused with what would do', () => {
  it.each([
    [
      'adaptiveLif',
      adaptiveLif(),
      'The chip has no adaptation. Use lif, or declare it with onChip: false.',
    ],
    ['izhikevich', izhikevich(), 'Use lif or spikingRelu'],
    ['poissonSpiking', poissonSpiking(relu()), 'or declare it with onChip: false.'],
    ['regularSpiking', regularSpiking(tanh()), 'Its base must be lifRate or relu of amplitude 1.'],
    ['regularSpiking', regularSpiking(relu({ amplitude: 2 })), 'Its base must be'],
    ['sigmoid', sigmoid({ onChip: true }), 'the chip cannot run sigmoid neurons'],
  ])('%s', (_, op, message) => {
    expect(() => populations(op)).toThrow(message);
  });

  it('and runs on the host when told to; rates always do', () => {
    const offChip = { onChip: false };
    const { populations: found } = populations(
      adaptiveLif(offChip),
      izhikevich(offChip),
      poissonSpiking(relu(), offChip),
      regularSpiking(relu(), offChip),
      lifRate(),
      adaptiveLifRate(),
      sigmoid(),
      tanh(),
    );
    expect(found.map(({ name }) => name)).toEqual(['anchor']);
  });

  it('filters that are no lowpass stay off the way to the chip', () => {
    const net = new Network();
    const a = net.input('x', 1).pipe(lif()).named('a');
    a.pipe(linearFilter([1], [0.01, 1]), lif());
    expect(() => compile(net)).toThrow('Use lowpass(tau).');
  });

  it('also where only a constant passes them', () => {
    const net = new Network();
    const a = net.add(lif(), 1, 'a');
    net
      .add(bias(2), 1, 'two')
      .pipe(linearFilter([3], [0.01, 1]))
      .named('times 3')
      .into(a);
    expect(() => compile(net)).toThrow('"times 3": the chip cannot play a linearFilter');
  });
});

describe('functions', () => {
  it('stay on the host between populations on chip', () => {
    const net = new Network();
    const a = net.input('x', 1).pipe(lif()).named('a');
    a.pipe(fn('identity'), lif()).named('b');
    const { host, ports } = compile(net);
    expect(host.nodes.map(({ kind }) => kind)).toContain('fn');
    expect(ports).toHaveLength(2);
  });

  it('of the user are not saved; named ones are', () => {
    const net = new Network();
    const x = net.input('x', 1);
    x.pipe(fn('square')).named('y');
    expect(Network.from(JSON.parse(JSON.stringify(net))).get('y').size).toBe(1);
    x.pipe(fn(([v]) => [v! + 1])).named('z');
    const message = '"z": fn has a function of your own, which cannot be saved.';
    expect(() => JSON.stringify(net)).toThrow(message);
  });
});
