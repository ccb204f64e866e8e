import { ConvertError } from '../../core/errors.js';
import type { Layer } from '../model.js';
import { isJson, type Json } from './raw.js';

const regularized = ['regularizer', 'constraint'].flatMap((what) =>
  ['kernel', 'bias', 'depthwise', 'pointwise', 'beta', 'gamma'].map((of) => `${of}_${what}`),
);
const window = ['kernel_size', 'strides', 'padding', 'data_format', 'dilation_rate'];
const trained = ['activation', 'use_bias', 'activity_regularizer', ...regularized];
const convolution = ['filters', ...window, ...trained];
const pooling = ['pool_size', 'strides', 'padding', 'data_format'];
const globalPooling = ['data_format', 'keepdims'];

/** Options that Keras 2 and Keras 3 both know, by kind of layer. */
const known: Readonly<Record<string, readonly string[]>> = {
  Activation: ['activation'],
  Add: [],
  Average: [],
  ...ranks('AveragePooling', pooling),
  BatchNormalization: ['axis', 'momentum', 'epsilon', 'center', 'scale', ...regularized],
  Concatenate: ['axis'],
  ...ranks('Conv', [...convolution, 'groups']),
  Conv2DTranspose: [...convolution, 'output_padding'],
  Dense: ['units', ...trained],
  DepthwiseConv2D: ['depth_multiplier', ...window, ...trained],
  Dropout: ['rate', 'seed', 'noise_shape'],
  Flatten: ['data_format'],
  ...ranks('GlobalAveragePooling', globalPooling),
  ...ranks('GlobalMaxPooling', globalPooling),
  InputLayer: [],
  LeakyReLU: ['negative_slope'],
  ...ranks('MaxPooling', pooling),
  Maximum: [],
  Minimum: [],
  Multiply: [],
  Permute: ['dims'],
  ReLU: ['max_value', 'negative_slope', 'threshold'],
  RepeatVector: ['n'],
  Reshape: ['target_shape'],
  SeparableConv2D: ['depth_multiplier', ...convolution],
  Softmax: ['axis'],
  Subtract: [],
  UpSampling1D: ['size'],
  UpSampling2D: ['size', 'data_format', 'interpolation'],
  UpSampling3D: ['size', 'data_format'],
  ZeroPadding1D: ['padding'],
  ZeroPadding2D: ['padding', 'data_format'],
  ZeroPadding3D: ['padding', 'data_format'],
};

/** Options that one of the two lacks, and the values that change nothing. */
const idle: Readonly<Record<string, readonly unknown[]>> = {
  data_format: ['channels_last'],
  // What Keras 2 has of a + b: it is an addition anyway.
  function: ['__operators__.add', 'math.add'],
  groups: [1],
  renorm: [false],
  renorm_momentum: [0.99],
  synchronized: [false],
};

/** Bookkeeping that is written for every layer. */
const own = ['name', 'trainable', 'dtype', 'shape'];

/**
 * The options of a layer as both Keras 2 and Keras 3 read them.
 *
 * @param name of the layer in the file
 * @throws {ConvertError} a layer or an option that one of the two does not know.
 */
export function writtenConfig({ kind, config, name: from }: Layer, name: string): Json {
  const where = `layer "${from}" (${kind})`;
  if (!Object.hasOwn(known, kind)) {
    throw refusal(where, `it cannot be written. There are: ${Object.keys(known).join(', ')}`, from);
  }
  const written: Record<string, unknown> = { name, trainable: config.trainable !== false };
  for (const [option, value] of Object.entries(config)) {
    if (own.includes(option) || value === null || value === undefined) continue;
    if (known[kind]!.includes(option)) written[option] = value;
    else if (!Object.hasOwn(idle, option) || !idle[option]!.includes(value)) {
      const what = `option ${option} (${JSON.stringify(value)}) is not known to Keras 2 and 3 alike`;
      throw refusal(where, `its ${what}. Change it`, from);
    }
  }
  checkActivation(written, where, from);
  if (kind === 'InputLayer' && !Array.isArray(config.shape)) {
    throw refusal(where, 'its config has no shape. Give it one, without the batch axis', from);
  }
  return { ...inDialect(kind, written, config), dtype: 'float32' };
}

/** What has another name or form in Keras 2, which Keras 3 reads as well. */
function inDialect(kind: string, written: Record<string, unknown>, config: Json): Json {
  if (kind === 'InputLayer') {
    return { name: written.name, batch_input_shape: [null, ...(config.shape as number[])] };
  }
  const { negative_slope, ...rest } = written;
  if (kind === 'LeakyReLU') return { ...rest, alpha: negative_slope ?? 0.3 };
  // Keras 2 stores it in a list.
  if (Array.isArray(written.axis) && written.axis.length === 1) {
    return { ...written, axis: written.axis[0] };
  }
  return written;
}

function checkActivation(written: Json, where: string, path: string): void {
  if (!isJson(written.activation)) return;
  const name = String(written.activation.class_name);
  throw refusal(where, `its activation is an object (${name}). Use a layer of its own`, path);
}

function refusal(where: string, what: string, path: string): ConvertError {
  return new ConvertError(`${where}: ${what}.`, { code: 'not-writable', path });
}

function ranks(kind: string, options: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries([1, 2, 3].map((n) => [`${kind}${n}D`, options]));
}
