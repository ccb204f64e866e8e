import type { Observable } from 'rxjs';
import { expect, it } from 'vitest';
import type { Vector } from '../../src/core/vector.js';
import { Network } from '../../src/network/network.js';
import type { Signal } from '../../src/network/signal.js';
import { concat } from '../../src/operators/concat.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { marbles } from '../support/marbles.js';

it('puts the emissions of its sources behind one another, n-th to n-th', () => {
  marbles(({ vectors, expectVectors, expectSubscriptions }) => {
    const left = vectors('  a-b---c|', { a: [1], b: [2], c: [3] });
    const right = vectors(' --a-b-c|', { a: [10, 11], b: [20, 21], c: [30, 31] });
    expectVectors(left.pipe(concat(right)), '--A-B-C|', {
      A: [1, 10, 11],
      B: [2, 20, 21],
      C: [3, 30, 31],
    });
    expectSubscriptions(left, '  ^------!');
    expectSubscriptions(right, ' ^------!');
  });
});

it('keeps a lent vector that waits for its partner', () => {
  marbles(({ vectors, expectVectors }) => {
    const early = vectors('ab--|', { a: [1], b: [2] }).pipe(lowpass(0));
    const late = vectors(' --ab|', { a: [10], b: [20] });
    expectVectors(early.pipe(concat(late)), '--AB|', { A: [0, 10], B: [1, 20] });
  });
});

it('fails with any of its sources and lets go of the others', () => {
  marbles(({ spikes, expectVectors, expectSubscriptions }) => {
    const left = spikes(' -1-1-|');
    const right = spikes('-1-#');
    expectVectors(left.pipe(concat(right)), '-A-#', { A: [1, 1] });
    expectSubscriptions(left, ' ^--!');
    expectSubscriptions(right, '^--!');
  });
});

it('completes with an empty source, waits for a silent one', () => {
  marbles(({ spikes, expectVectors }) => {
    expectVectors(spikes('-|').pipe(concat(spikes('-1-|'))), '-|');
    expectVectors(spikes('---').pipe(concat(spikes('-1-|'))), '----');
  });
});

it('lets go of all sources when it is unsubscribed', () => {
  marbles(({ spikes, expectVectors, expectSubscriptions }) => {
    const left = spikes(' -1-1-|');
    const right = spikes('-1-1-|');
    expectVectors(left.pipe(concat(right)), '-A', { A: [1, 1] }, undefined, '--!');
    expectSubscriptions(left, ' ^-!');
    expectSubscriptions(right, '^-!');
  });
});

it('declares one signal that takes each part at its offset', () => {
  const net = new Network();
  const [a, b, c] = [net.input('a', 2), net.input('b', [2, 2]), net.input('c', 1)];
  const all = a.pipe(concat(b, c));
  const node = net.node(all.id);
  expect(node).toMatchObject({ kind: 'concat', inputShape: [7], shape: [7] });
  expect(node.inputs.map(({ from, offset }) => [from, offset])).toEqual([
    [a.id, 0],
    [b.id, 2],
    [c.id, 6],
  ]);
});

it('refuses to mix signals with Observables', () => {
  marbles(({ spikes }) => {
    const signal = new Network().input('x', 1);
    const joined = concat(signal) as unknown as (source: Observable<Vector>) => Signal;
    expect(() => joined(spikes('-1|'))).toThrow(/^concat: signals and Observables do not mix/);
  });
});

it('refuses signals of two networks', () => {
  const x = new Network().input('x', 1);
  const y = new Network().input('y', 1);
  expect(() => x.pipe(concat(y))).toThrow(/belongs to another network/);
});
