import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Weight } from '../../src/convert/model.js';
import { membraneCounter, neuronOperations } from '../../src/metrics/activity.js';
import type { Fanout } from '../../src/metrics/fanout.js';
import { layerMetrics, unrollModel } from '../../src/metrics/layer-metrics.js';
import { type RecurrentCell, recurrentCounter } from '../../src/metrics/recurrent-counter.js';
import { synapticCounter } from '../../src/metrics/synaptic-counter.js';
import { type LayerSpec, layerChain } from '../convert/models.js';
import { goldenDir, hasGolden, localGoldenDir } from '../support/shared.js';

interface Case {
  readonly net: string;
  readonly mac: number;
  readonly ac: number;
  readonly membraneUpdates: number;
  readonly neuronOpsEffective: number;
  readonly neuronOpsDense: number;
  readonly parameters: number;
  readonly parameterBytes: number;
}
const cases = JSON.parse(
  readFileSync(resolve(localGoldenDir, 'kws/neurobench-metrics.json'), 'utf8'),
) as Case[];
const expected = (begin: string): Case => cases.find(({ net }) => net.startsWith(begin))!;

const ones = (...shape: number[]): Weight => {
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, data: new Float32Array(length).fill(1) };
};
const dense = (inputs: number, units: number, bias = false): LayerSpec => ({
  kind: 'Dense',
  config: { units },
  weights: { kernel: ones(inputs, units), ...(bias ? { bias: ones(units) } : {}) },
});
const conv = (kind: string, kernel: Weight, config: object = {}, bias = 0): LayerSpec => ({
  kind,
  config: { filters: kernel.shape.at(-1), kernel_size: kernel.shape.slice(0, -2), ...config },
  weights: { kernel, ...(bias > 0 ? { bias: ones(bias) } : {}) },
});
const fanouts = (shape: readonly number[], ...specs: LayerSpec[]): Fanout[] =>
  [...unrollModel(layerChain(shape, specs)).values()].flatMap((layer) => layer!.parts);

/** MAC and AC of layers behind one another, when nothing in between is zero or one. */
function operations(layers: readonly Fanout[], input: ArrayLike<number>) {
  const sums = { MAC: 0, AC: 0 };
  for (const [k, layer] of layers.entries()) {
    const counter = synapticCounter(layer);
    counter.add(k === 0 ? input : new Float32Array(layer.inputs).fill(0.6));
    const { kind, effective } = counter.counts();
    sums[kind] += effective;
  }
  return { mac: sums.MAC, ac: sums.AC };
}

/** So many ones, the first `more` of them another number. */
const mixed = (length: number, more: number, value: number) =>
  new Float32Array(length).fill(1).fill(value, 0, more);

describe('operation counts of NeuroBench', () => {
  it.each([
    ['dense 20-25-25', [20, 25, 25]],
    ['dense 20-20-25-25-25', [20, 20, 25, 25, 25]],
  ])('%s', (net, sizes) => {
    const layers = sizes.slice(1).map((units, k) => dense(sizes[k]!, units));
    const { mac, ac = 0 } = expected(net);
    expect(operations(fanouts([20], ...layers), mixed(20, 10, 5))).toEqual({ mac, ac });
  });

  it.each([
    ['conv2d 1->1 k3, 3x3', 3],
    ['conv2d 1->1 k3, 12x12', 12],
  ])('%s', (net, size) => {
    const layers = fanouts([size, size, 1], conv('Conv2D', ones(3, 3, 1, 1)));
    const input = mixed(size * size, 1, 4);
    expect(operations(layers, input)).toEqual({ mac: expected(net).mac, ac: 0 });
  });

  it('conv1d', () => {
    const layers = fanouts([10, 5], conv('Conv1D', ones(5, 5, 1)));
    expect(operations(layers, mixed(50, 1, 4)).mac).toBe(expected('conv1d').mac);
  });

  const spiking = (value: number) => {
    const [samples, steps, neurons] = [5, 10, 5];
    const synapses = synapticCounter(fanouts([20], dense(20, neurons))[0]!);
    const membrane = membraneCounter(neurons);
    for (let sample = 0; sample < samples; sample++) {
      membrane.next();
      let v = 0;
      for (let step = 0; step < steps; step++) {
        synapses.add(new Float32Array(20).fill(value));
        v = 0.9 * v + 20 * value; // no spike: only whether it changes matters
        membrane.add(new Float64Array(neurons).fill(v));
      }
    }
    const counts = membrane.counts();
    const ops = neuronOperations(counts, 'leaky', 'subtract');
    const { kind, effective } = synapses.counts();
    return {
      kind,
      operations: effective / samples,
      membraneUpdates: counts.updates / samples,
      neuronOpsEffective: ops.effective / samples,
      neuronOpsDense: ops.dense / samples,
    };
  };

  it('spiking dense layer on ones', () => {
    const { ac, membraneUpdates, neuronOpsEffective, neuronOpsDense } = expected('spiking dense');
    const golden = { membraneUpdates, neuronOpsEffective, neuronOpsDense };
    expect(spiking(1)).toEqual({ kind: 'AC', operations: ac, ...golden });
  });

  it('spiking dense layer on zeros', () => {
    const { neuronOpsEffective, neuronOpsDense } = expected('same, all-zero');
    expect(spiking(0)).toMatchObject({ operations: 0, neuronOpsEffective, neuronOpsDense });
  });

  it.each([
    ['LSTM', 'lstm', 4],
    ['RNN', 'simple', 1],
    ['GRU', 'gru', 3],
  ] as const)('%s cell', (net, kind, gates) => {
    const [inputs, units, batch] = [25, 5, 2];
    const cell: RecurrentCell = {
      kind,
      inputs,
      units,
      kernel: ones(inputs, gates * units).data,
      recurrent: ones(units, gates * units).data,
    };
    const counter = recurrentCounter(cell);
    const state = new Float32Array(units).fill(1);
    for (let sample = 0; sample < batch; sample++) {
      counter.add(mixed(inputs, sample === 0 ? 1 : 0, 4), state, state);
    }
    const { kind: operation, effective, dense } = counter.counts();
    expect([operation, effective / batch]).toEqual(['MAC', expected(net).mac]);
    expect(dense).toBe(effective);
  });

  it("parameters and bytes, with the neurons' constants as buffers", () => {
    const sizes = [20, 256, 256, 256, 35];
    const layers = sizes.slice(1).map((units, k) => dense(sizes[k]!, units, true));
    const model = layerChain([20], layers);
    const { parameters, parameterBytes } = expected('dense 20-256');
    expect(layerMetrics(model)).toMatchObject({ parameters, footprint: parameterBytes });
    expect(layerMetrics(model, { buffers: 20 }).footprint).toBe(parameterBytes + 4 * 20);
  });
});

describe.skipIf(!hasGolden)('networks that recognize words', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(resolve(goldenDir, 'kws', name), 'utf8')) as unknown;
  interface Stored {
    readonly op: string;
    readonly weightShape: readonly [number, number, number, number];
    readonly stride: readonly number[];
    readonly padding: string;
  }

  /** The pool in front of the last layer has no weights. */
  type Any = Omit<Stored, 'weightShape'> & Partial<Pick<Stored, 'weightShape'>>;

  it('kws01: parameters, bytes and multiply-adds of one pass', () => {
    const { layers, input, macs, parameters, floats } = read('kws01.json') as {
      readonly layers: readonly Any[];
      readonly input: { readonly shape: readonly number[] };
      readonly macs: number;
      readonly parameters: number;
      readonly floats: number;
    };
    const specs = layers.map(({ op, weightShape, stride, padding }): LayerSpec => {
      if (weightShape === undefined) return { kind: 'GlobalAveragePooling2D' };
      const [a, b, c, d] = weightShape;
      const config = { strides: stride, padding };
      if (op === 'conv2d') return conv('Conv2D', ones(b, c, d, a), config, a);
      if (op === 'depthwise') return conv('DepthwiseConv2D', ones(b, c, d, 1), config, d);
      return dense(b, a, true);
    });
    expect(layerMetrics(layerChain(input.shape, specs))).toMatchObject({
      parameters,
      footprint: 4 * floats,
      denseMacs: macs,
      connectionSparsity: 0,
      uncounted: [],
      executionRateHz: null,
    });
  });

  it('sww: multiply-adds of a new frame, when every layer keeps its last inputs', () => {
    const { layers } = read('sww.json') as { readonly layers: readonly Stored[] };
    const each = layers.map(({ op, weightShape }) => {
      const [out, taps, , channels] = weightShape;
      if (op === 'depthwise-time') {
        const spec = conv('DepthwiseConv1D', ones(taps, channels, 1), {}, channels);
        return layerMetrics(layerChain([taps, channels], [spec]));
      }
      const [inputs, units] = op === 'dense' ? [weightShape[1], out] : [channels, out];
      return layerMetrics(layerChain([inputs], [dense(inputs, units, true)]));
    });
    const sum = (key: 'parameters' | 'denseMacs') => each.reduce((a, one) => a + one[key], 0);
    expect([sum('parameters'), sum('denseMacs')]).toEqual([46_883, 46_040]);
  });

  it('aloha: per window', () => {
    const { shapes } = read('aloha.json') as { readonly shapes: readonly number[][] };
    const matrices = shapes.filter(({ length }) => length === 2) as [number, number][];
    const model = layerChain(
      [matrices[0]![0]],
      matrices.map(([inputs, units]) => dense(inputs, units, true)),
    );
    expect(layerMetrics(model, { strideS: 0.01 })).toMatchObject({
      parameters: 173_341,
      denseMacs: 172_800,
      executionRateHz: 100,
    });
  });
});
