import { describe, expect, it } from 'vitest';
import type { LayerModel } from '../../src/convert/model.js';
import { packInto, parameterLayout, withWeights } from '../../src/train/parameters.js';
import { denseLayer, layerChain, weight } from '../convert/models.js';
import { barModel, weightsOf } from './support.js';

const norm = {
  kind: 'BatchNormalization',
  name: 'norm',
  weights: {
    gamma: weight([4], 1),
    beta: weight([4], 2),
    moving_mean: weight([4], 3),
    moving_variance: weight([4], 4),
  },
};

const normed = layerChain([6], [denseLayer(6, 4, 7, { name: 'first' }), norm]);

/** Two applications of one layer. */
function twice(): LayerModel {
  const model = layerChain([4], [denseLayer(4, 4, 1, { name: 'shared' })]);
  const layer = model.layers[1]!;
  const again = { ...layer, name: 'shared@2', inbound: ['shared'] };
  return { ...model, layers: [...model.layers, again], outputs: ['shared@2'] };
}

function packed(model: LayerModel): Float32Array {
  const layout = parameterLayout(model);
  const flat = new Float32Array(layout.total);
  packInto(flat, model, layout);
  return flat;
}

describe('the flat vector of a model', () => {
  it('holds every number once and gives them back', () => {
    for (const model of [barModel(), normed, twice()]) {
      const layout = parameterLayout(model);
      const back = withWeights(model, layout, packed(model));
      expect(weightsOf(back)).toEqual(weightsOf(model));
    }
  });

  it('has what gradients change first, then the statistics of batch normalization', () => {
    const { trained, moving, trainedEnd, movingEnd, total } = parameterLayout(normed);
    expect(trained.map(({ name }) => name)).toEqual([
      'first/kernel',
      'first/bias',
      'norm/gamma',
      'norm/beta',
    ]);
    expect(moving.map(({ name, offset }) => [name, offset])).toEqual([
      ['norm/moving_mean', trainedEnd],
      ['norm/moving_variance', trainedEnd + 4],
    ]);
    expect([movingEnd, total]).toEqual([trainedEnd + 8, trainedEnd + 8]);
  });

  it('keeps frozen layers behind all others, their statistics too', () => {
    const { trained, moving, frozen } = parameterLayout(normed, new Set(['norm']));
    expect(trained.map(({ name }) => name)).toEqual(['first/kernel', 'first/bias']);
    expect(moving).toEqual([]);
    expect(frozen.map(({ name }) => name)).toContain('norm/moving_mean');
  });

  it('has shared weights once, and they stay shared', () => {
    const model = twice();
    const layout = parameterLayout(model);
    expect(layout.total).toBe(20);
    const [, first, second] = withWeights(model, layout, packed(model)).layers;
    expect(second!.weights.kernel!.data).toBe(first!.weights.kernel!.data);
  });
});
