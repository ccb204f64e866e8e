import { existsSync } from 'node:fs';
import { join } from 'node:path';
import h5wasm from 'h5wasm/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawnDigits } from '../../../streams/synthetic/digits.js';
import { dataDir } from '../../support/shared.js';

const modelFile = join(dataDir, 'models', 'mnist-tutorial-loihi.h5');

type Weights = Float32Array;

/** Reads the arrays of the tutorial's network (Keras order) from its file. */
async function readWeights(): Promise<Record<string, Weights>> {
  await h5wasm.ready;
  const file = new h5wasm.File(modelFile, 'r');
  const read = (layer: string, part: string) => {
    const found = file.get(`model_weights/${layer}/${layer}/${part}:0`) as unknown as {
      value: Weights;
    };
    return found.value;
  };
  const weights = {
    toSpikes: read('to-spikes', 'kernel'),
    conv0: read('conv0', 'kernel'),
    conv1: read('conv1', 'kernel'),
    dense0: read('dense0', 'kernel'),
    bias0: read('dense0', 'bias'),
    dense1: read('dense1', 'kernel'),
    bias1: read('dense1', 'bias'),
  };
  file.close();
  return weights;
}

/** Rectified convolution without padding of a square picture, channels last. */
function convolve(x: Float32Array, size: number, kernel: Weights, k: number, stride: number) {
  const inputs = x.length / (size * size);
  const filters = kernel.length / (k * k * inputs);
  const side = Math.floor((size - k) / stride) + 1;
  const y = new Float32Array(side * side * filters);
  for (let at = 0; at < side * side; at++) {
    const row = Math.floor(at / side) * stride;
    const column = (at % side) * stride;
    for (let tap = 0; tap < k * k; tap++) {
      const pixel = (row + Math.floor(tap / k)) * size + column + (tap % k);
      for (let c = 0; c < inputs; c++) {
        const value = x[pixel * inputs + c]!;
        const weight = (tap * inputs + c) * filters;
        for (let f = 0; f < filters; f++) y[at * filters + f]! += value * kernel[weight + f]!;
      }
    }
  }
  return y.map((value) => Math.max(0, value));
}

function dense(x: Float32Array, weights: Weights, bias: Weights): Float32Array {
  const y = Float32Array.from(bias);
  x.forEach((value, i) => {
    for (let j = 0; j < y.length; j++) y[j]! += value * weights[i * y.length + j]!;
  });
  return y;
}

function classify(pixels: Uint8Array, w: Record<string, Weights>): number {
  const spikes = convolve(
    Float32Array.from(pixels, (byte) => byte / 255),
    28,
    w.toSpikes!,
    1,
    1,
  );
  const conv1 = convolve(convolve(spikes, 28, w.conv0!, 3, 2), 13, w.conv1!, 3, 2);
  const hidden = dense(conv1, w.dense0!, w.bias0!).map((value) => Math.max(0, value));
  const logits = dense(hidden, w.dense1!, w.bias1!);
  return logits.indexOf(Math.max(...logits));
}

describe.skipIf(!existsSync(modelFile))('drawnDigits before the trained MNIST network', () => {
  const hits = new Array<number>(10).fill(0);

  beforeAll(async () => {
    const weights = await readWeights();
    for (const { pixels, label } of drawnDigits({ count: 400, seed: 21 })) {
      if (classify(pixels, weights) === label) hits[label]! += 1;
    }
  });

  it('reads at least 97 % of the drawn digits right', () => {
    expect(hits.reduce((sum, n) => sum + n, 0) / 400).toBeGreaterThanOrEqual(0.97);
  });

  it('reads every digit right more often than nine times in ten', () => {
    for (const count of hits) expect(count / 40).toBeGreaterThan(0.9);
  });
});
