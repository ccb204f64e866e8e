import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.js';
import { definitionOf } from '../../src/kernels/table.js';
import { convFanout, denseFanout, type Sliding } from '../../src/metrics/fanout.js';
import { channelWeights } from '../../src/metrics/layer-fanout.js';
import { layerMetrics } from '../../src/metrics/layer-metrics.js';
import { networkMetrics, nodeFanout } from '../../src/metrics/network-metrics.js';
import { recurrentCounter } from '../../src/metrics/recurrent-counter.js';
import { synapticCounter } from '../../src/metrics/synaptic-counter.js';
import { Network } from '../../src/network/network.js';
import { conv1d } from '../../src/operators/conv1d.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { dense } from '../../src/operators/dense.js';
import { depthwiseConv2d } from '../../src/operators/depthwise-conv2d.js';
import type { Operator } from '../../src/operators/operator.js';
import { sparse } from '../../src/operators/sparse.js';
import { denseLayer, layerChain } from '../convert/models.js';
import { matrixOf } from '../support/brute-force.js';

/** Weights of which some are zero, none negative: nothing cancels. */
function someZero(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => (random.uniform() < 0.3 ? 0 : 1 + random.uniform()));
}

/** What an operator does to a signal of this shape, and its fanout. */
function declared(shape: number[], operator: Operator) {
  const network = new Network();
  const signal = network.input('x', shape).pipe(operator);
  const node = network.node(signal.id);
  const kernel = definitionOf(node.kind).make(node.params, { dt: 0.001, inputShape: shape });
  const output = new Float64Array(signal.size);
  const size = shape.reduce((a, b) => a * b, 1);
  const rows = matrixOf(size, (x) => {
    if (kernel.causal) throw new Error('the operator is late');
    kernel.step(Float64Array.from(x), output);
    return output.slice();
  });
  const columns = Array.from({ length: size }, (_, i) => rows.filter((row) => row[i] !== 0).length);
  return { network, fanout: nodeFanout(node)!, rows, columns };
}

const random = fc.record({
  rows: fc.integer({ min: 3, max: 6 }),
  columns: fc.integer({ min: 3, max: 6 }),
  channels: fc.constantFrom(1, 2, 4),
  filters: fc.constantFrom(2, 4),
  groups: fc.constantFrom(1, 2),
  taps: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  padding: fc.constantFrom('same' as const, 'valid' as const),
  channelsLast: fc.boolean(),
  seed: fc.nat(1e6),
});

describe('the weights that an input meets', () => {
  it('in convolutions, with groups, both channel orders, strides and padding', () => {
    const runs = fc.property(random, ({ rows, columns, channels, filters, seed, ...rest }) => {
      const { taps, strides, padding, channelsLast } = rest;
      const groups = channels === 1 ? 1 : rest.groups;
      const kernelShape = [...taps, channels / groups, filters];
      const data = someZero(
        kernelShape.reduce((a, b) => a * b, 1),
        seed,
      );
      const shape = channelsLast ? [rows, columns, channels] : [channels, rows, columns];
      const options = { strides, padding, channelsLast, groups };
      const operator = conv2d({ shape: kernelShape, data }, options);
      const { fanout, columns: met, rows: matrix } = declared(shape, operator);
      expect(Array.from(fanout.nonZero)).toEqual(met);
      expect(fanout.outputs).toBe(matrix.length);
      const full = conv2d({ shape: kernelShape, data: data.map(() => 1) }, options);
      const all = declared(shape, full).columns.reduce((a, b) => a + b, 0);
      expect(fanout.connections).toBe(all);
      const perOutput = (taps[0] * taps[1] * channels) / groups;
      expect(fanout.macs).toBe(fanout.outputs * perOutput);
      if (padding === 'valid') expect(fanout.connections).toBe(fanout.macs);
    });
    fc.assert(runs, { numRuns: 200 });
  });

  it('in rows, depthwise convolutions, matrices and lists of weights', () => {
    const row = someZero(3 * 2 * 4, 1);
    const alone = someZero(3 * 3 * 2 * 2, 2);
    const operators: [number[], Operator][] = [
      [[7, 2], conv1d({ shape: [3, 2, 4], data: row }, { strides: 2, padding: 'same' })],
      [[5, 4, 2], depthwiseConv2d({ shape: [3, 3, 2, 2], data: alone }, { padding: 'same' })],
      [[6], dense({ shape: [4, 6], data: someZero(24, 3) })],
      [[3], sparse({ shape: [2, 3], rows: [0, 1, 1], columns: [2, 0, 2], values: [1, 2, 3] })],
    ];
    for (const [shape, operator] of operators) {
      const { fanout, columns } = declared(shape, operator);
      expect(Array.from(fanout.nonZero)).toEqual(columns);
      expect(fanout.connections).toBeGreaterThanOrEqual(columns.reduce((a, b) => a + b, 0));
    }
  });

  it('in transposed convolutions: what the other direction reads', () => {
    const kernel = someZero(3 * 2 * 3 * 2, 5);
    const forward: Sliding = {
      space: [7, 6],
      taps: [3, 2],
      strides: [2, 2],
      dilation: [1, 1],
      padding: 'valid',
      transposed: false,
    };
    // (taps, filters = 3, channels = 2) backwards is (taps, channels = 3, filters = 2) forwards.
    const shape = [3, 2, 3, 2];
    const there = convFanout(forward, channelWeights({ shape, data: kernel }, 3, 'all'), true);
    const back = convFanout(
      { ...forward, space: [3, 3], transposed: true },
      channelWeights({ shape, data: kernel }, 2, 'transposed'),
      true,
    );
    expect(back.outputs).toBe(there.inputs);
    expect(back.inputs).toBe(there.outputs);
    expect(back.connections).toBe(there.connections);
    const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
    expect(sum(back.nonZero)).toBe(sum(there.nonZero));
  });

  it('with causal padding and dilation meets what lies before', () => {
    const sliding: Sliding = {
      space: [5],
      taps: [2],
      strides: [1],
      dilation: [2],
      padding: 'causal',
      transposed: false,
    };
    const weights = channelWeights({ shape: [2, 1, 1], data: [1, 1] }, 1, 'all');
    // Output p reads p - 2 and p: the last two inputs have no output two places on.
    expect(Array.from(convFanout(sliding, weights, true).nonZero)).toEqual([2, 2, 2, 1, 1]);
  });
});

describe('counting operations', () => {
  const weights = someZero(20, 7);
  const layer = denseFanout(weights, 4, 5, true);
  const value = fc.constantFrom(0, 0, 1, -1, 0.5, 3);

  it('is what the layer gives on ones and zeros, however the stream is cut', () => {
    const rows = fc.array(fc.tuple(value, value, value, value), { minLength: 1, maxLength: 12 });
    const runs = fc.property(rows, fc.nat(12), (stream, cut) => {
      const counter = synapticCounter(layer);
      counter.add(stream.slice(0, cut).flat());
      counter.add(stream.slice(cut).flat());
      let effective = 0;
      for (const x of stream) {
        for (let k = 0; k < 20; k++) {
          effective += Number(weights[k] !== 0 && x[Math.floor(k / 5)] !== 0);
        }
      }
      const unit = stream.flat().every((v) => Math.abs(v) === 1 || v === 0);
      expect(counter.counts()).toEqual({
        kind: unit ? 'AC' : 'MAC',
        effective,
        dense: 20 * stream.length,
        applications: stream.length,
      });
    });
    fc.assert(runs);
  });

  it('refuses half a row', () => {
    expect(() => synapticCounter(layer).add([1, 2, 3])).toThrow(
      'counter: got 3 values, expected whole rows of 4.',
    );
  });

  it('of gates: products with a factor of zero do not count', () => {
    const cell = { inputs: 2, units: 1, kernel: [1, 1, 1, 1, 0, 0, 0, 0], recurrent: [1, 1, 1, 1] };
    const count = (x: number[], h: number, c: number): number => {
      const counter = recurrentCounter({ kind: 'lstm', ...cell });
      counter.add(x, [h], [c]);
      return counter.counts().effective;
    };
    expect(count([0, 1], 0, 1)).toBe(0); // the second input has weights of zero only
    expect(count([1, 0], 0, 0)).toBe(4 + 2); // i g and o tanh(c)
    expect(count([1, 0], 1, 1)).toBe(8 + 3);
  });
});

describe('static metrics', () => {
  it('counts zeros of weights, not of biases, to four decimals', () => {
    const spec = denseLayer(3, 2, 1);
    spec.weights!.kernel!.data.set([0, 1, 1, 1, 1, 1]);
    spec.weights!.bias!.data.fill(0);
    expect(layerMetrics(layerChain([3], [spec])).connectionSparsity).toBe(0.1667);
  });

  it('says which layers it cannot unroll, and what is behind them', () => {
    const odd = { kind: 'Odd', weights: { kernel: denseLayer(3, 3, 1).weights!.kernel! } };
    const metrics = layerMetrics(layerChain([3], [denseLayer(3, 3, 1), odd, denseLayer(3, 2, 2)]));
    expect(metrics).toMatchObject({ synapses: 9, uncounted: ['odd2', 'dense3'], parameters: 29 });
  });

  it('of a network are those of its operators', () => {
    const network = new Network();
    network
      .input('x', [6, 6, 1])
      .pipe(
        conv2d({ shape: [3, 3, 1, 2], data: someZero(18, 3) }),
        dense({ shape: [5, 32], data: new Float32Array(160) }, new Float32Array(5)),
      );
    expect(networkMetrics(network)).toMatchObject({
      parameters: 18 + 160 + 5,
      footprint: 4 * (18 + 160 + 5),
      synapses: 16 * 9 * 2 + 160,
      uncounted: [],
    });
  });
});
