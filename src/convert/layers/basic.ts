import { isShape, type Shape } from '../../core/shape.js';
import {
  type ActivationName,
  activationName,
  define,
  type LayerOptions,
  whole,
  within,
} from './options.js';
import { type LayerFunction, layerError, layerFunction, type Tensor } from './tensor.js';

/** Options of a dense layer, with Keras' defaults. */
export interface DenseOptions extends LayerOptions {
  readonly units: number;
  /** Default 'linear'. */
  readonly activation?: ActivationName;
  /** Default true. */
  readonly useBias?: boolean;
}

/** Options of a batch normalization, with Keras' defaults. */
export interface BatchNormalizationOptions extends LayerOptions {
  /** Share of the running mean that stays at each batch; default 0.99. */
  readonly momentum?: number;
  /** Added to the variance; default 0.001. */
  readonly epsilon?: number;
  /** Learns an offset, beta; default true. */
  readonly center?: boolean;
  /** Learns a factor, gamma; default true. */
  readonly scale?: boolean;
}

/** Options of dropout. */
export interface DropoutOptions extends LayerOptions {
  /** Share of the values that are left out while training, from 0 to below 1. */
  readonly rate: number;
}

/**
 * An input of a model.
 *
 * @param shape of one sample, without the batch axis
 * @throws {ConvertError} a size that is no whole number of at least 1.
 */
export function input(shape: Shape, options: LayerOptions = {}): Tensor {
  const who = { kind: 'InputLayer', name: options.name };
  if (!isShape(shape) || shape.length === 0) {
    const hint = 'Give one whole number of at least 1 per axis, without the batch axis';
    throw layerError(who, `its shape is ${JSON.stringify(shape)}. ${hint}.`);
  }
  const rest = { takes: 'nothing', inputs: [0, 0] as const };
  return layerFunction(define(who.kind, options, rest, { shape: [...shape] }))([]);
}

/** All-to-all connections along the last axis. @throws {ConvertError} options out of range. */
export function dense(options: DenseOptions): LayerFunction {
  const who = { kind: 'Dense', name: options.name };
  const units = whole(who, 'units', options.units);
  const { useBias = true, activation = 'linear' } = options;
  const weights = (shape: Shape) => {
    const kernel = { kernel: [shape.at(-1)!, units] };
    return useBias ? { ...kernel, bias: [units] } : kernel;
  };
  const config = { units, activation: activationName(who, activation), use_bias: useBias };
  return layerFunction(define(who.kind, options, { takes: 'values', weights }, config));
}

/** Normalization of the last axis over batches. @throws {ConvertError} options out of range. */
export function batchNormalization(options: BatchNormalizationOptions = {}): LayerFunction {
  const who = { kind: 'BatchNormalization', name: options.name };
  const { momentum = 0.99, epsilon = 0.001, center = true, scale = true } = options;
  const weights = (shape: Shape) => {
    const one = [shape.at(-1)!];
    const moving = { moving_mean: one, moving_variance: one };
    return { ...(scale ? { gamma: one } : {}), ...(center ? { beta: one } : {}), ...moving };
  };
  const config = {
    axis: -1,
    momentum: within(who, 'momentum', momentum, [0, 1]),
    epsilon: within(who, 'epsilon', epsilon, [0, 1]),
    center,
    scale,
  };
  return layerFunction(define(who.kind, options, { takes: 'values', weights }, config));
}

/** Leaves values out at random while training. @throws {ConvertError} a rate out of range. */
export function dropout(options: DropoutOptions): LayerFunction {
  const who = { kind: 'Dropout', name: options.name };
  if (options.rate === 1) throw layerError(who, 'rate is 1, expected below 1.');
  const config = { rate: within(who, 'rate', options.rate, [0, 1]), seed: null, noise_shape: null };
  return layerFunction(define(who.kind, options, { takes: 'values' }, config));
}
