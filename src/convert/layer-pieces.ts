import { ConvertError } from '../core/errors.js';
import { averagePool } from '../operators/average-pool.js';
import { conv2d } from '../operators/conv2d.js';
import { dense } from '../operators/dense.js';
import { flatten } from '../operators/flatten.js';
import { maxPool } from '../operators/max-pool.js';
import type { Operator } from '../operators/operator.js';
import { channelAxis, pairOf } from './layer-shapes.js';
import type { Layer } from './model.js';

/** What the values of a layer are made of, before its activation. */
export interface LayerPieces {
  /** The linear operator, or the pooling; `null` for layers that change no value. */
  readonly operator: Operator | null;
  /** Added behind the operator, one value per element of the layer's output; `null`: nothing. */
  readonly bias: Float64Array | null;
  /** In words, for the report. */
  readonly words: string;
}

type Rule = (layer: Layer, output: readonly number[], popType: 16 | 32) => LayerPieces;

const nothing: Rule = () => ({ operator: null, bias: null, words: 'nothing of its own' });

const rules: Readonly<Record<string, Rule>> = {
  InputLayer: nothing,
  Activation: nothing,
  ReLU: nothing,
  Softmax: nothing,
  Dropout: () => ({ operator: null, bias: null, words: 'nothing (only acts in training)' }),
  Flatten: () => ({ operator: flatten(), bias: null, words: 'flatten' }),
  Dense: densePieces,
  Conv2D: convPieces,
  AveragePooling2D: (layer) => poolPieces(layer, averagePool, 'average pool'),
  MaxPooling2D: (layer) => poolPieces(layer, maxPool, 'max pool'),
};

/** The operator and bias of a layer. Throws a ConvertError for layers without a spiking form. */
export function piecesOf(
  layer: Layer,
  output: readonly number[],
  options: { readonly popType: 16 | 32; readonly maxPool: 'offChip' | 'average' },
): LayerPieces {
  requireKnown(layer);
  const averaged = layer.kind === 'MaxPooling2D' && options.maxPool === 'average';
  return rules[averaged ? 'AveragePooling2D' : layer.kind]!(layer, output, options.popType);
}

/** Refuses layers without a spiking form with a ConvertError that names them. */
export function requireKnown(layer: Layer): void {
  if (Object.hasOwn(rules, layer.kind)) return;
  const known = Object.keys(rules).filter((kind) => kind !== 'InputLayer');
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): no spiking form is known. Remove it, or replace it by ` +
      `${known.slice(0, -1).join(', ')} or ${known.at(-1)}.`,
    { code: 'unknown-layer', path: layer.name },
  );
}

function weight(layer: Layer, name: string) {
  const found = layer.weights[name];
  if (found !== undefined) return found;
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): the file has no ${name} for it. Save the model with ` +
      'its weights.',
    { code: 'missing-weight', path: layer.name },
  );
}

function densePieces(layer: Layer, output: readonly number[]): LayerPieces {
  const kernel = weight(layer, 'kernel');
  const [inputs, units] = kernel.shape as [number, number];
  refusePicture(layer, [...output.slice(0, -1), inputs]);
  const data = new Float32Array(inputs * units);
  for (let i = 0; i < inputs; i++) {
    for (let u = 0; u < units; u++) data[u * inputs + i] = kernel.data[i * units + u]!;
  }
  const bias = usesBias(layer) ? Float64Array.from(weight(layer, 'bias').data) : null;
  return { operator: dense({ shape: [units, inputs], data }), bias, words: 'dense' };
}

/** On a picture Keras applies the same matrix to every pixel, which is seldom what was meant. */
function refusePicture(layer: Layer, input: readonly number[]): void {
  if (input.slice(0, -1).every((n) => n === 1)) return;
  throw new ConvertError(
    `layer "${layer.name}" (Dense): takes a picture (${input.join('x')}), expected a flat input. ` +
      'Put Flatten in front of it, or use a Conv2D of 1x1.',
    { code: 'not-flat', path: layer.name },
  );
}

function convPieces(layer: Layer, output: readonly number[], popType: 16 | 32): LayerPieces {
  refuseUnlessOne(layer, 'dilation_rate');
  refuseUnlessOne(layer, 'groups');
  const kernel = weight(layer, 'kernel');
  const operator = conv2d(
    { shape: kernel.shape, data: kernel.data },
    {
      strides: pairOf(layer.config.strides, 1),
      padding: paddingOf(layer),
      channelsLast: layer.config.data_format !== 'channels_first',
      popType,
    },
  );
  const bias = usesBias(layer) ? spreadOverPixels(layer, output) : null;
  return { operator, bias, words: 'conv2d' };
}

function spreadOverPixels(layer: Layer, output: readonly number[]): Float64Array {
  const { data } = weight(layer, 'bias');
  const axis = channelAxis(layer, 3);
  const pixels = output.reduce((a, b) => a * b, 1) / data.length;
  return Float64Array.from({ length: pixels * data.length }, (_, i) =>
    axis === 0 ? data[Math.floor(i / pixels)]! : data[i % data.length]!,
  );
}

function poolPieces(layer: Layer, make: typeof averagePool, words: string): LayerPieces {
  const pool = pairOf(layer.config.pool_size, 2);
  const strides = layer.config.strides == null ? pool : pairOf(layer.config.strides, 1);
  const channelsLast = layer.config.data_format !== 'channels_first';
  const operator = make({ pool, strides, padding: paddingOf(layer), channelsLast });
  return { operator, bias: null, words };
}

function usesBias(layer: Layer): boolean {
  return layer.config.use_bias !== false;
}

function paddingOf(layer: Layer): 'valid' | 'same' {
  const { padding } = layer.config;
  if (padding === undefined || padding === 'valid') return 'valid';
  if (padding === 'same') return 'same';
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): padding is ${JSON.stringify(padding)}, expected ` +
      '"valid" or "same".',
    { code: 'bad-padding', path: layer.name },
  );
}

function refuseUnlessOne(layer: Layer, option: 'dilation_rate' | 'groups'): void {
  const [a, b] = pairOf(layer.config[option], 1);
  if (a === 1 && b === 1) return;
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): ${option} is ${JSON.stringify(layer.config[option])}, ` +
      'only 1 has a spiking form here. Train the layer with 1.',
    { code: 'unsupported-option', path: layer.name },
  );
}
