import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.js';
import { Network } from '../../src/network/network.js';
import { concat } from '../../src/operators/concat.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { scale } from '../../src/operators/scale.js';
import { slice } from '../../src/operators/slice.js';
import { sum } from '../../src/operators/sum.js';
import { expectClose, wholeChip } from '../support/whole-chip.js';

const random = seededRandom(3);
const numbers = (n: number) => Float64Array.from({ length: n }, () => random.normal());
const rows = (n: number, m: number) => Array.from({ length: n }, () => numbers(m));
const product = (a: ArrayLike<number>[], b: ArrayLike<number>[]) =>
  a.map((row) =>
    Array.from(b[0]!, (_, j) => Array.from(row).reduce((s, v, k) => s + v * b[k]![j]!, 0)),
  );

/** Two populations on chip, what is between them left open. */
function pair(size: number | readonly number[]) {
  const net = new Network();
  const a = net.add(lif(), size, 'a');
  return { net, a };
}

describe('a link between two populations on chip is the product of its operators', () => {
  it('nothing in between is the identity', () => {
    const { net, a } = pair(3);
    a.pipe(lif()).named('b');
    expectClose(wholeChip(net).weights('a', 'b'), [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  it('matrices multiply, scales stretch, the gain of the target counts', () => {
    const { net, a } = pair(4);
    const [first, second] = [rows(3, 4), rows(2, 3)];
    a.pipe(dense(first), scale([1, 2, 3]), dense(second), scale(0.5), lif({ gain: [1, 10] })).named(
      'b',
    );
    const stretched = first.map((row, i) => row.map((v) => v * (i + 1)));
    const expected = product(second, stretched).map((row, i) =>
      row.map((v) => v * 0.5 * [1, 10][i]!),
    );
    expectClose(wholeChip(net).weights('a', 'b'), expected);
  });

  it('the amplitude of the source counts', () => {
    const net = new Network();
    net
      .add(lif({ amplitude: 0.25 }), 2, 'a')
      .pipe(dense([[4, 8]]), lif())
      .named('b');
    expectClose(wholeChip(net).weights('a', 'b'), [[1, 2]]);
  });

  it('a slice leaves the other neurons without axons', () => {
    const { net, a } = pair(4);
    const w = rows(2, 2);
    a.pipe(slice([3, 1]), dense(w), lif()).named('b');
    const { weights, model } = wholeChip(net);
    expectClose(
      weights('a', 'b'),
      w.map(([x, y]) => [0, y!, 0, x!]),
    );
    expect(Array.from(model.blocks[0]!.axons[0]!.compartmentMap!)).toEqual([-1, 1, -1, 0]);
  });

  it('a slice of a slice chooses among the chosen', () => {
    const { net, a } = pair(5);
    a.pipe(slice([4, 2, 0]), slice([2, 0]), lif()).named('b');
    expectClose(wholeChip(net).weights('a', 'b'), [
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 1],
    ]);
  });

  it('a slice that takes a neuron twice adds up', () => {
    const { net, a } = pair(2);
    a.pipe(slice([1, 1, 0]), dense([[1, 2, 4]]), lif()).named('b');
    expectClose(wholeChip(net).weights('a', 'b'), [[4, 3]]);
  });
});

describe('sums and concatenations between populations on chip', () => {
  it('a chain of sums is passed', () => {
    const { net, a } = pair(2);
    const [w1, w2] = [rows(3, 2), rows(2, 3)];
    a.pipe(dense(w1), sum(), scale(2), sum(), dense(w2), lif()).named('b');
    expectClose(
      wholeChip(net).weights('a', 'b'),
      product(w2, w1).map((row) => row.map((v) => 2 * v)),
    );
  });

  it('branches become one link each, in the order of their connections', () => {
    const net = new Network();
    const [a, b] = [net.add(lif(), 2, 'a'), net.add(lif(), 2, 'b')];
    const [wa, wb, wc, wd] = [rows(2, 2), rows(2, 2), rows(1, 2), rows(2, 2)];
    const meet = b.pipe(dense(wb), sum());
    a.pipe(dense(wa)).into(meet);
    meet.pipe(dense(wc), lif()).named('c');
    meet.pipe(dense(wd), lif()).named('d');
    const { plan, weights } = wholeChip(net);
    expectClose(weights('a', 'c'), product(wc, wa));
    expectClose(weights('b', 'c'), product(wc, wb));
    expectClose(weights('a', 'd'), product(wd, wa));
    expectClose(weights('b', 'd'), product(wd, wb));
    const sources = (name: string) =>
      plan.populations.find((p) => p.node.name === name)!.links.map((l) => l.link.source.name);
    expect(sources('c')).toEqual(['b', 'a']);
    expect(plan.transparent.size).toBe(1);
  });

  it('the same population by two ways counts twice', () => {
    const { net, a } = pair(2);
    const [w1, w2] = [rows(2, 2), rows(2, 2)];
    const meet = a.pipe(dense(w1), sum());
    a.pipe(dense(w2)).into(meet);
    meet.pipe(lif()).named('b');
    expectClose(
      wholeChip(net).weights('a', 'b'),
      w1.map((row, i) => Array.from(row, (v, j) => v + w2[i]![j]!)),
    );
  });

  it('a concatenation puts each part at its place', () => {
    const net = new Network();
    const [a, b] = [net.add(lif(), 2, 'a'), net.add(lif(), 3, 'b')];
    const [wa, w] = [rows(2, 2), rows(3, 5)];
    a.pipe(dense(wa), concat(b), dense(w), lif()).named('c');
    const { weights } = wholeChip(net);
    expectClose(
      weights('a', 'c'),
      product(
        w.map((row) => row.slice(0, 2)),
        wa,
      ),
    );
    expectClose(
      weights('b', 'c'),
      w.map((row) => row.slice(2)),
    );
  });

  it('a skip connection goes around a population', () => {
    const { net, a } = pair(2);
    const [w1, w2, w3] = [rows(2, 2), rows(2, 2), rows(1, 2)];
    const b = a.pipe(dense(w1), lif()).named('b');
    const meet = b.pipe(dense(w2), sum());
    a.into(meet);
    meet.pipe(dense(w3), lif()).named('c');
    const { weights } = wholeChip(net);
    expectClose(weights('b', 'c'), product(w3, w2));
    expectClose(weights('a', 'c'), w3);
  });

  it('a sum that only the host feeds stays on the host', () => {
    const net = new Network();
    const x = net.input('x', 1);
    x.pipe(sum(), lif()).named('a');
    const { plan } = wholeChip(net);
    expect(plan.transparent.size).toBe(0);
    expect(plan.populations[0]!.links[0]!.link.source.kind).toBe('sum');
  });

  it('with removePassthrough: false every sum stays on the host', () => {
    const { net, a } = pair(1);
    a.pipe(sum(), lif()).named('b');
    const { plan } = wholeChip(net, { removePassthrough: false });
    expect(plan.transparent.size).toBe(0);
    expect(plan.populations[1]!.links[0]!.crossing).toBe('value');
  });

  it('a loop of sums stays on the host', () => {
    const { net, a } = pair(1);
    const meet = a.pipe(sum());
    meet.pipe(scale(0.5), lowpass(0.01)).into(meet);
    meet.pipe(lif()).named('b');
    const { plan } = wholeChip(net);
    expect(plan.transparent.size).toBe(0);
  });
});

describe('links are built', () => {
  it('in the order in which their connections were declared', () => {
    const net = new Network();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => net.add(lif(), 1, name));
    c!.pipe(scale(3)).into(a!);
    a!.pipe(scale(1)).into(b!);
    b!.pipe(scale(2)).into(a!);
    a!.pipe(scale(4)).into(a!);
    const { plan, model } = wholeChip(net);
    const first = model.blocks[0]!.synapses.map((group) => group.weights[0]!.values[0]! / 1000);
    expect(first).toEqual([3, 2, 4]);
    expect(plan.populations[0]!.links.map((l) => l.link.source.name)).toEqual(['c', 'b', 'a']);
    // The axons of a population are in the order of the connections of the whole network.
    expect(model.blocks[0]!.axons.map((axons) => axons.target.block)).toEqual([1, 0]);
  });
});
