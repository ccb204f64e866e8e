import type { ForwardContext } from './forward/context.js';
import type { Parameter, ParameterLayout } from './parameters.js';
import * as tf from './tf.js';

/** The arrays of a model by their place in its layout; the owner's to dispose, unless a tidy does. */
export type WeightTensors = Map<Parameter, tf.Tensor>;

/** All numbers of a flat vector as tensors. Copies: some backends keep the array they are given. */
export function weightTensors(layout: ParameterLayout, weights: Float32Array): WeightTensors {
  const all = [...layout.trained, ...layout.moving, ...layout.frozen];
  return new Map(
    all.map((parameter) => {
      const { offset, size, shape } = parameter;
      return [parameter, tf.tensor(weights.slice(offset, offset + size), [...shape])];
    }),
  );
}

/** A pass that only looks: nothing is dropped, and no statistics move. */
export function lookingContext(
  layout: ParameterLayout,
  tensors: WeightTensors,
  activate: ForwardContext['activate'],
): ForwardContext {
  return {
    training: false,
    weight: (layer, name) => tensors.get(layout.of(layer, name)!)!,
    activate,
    follow: () => {},
    seed: () => 0,
  };
}
