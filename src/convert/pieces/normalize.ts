import { ConvertError } from '../../core/errors.js';
import { scale } from '../../operators/scale.js';
import type { Layer } from '../model.js';
import { axisOf } from '../shapes/options.js';
import { alongAxis, FOLDED_INTO, nothing, type PieceRule, weight } from './piece.js';

/** `BatchNormalization` as it acts after training: a factor and a constant for every channel. */
export const normalizePieces: PieceRule = (layer, { output }) => {
  const folded = layer.config[FOLDED_INTO];
  if (folded !== undefined) return nothing(`folded into ${String(folded)}`);
  const { factor, constant } = normalization(layer);
  const axis = axisOf(layer.config.axis, output.length);
  if (axis < 0 || factor.length !== output[axis]) {
    throw new ConvertError(
      `layer "${layer.name}" (BatchNormalization): axis ${JSON.stringify(layer.config.axis)} has ` +
        `not its ${factor.length} values in ${output.join('x')}. Normalize one axis, the channels.`,
      { code: 'unsupported-option', path: layer.name },
    );
  }
  const operators = [scale(alongAxis(factor, output, axis))];
  const bias = alongAxis(constant, output, axis);
  return { does: 'linear', operators, bias, words: 'scale and bias' };
};

/** gamma / sqrt(variance + epsilon) and beta - mean times that, for every channel. */
export function normalization(layer: Layer): {
  readonly factor: Float64Array;
  readonly constant: Float64Array;
} {
  const { epsilon = 1e-3, scale: scaled, center } = layer.config;
  const mean = weight(layer, 'moving_mean').data;
  const variance = weight(layer, 'moving_variance').data;
  const gamma = scaled === false ? null : weight(layer, 'gamma').data;
  const beta = center === false ? null : weight(layer, 'beta').data;
  const factor = Float64Array.from(
    variance,
    (v, i) => (gamma?.[i] ?? 1) / Math.sqrt(v + Number(epsilon)),
  );
  const constant = factor.map((f, i) => (beta?.[i] ?? 0) - f * mean[i]!);
  return { factor, constant };
}

/** `Rescaling`: scale x + offset, numbers or one for each of the last axis. */
export const rescalePieces: PieceRule = (layer, { output }) => {
  const spread = (value: unknown) =>
    alongAxis([value ?? 0].flat().map(Number), output, output.length - 1);
  const factor = spread(layer.config.scale ?? 1);
  const offset = spread(layer.config.offset);
  const bias = offset.some((v) => v !== 0) ? offset : null;
  return { does: 'linear', operators: [scale(factor)], bias, words: 'scale and bias' };
};
