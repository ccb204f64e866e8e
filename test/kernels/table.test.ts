import { expect, it } from 'vitest';
import { definitionOf, kernelDefinitions } from '../../src/kernels/table.js';

it('finds every kind under its own name', () => {
  for (const [kind, definition] of kernelDefinitions) {
    expect(definition.kind).toBe(kind);
    expect(definitionOf(kind)).toBe(definition);
  }
});

it('names the kinds there are when it is asked for another', () => {
  expect(() => definitionOf('convolve')).toThrow(
    /^"convolve" is no kind of operator\. There are: dense, sparse, conv2d, .*, argmax, fn/,
  );
});

it.each([
  [
    'linear',
    [
      'dense',
      'sparse',
      'conv2d',
      'conv1d',
      'conv3d',
      'conv2dTranspose',
      'flatten',
      'slice',
      'scale',
      'averagePool',
    ],
  ],
  ['affine', ['bias']],
  ['sum', ['sum', 'concat']],
  ['filter', ['lowpass', 'alpha', 'linearFilter', 'triangle']],
  ['neurons', ['relu', 'leakyRelu', 'spikingRelu', 'lif', 'loihiLif', 'loihiSpikingRelu']],
  ['neurons', ['lifRate', 'sigmoid', 'tanh', 'adaptiveLif', 'adaptiveLifRate', 'izhikevich']],
  ['neurons', ['regularSpiking', 'stochasticSpiking', 'poissonSpiking']],
  ['other', ['delay', 'maxPool', 'argmax', 'fn']],
] as const)('knows the %s kinds', (role, kinds) => {
  expect(kinds.map((kind) => definitionOf(kind).role)).toEqual(kinds.map(() => role));
});
