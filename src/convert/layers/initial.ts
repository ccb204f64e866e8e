import { ConvertError } from '../../core/errors.js';
import { type Random, seededRandom, seedOfPlace } from '../../core/random.js';
import { type Shape, sizeOf } from '../../core/shape.js';
import type { LayerModel, LayerWeights, Weight } from '../model.js';

/** What each kind of weight begins with, by Keras' defaults. */
const begins: Readonly<Record<string, 'glorot' | 0 | 1>> = {
  kernel: 'glorot',
  depthwise_kernel: 'glorot',
  pointwise_kernel: 'glorot',
  bias: 0,
  beta: 0,
  moving_mean: 0,
  gamma: 1,
  moving_variance: 1,
};

/**
 * Initial weights: kernels uniform after Glorot and Bengio ("Understanding the difficulty of training
 * deep feedforward neural networks", 2010), biases 0, normalizations without effect.
 *
 * @param where the layer, for the sentence of the error
 * @throws {ConvertError} for weights of layers whose beginning is not known here.
 */
export function initialWeights(
  shapes: Readonly<Record<string, Shape>>,
  random: Random,
  where: string,
): LayerWeights {
  const weights = Object.entries(shapes).map(([name, shape]): [string, Weight] => {
    const begin = Object.hasOwn(begins, name) ? begins[name] : undefined;
    if (begin === undefined) {
      throw new ConvertError(
        `${where}: how its weight "${name}" begins is not known here. Give it weights trained elsewhere.`,
        { code: 'unknown-weight', path: where },
      );
    }
    const data = new Float32Array(sizeOf(shape));
    if (begin === 'glorot') glorotInto(data, shape, random);
    else data.fill(begin);
    return [name, { shape: [...shape], data }];
  });
  return Object.fromEntries(weights);
}

/**
 * The same model with new initial weights; layers that shared theirs go on sharing.
 *
 * @param seed a whole number; the same seed gives the same weights
 * @throws {ConvertError} for layers whose initial weights are not known here (LSTM, GRU ...).
 */
export function freshWeights(model: LayerModel, seed: number): LayerModel {
  const made = new Map<Float32Array, LayerWeights>();
  const layers = model.layers.map((layer) => {
    const first = Object.values(layer.weights)[0];
    if (first === undefined) return layer;
    const where = `layer "${layer.name}" (${layer.kind})`;
    const shapes = Object.entries(layer.weights).map(([name, { shape }]) => [name, shape]);
    const random = seededRandom(seedOfPlace(seed, made.size));
    const weights =
      made.get(first.data) ?? initialWeights(Object.fromEntries(shapes), random, where);
    made.set(first.data, weights);
    return { ...layer, weights };
  });
  return { ...model, source: `${model.source}, new weights of seed ${seed}`, layers };
}

/**
 * Uniform in +-sqrt(6 / (fan in + fan out)). The fans are the last two sizes, each times the number of
 * places of the window in front of them.
 */
function glorotInto(data: Float32Array, shape: Shape, random: Random): void {
  const window = sizeOf(shape.slice(0, -2));
  const limit = Math.sqrt(6 / (window * (shape.at(-2)! + shape.at(-1)!)));
  for (let i = 0; i < data.length; i++) data[i] = limit * (2 * random.uniform() - 1);
}
