import { describe, expect, it } from 'vitest';
import { checkWeightShapes } from '../../../src/convert/keras/weight-shapes.js';
import { functional } from '../../../src/convert/layers/build-model.js';
import * as layers from '../../../src/convert/layers/layers.js';
import type { LayerFunction } from '../../../src/convert/layers/tensor.js';

/** A layer, the shape it takes, the shape it gives, its number of weights. */
const rows: [LayerFunction, number[], number[], number][] = [
  [layers.conv1d({ filters: 4, kernelSize: 3, strides: 2 }), [9, 2], [4, 4], 28],
  [layers.conv1d({ filters: 4, kernelSize: 3, dilationRate: 2 }), [9, 2], [5, 4], 28],
  [layers.conv3d({ filters: 2, kernelSize: 2, useBias: false }), [3, 4, 5, 1], [2, 3, 4, 2], 16],
  [layers.separableConv2D({ filters: 4, kernelSize: 3 }), [5, 5, 3], [3, 3, 4], 43],
  [layers.averagePooling1D(), [7, 2], [3, 2], 0],
  [layers.maxPooling3D(), [4, 4, 4, 1], [2, 2, 2, 1], 0],
  [layers.globalMaxPooling1D({ keepdims: true }), [4, 3], [1, 3], 0],
  [layers.zeroPadding1D({ padding: [1, 3] }), [4, 2], [8, 2], 0],
  [layers.zeroPadding3D(), [1, 1, 1, 1], [3, 3, 3, 1], 0],
  [layers.upSampling1D({ size: 3 }), [2, 5], [6, 5], 0],
];

describe('layers along one and three axes, and separable ones', () => {
  it.each(rows.map((row) => [row[0].definition.kind, ...row] as const))(
    '%s gives its shape and has weights that fit',
    (_, layer, takes, gives, weights) => {
      const x = layers.input(takes);
      const y = layer(x);
      const model = functional({ inputs: x, outputs: y });
      expect(y.shape).toEqual(gives);
      const counts = Object.values(model.layers[1]!.weights).map(({ data }) => data.length);
      expect(counts.reduce((a, n) => a + n, 0)).toBe(weights);
      expect(() => checkWeightShapes(model.layers, 'model')).not.toThrow();
    },
  );
});
