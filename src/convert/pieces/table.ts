import { ConvertError } from '../../core/errors.js';
import { unwrapped } from '../keras/wrapped.js';
import type { Layer } from '../model.js';
import { convPieces, depthwisePieces, separablePieces } from './conv.js';
import { densePieces } from './dense.js';
import { filterPieces } from './filter.js';
import { concatPieces, sumPieces } from './joins.js';
import {
  croppingPieces,
  flattenPieces,
  paddingPieces,
  permutePieces,
  repeatPieces,
  reshapePieces,
  upsamplingPieces,
} from './moves.js';
import { normalizePieces, rescalePieces } from './normalize.js';
import { type LayerPieces, nothing, type PieceContext, type PieceRule } from './piece.js';
import { averagePieces, maxPieces } from './pool.js';
import { transposePieces } from './transpose.js';

const plain: PieceRule = () => nothing('nothing of its own');
const training: PieceRule = () => nothing('nothing (only acts in training)');

/** The same rule for kinds that differ in their number of places. */
function ranks(kind: string, rule: PieceRule, count = 3, end = ''): Record<string, PieceRule> {
  const names = Array.from({ length: count }, (_, i) => `${kind}${i + 1}D${end}`);
  return Object.fromEntries(names.map((name) => [name, rule]));
}

const rules: Readonly<Record<string, PieceRule>> = {
  InputLayer: plain,
  Activation: plain,
  ReLU: plain,
  LeakyReLU: plain,
  Softmax: plain,
  SpikingActivation: plain,
  Identity: plain,
  Dropout: training,
  ...ranks('SpatialDropout', training),
  AlphaDropout: training,
  GaussianDropout: training,
  GaussianNoise: training,
  ActivityRegularization: training,
  Flatten: flattenPieces,
  Reshape: reshapePieces,
  Permute: permutePieces,
  RepeatVector: repeatPieces,
  Dense: densePieces,
  ...ranks('Conv', convPieces),
  ...ranks('DepthwiseConv', depthwisePieces, 2),
  ...ranks('SeparableConv', separablePieces, 2),
  ...ranks('Conv', transposePieces, 2, 'Transpose'),
  ...ranks('AveragePooling', averagePieces),
  ...ranks('GlobalAveragePooling', averagePieces),
  ...ranks('MaxPooling', maxPieces),
  ...ranks('GlobalMaxPooling', maxPieces),
  ...ranks('UpSampling', upsamplingPieces),
  ...ranks('ZeroPadding', paddingPieces),
  ...ranks('Cropping', croppingPieces),
  BatchNormalization: normalizePieces,
  Rescaling: rescalePieces,
  Add: sumPieces('add', () => 1),
  Average: sumPieces('average', (_, count) => 1 / count),
  Subtract: sumPieces('subtract', (i) => (i === 0 ? 1 : -1)),
  Concatenate: concatPieces,
  TimeDistributed: timeDistributed,
  Lowpass: filterPieces,
  Alpha: filterPieces,
};

/** Layers that take several others. */
const joining = new Set(['Add', 'Average', 'Subtract', 'Concatenate']);

/** True for kinds of layers that take several others. */
export function takesSeveral(layer: Layer): boolean {
  return joining.has(layer.kind);
}

/** The operators and bias of a layer. Throws a ConvertError for layers without a spiking form. */
export function piecesOf(layer: Layer, context: PieceContext): LayerPieces {
  requireKnown(layer);
  return rules[layer.kind]!(layer, context);
}

/** The wrapped layer on every element of the first axis. */
function timeDistributed(layer: Layer, context: PieceContext): LayerPieces {
  const { output, inputs } = context;
  const count = output[0]!;
  const pieces = piecesOf(unwrapped(layer)!, {
    ...context,
    inputs: inputs.map((shape) => shape.slice(1)),
    output: output.slice(1),
  });
  const { bias, operators } = pieces;
  const repeated =
    bias === null
      ? null
      : Float64Array.from({ length: count * bias.length }, (_, i) => bias[i % bias.length]!);
  if (operators.length === 0) return { ...pieces, bias: repeated };
  // A layer that is wrapped twice acts on the slices of slices.
  const inner = pieces.slices ?? { count: 1, shape: inputs[0]!.slice(1) };
  const slices = { count: count * inner.count, shape: inner.shape, output };
  const words = `${pieces.words.replace(/ on \d+ slices$/, '')} on ${slices.count} slices`;
  return { ...pieces, bias: repeated, words, slices };
}

/** Refuses layers without a spiking form with a ConvertError that names them. */
export function requireKnown(layer: Layer): void {
  const inner = layer.kind === 'TimeDistributed' ? unwrapped(layer) : layer;
  const wrapsOne = inner !== null && !takesSeveral(inner);
  if (inner !== null && Object.hasOwn(rules, inner.kind) && (inner === layer || wrapsOne)) return;
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}${inner === layer ? '' : ` of ${inner?.kind ?? 'nothing'}`}): ` +
      `no spiking form is known. Remove it, or replace it by one of ${knownKinds}.`,
    { code: 'unknown-layer', path: layer.name },
  );
}

const knownKinds =
  'Dense, Conv, DepthwiseConv, SeparableConv, ConvTranspose, BatchNormalization, Activation, ReLU, ' +
  'LeakyReLU, Softmax, AveragePooling, MaxPooling and their Global forms, Add, Average, Subtract, ' +
  'Concatenate, Flatten, Reshape, Permute, RepeatVector, UpSampling, ZeroPadding, Cropping, Rescaling, ' +
  'Dropout or TimeDistributed';
