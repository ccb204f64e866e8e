import type { Layer, LayerWeights, Weight } from '../../convert/model.js';
import { crc32 } from '../../core/crc32.js';
import { ConvertError } from '../../core/errors.js';
import { type Random, seededRandom, seedOfPlace } from '../../core/random.js';
import { type Fans, scaledVariance } from './scaled-variance.js';
import { checkInitial, type InitialSpec } from './spec.js';
import { truncatedNormal } from './truncated-normal.js';

/** What is not drawn, by Keras' names. */
const constants: Readonly<Record<string, number>> = {
  bias: 0,
  beta: 0,
  moving_mean: 0,
  gamma: 1,
  moving_variance: 1,
};

/**
 * Weights to start the training of a layer from, of the shapes it has: kernels are drawn, biases,
 * `beta` and `moving_mean` are 0, `gamma` and `moving_variance` 1.
 *
 * Seed, name of the layer and name of the weight decide the numbers, so layers of one model may share
 * a seed, and the applications of one layer (`name`, `name@2`) get the same weights.
 *
 * @throws NetworkError if a field of the spec is out of range
 * @throws ConvertError if a weight is none of those, or a kernel has fewer than two axes
 *
 * @example
 * const weights = initialWeights(layer, { kind: 'glorot' }, 1);
 */
export function initialWeights(
  layer: Pick<Layer, 'name' | 'weights'>,
  spec: InitialSpec,
  seed: number,
): LayerWeights {
  checkInitial(spec);
  const drawn = Object.entries(layer.weights).map(([name, { shape, data }]) => {
    const values = name.endsWith('kernel')
      ? drawKernel(`${layer.name}/${name}`, shape, spec, seed)
      : new Float32Array(data.length).fill(constantOf(layer.name, name));
    return [name, { shape, data: values } satisfies Weight];
  });
  return Object.fromEntries(drawn) as LayerWeights;
}

function drawKernel(path: string, shape: readonly number[], spec: InitialSpec, seed: number) {
  const place = crc32(new TextEncoder().encode(path.replace(/@\d+(?=\/[^/]*$)/, '')));
  const draw = drawerOf(spec, fansOf(path, shape), seededRandom(seedOfPlace(seed, place)));
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw);
}

function drawerOf(spec: InitialSpec, fans: Fans, random: Random): () => number {
  if (spec.kind !== 'truncatedNormal') return scaledVariance(spec, fans, random);
  return truncatedNormal(random, spec.mean ?? 0, spec.deviation ?? 0.05);
}

function fansOf(path: string, shape: readonly number[]): Fans {
  if (shape.length < 2) {
    throw new ConvertError(
      `${path}: a kernel of shape [${shape.join(', ')}], expected [in, out] or [kh, kw, in, out].`,
      { code: 'shape-mismatch', path },
    );
  }
  const [fanIn, fanOut] = shape.slice(-2) as [number, number];
  return { fanIn, fanOut, area: shape.slice(0, -2).reduce((a, b) => a * b, 1) };
}

function constantOf(layer: string, name: string): number {
  const constant = constants[name];
  if (constant !== undefined) return constant;
  throw new ConvertError(
    `layer "${layer}": there is no initial value for "${name}", only for kernels and ` +
      `${Object.keys(constants).join(', ')}. Give its values yourself.`,
    { code: 'unknown-weight', path: `${layer}/${name}` },
  );
}
