import type { LayerWeights } from '../model.js';
import { isJson, type Json, type RawLayer, refusal, type StoredWeight } from './raw.js';

/** Keras 2's names -> Keras 3's. */
const RENAMED: Readonly<Record<string, string>> = { depthwise_kernel: 'kernel' };

const withBias =
  (...names: string[]) =>
  (config: Json): string[] =>
    config.use_bias === false ? names : [...names, 'bias'];

const batchNorm = (config: Json): string[] => [
  ...(config.scale === false ? [] : ['gamma']),
  ...(config.center === false ? [] : ['beta']),
  'moving_mean',
  'moving_variance',
];

const EXPECTED: Readonly<Record<string, (config: Json) => string[]>> = {
  BatchNormalization: batchNorm,
  Conv1D: withBias('kernel'),
  Conv1DTranspose: withBias('kernel'),
  Conv2D: withBias('kernel'),
  Conv2DTranspose: withBias('kernel'),
  Conv3D: withBias('kernel'),
  Dense: withBias('kernel'),
  DepthwiseConv1D: withBias('kernel'),
  DepthwiseConv2D: withBias('kernel'),
  Embedding: () => ['embeddings'],
  GRU: withBias('kernel', 'recurrent_kernel'),
  LSTM: withBias('kernel', 'recurrent_kernel'),
  SeparableConv1D: withBias('depthwise_kernel', 'pointwise_kernel'),
  SeparableConv2D: withBias('depthwise_kernel', 'pointwise_kernel'),
  SimpleRNN: withBias('kernel', 'recurrent_kernel'),
};

/**
 * The stored weights of one layer under Keras 3's names, each checked to be finite. A layer this
 * library does not know keeps the file's own names.
 *
 * @throws {ConvertError} too few or too many weights, NaN or Infinity.
 */
export function nameWeights(
  layer: RawLayer,
  stored: readonly StoredWeight[],
  where: string,
): LayerWeights {
  const at = `${where}: layer "${layer.name}" (${layer.kind})`;
  const expected = expectedNames(layer.kind, layer.config);
  if (expected && expected.length !== stored.length)
    throw refusal(
      at,
      `weights stored for it: ${stored.length}, expected ${expected.length} (${expected.join(', ')}). Save the model again, without quantization.`,
      'weights-count',
    );
  const names = expected ? inOrder(expected, stored) : ownNames(stored);
  const weights = stored.map(({ shape, data }, i) => [names[i]!, { shape, data }] as const);
  for (const [name, { shape, data }] of weights) checkFinite(name, shape, data, at);
  return Object.fromEntries(weights);
}

function expectedNames(kind: string, config: Json): string[] | null {
  if (kind === 'TimeDistributed' && isJson(config.layer)) {
    const { class_name, config: own } = config.layer;
    return expectedNames(String(class_name), isJson(own) ? own : {});
  }
  return Object.hasOwn(EXPECTED, kind) ? EXPECTED[kind]!(config) : null;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Names from the file where they are the expected ones (in any order), else by position. */
function inOrder(expected: readonly string[], stored: readonly StoredWeight[]): readonly string[] {
  const told = stored.map((w) => {
    const name = lastPart(w.name);
    return expected.includes(name) ? name : (RENAMED[name] ?? name);
  });
  const known = told.every((name) => expected.includes(name));
  return known && new Set(told).size === told.length ? told : expected;
}

/** The last part of each name where that is enough to tell them apart. */
function ownNames(stored: readonly StoredWeight[]): string[] {
  const short = stored.map((w) => lastPart(w.name));
  return new Set(short).size === short.length ? short : stored.map((w) => w.name);
}

function checkFinite(name: string, shape: readonly number[], data: Float32Array, at: string): void {
  const bad = data.findIndex((v) => !Number.isFinite(v));
  if (bad < 0) return;
  throw refusal(
    at,
    `weight "${name}" (${shape.join('x')}) has ${data[bad]} at index ${bad}. The training diverged; train again, for example with a smaller learning rate.`,
    'not-finite',
  );
}
