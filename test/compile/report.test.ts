import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.js';
import { Network } from '../../src/network/network.js';
import type { Signal } from '../../src/network/signal.js';
import { bias } from '../../src/operators/bias.js';
import { concat } from '../../src/operators/concat.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { relu } from '../../src/operators/relu.js';
import { scale } from '../../src/operators/scale.js';
import { sum } from '../../src/operators/sum.js';

/** x -> host population -> chip population `a` -> readout `y` on the host. */
function chain() {
  const net = new Network();
  const x = net.input('x', 1);
  const host = x.pipe(dense([[1]]), lif({ onChip: false })).named('host');
  const a = host.pipe(dense([[1]]), lif()).named('a');
  const y = a.pipe(dense([[1]]), lowpass(0.01), sum()).named('y');
  return { net, x, host, a, y };
}

type Chain = ReturnType<typeof chain>;

describe('a network is precomputable if what feeds the chip does not depend on it', () => {
  it.each<[string, (c: Chain) => void]>([
    ['a chain from host to chip to host', () => {}],
    ['an output of its own on the host', ({ x }) => x.pipe(scale(2), relu())],
    ['several populations on chip, also in a loop', ({ a }) => void a.pipe(lif()).into(a)],
    ['a branch that only becomes synapses', ({ host, a }) => void host.pipe(dense([[1]])).into(a)],
    [
      'a constant that feeds the host population',
      ({ net, host }) => void net.constant([1]).into(host),
    ],
    [
      'a sum that leads on to the chip and becomes synapses',
      ({ y }) => void y.pipe(bias(1), lif()),
    ],
    [
      'a concatenation passed between populations on chip',
      ({ a, host }) => void a.pipe(concat(host), lif()),
    ],
  ])('true: %s', (_, extend) => {
    const c = chain();
    extend(c);
    expect(compile(c.net, { probes: { y: c.y } }).precomputable).toBe(true);
  });

  it.each<[string, (c: Chain) => void]>([
    ['the chip leads back to the host population', ({ a, host }) => void a.into(host)],
    ['the way back is filtered', ({ a, host }) => void a.pipe(lowpass(0.1)).into(host)],
    ['the input also goes into the output', ({ x, y }) => void x.into(y)],
    ['the host population also goes into the output', ({ host, y }) => void host.into(y)],
    [
      'a constant feeds the host population and the output',
      ({ net, host, y }) => void net.constant([1]).into(host).into(y),
    ],
    [
      'a value derived from the chip feeds another population on it',
      ({ y }) => void y.pipe(relu(), lif()),
    ],
  ])('false: %s', (_, extend) => {
    const c = chain();
    extend(c);
    expect(compile(c.net, { probes: { y: c.y } }).precomputable).toBe(false);
  });
});

describe('the report', () => {
  it('lists every crossing with its direction and the timestep it costs', () => {
    const { net, a, y } = chain();
    const b = a.pipe(lif()).named('b');
    b.into(a);
    net.input('events', 1, { kind: 'spikes' }).into(b);
    const { report } = compile(net, { probes: { y } });
    const crossing = (from: string, to: string, direction: string) => ({
      from,
      to,
      direction,
      steps: 1,
    });
    expect(report.crossings).toEqual([
      crossing('host', 'a', 'to chip'),
      crossing('b', 'a', 'on chip'),
      crossing('a', 'b', 'on chip'),
      crossing('events', 'b', 'to chip'),
      crossing('a', 'host', 'to host'),
    ]);
  });

  it('counts a population that is only probed on chip as not crossing', () => {
    const { net, a } = chain();
    const { report } = compile(net, { probes: { a } });
    expect(report.crossings.map((c) => c.direction)).toEqual(['to chip']);
  });

  it('says which cores a population takes and how full they are', () => {
    const net = new Network();
    net
      .input('x', 10)
      .pipe(lif({ blockShape: { shape: [4] } }))
      .named('cut')
      .pipe(lif())
      .named('whole');
    const { report, populations } = compile(net);
    expect(report.cores).toBe(4);
    expect(report.blocks.map((b) => [b.population, b.use.compartments.used])).toEqual([
      ['cut', 4],
      ['cut', 4],
      ['cut', 2],
      ['whole', 10],
    ]);
    expect(populations.map((p) => p.blocks)).toEqual([[0, 1, 2], [3]]);
  });
});

describe('a program is a snapshot', () => {
  it('what is declared later is not in it', () => {
    const { net, a, y } = chain();
    const before = compile(net, { probes: { y } });
    a.pipe(lif());
    net.input('late', 1).into(a);
    expect(before.populations).toHaveLength(1);
    expect(before.inputs.map((i) => i.name)).toEqual(['x']);
    expect(compile(net, { probes: { y } }).populations).toHaveLength(2);
  });

  it('an input that nothing uses has no node', () => {
    const { net, y } = chain();
    net.input('spare', 2);
    const find = (s: Signal) =>
      compile(net, { probes: { y } }).inputs.find((i) => i.name === s.name);
    expect(find(net.get('spare'))!.node).toBeNull();
    expect(find(net.get('x'))!.node).not.toBeNull();
  });
});
