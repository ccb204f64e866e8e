import { channelAxis } from '../../convert/layer-shapes.js';
import type { Layer } from '../../convert/model.js';
import { numbersOf, spatialRank } from '../../convert/shapes/options.js';
import * as tf from '../tf.js';

/** Keras' padding; a layer without one has none. */
export function paddingOf({ config }: Layer): 'valid' | 'same' {
  return config.padding === 'same' ? 'same' : 'valid';
}

/** An option along rows and columns; a layer along one axis has one row, and `row` there. */
export function alongPicture(
  layer: Layer,
  value: unknown,
  fallback: number,
  row = 1,
): [number, number] {
  const given = numbersOf(value, spatialRank(layer), fallback);
  return given.length === 1 ? [row, given[0]!] : [given[0]!, given[1]!];
}

/**
 * Runs something on pictures with the channels last, whatever the layer says; for a layer along one
 * axis on pictures of one row.
 */
export function overPictures(
  layer: Layer,
  input: tf.Tensor,
  run: (pixels: tf.Tensor4D) => tf.Tensor,
): tf.Tensor {
  const last = channelsLast(layer, input);
  if (last.rank === 4) return channelsBack(layer, run(last as tf.Tensor4D));
  const output = run(tf.expandDims(last, 1) as tf.Tensor4D);
  return channelsBack(layer, tf.squeeze(output, [1]));
}

/** Moves the channels of a batch from the first place to the last, if the layer has them there. */
export function channelsLast(layer: Layer, input: tf.Tensor): tf.Tensor {
  const { rank } = input;
  if (channelAxis(layer, rank - 1) !== 0 || rank < 3) return input;
  return tf.transpose(input, [0, ...range(2, rank), 1]);
}

/** The way back of `channelsLast`. */
export function channelsBack(layer: Layer, output: tf.Tensor): tf.Tensor {
  const { rank } = output;
  if (channelAxis(layer, rank - 1) !== 0 || rank < 3) return output;
  return tf.transpose(output, [0, rank - 1, ...range(1, rank - 1)]);
}

/**
 * Every value repeated `times` along an axis. By reshaping and stacking, whose gradients every backend
 * has.
 */
export function repeated(input: tf.Tensor, axis: number, times: number): tf.Tensor {
  if (times === 1) return input;
  const { shape } = input;
  const behind = shape.slice(axis + 1).reduce((a, n) => a * n, 1);
  const apart = tf.reshape(input, [input.size / behind, 1, behind]);
  const output = shape.map((n, i) => (i === axis ? n * times : n));
  return tf.reshape(tf.concat(Array<tf.Tensor>(times).fill(apart), 1), output);
}

/** Zeros between the numbers along an axis, and none behind the last. */
export function spaced(input: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return input;
  const { shape } = input;
  const behind = shape.slice(axis + 1).reduce((a, n) => a * n, 1);
  const apart = tf.reshape(input, [input.size / behind, 1, behind]);
  const wide = tf.pad(apart, [
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
  const whole = tf.reshape(
    wide,
    shape.map((n, i) => (i === axis ? n * step : n)),
  );
  const kept = shape.map((n, i) => (i === axis ? (n - 1) * step + 1 : n));
  return tf.slice(
    whole,
    kept.map(() => 0),
    kept,
  );
}

function range(begin: number, end: number): number[] {
  return Array.from({ length: end - begin }, (_, i) => begin + i);
}
