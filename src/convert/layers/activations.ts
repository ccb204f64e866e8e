import {
  type ActivationName,
  activationName,
  define,
  type LayerOptions,
  within,
} from './options.js';
import { type LayerFunction, layerFunction } from './tensor.js';

/** Options of a rectifier, with Keras' defaults. */
export interface ReluOptions extends LayerOptions {
  /** Default none. */
  readonly maxValue?: number;
  /** Slope below the threshold; default 0. */
  readonly negativeSlope?: number;
  /** Default 0. */
  readonly threshold?: number;
}

/** Options of a leaky rectifier. */
export interface LeakyReluOptions extends LayerOptions {
  /** Slope below 0; Keras' default 0.3. */
  readonly negativeSlope?: number;
}

/** Options of an activation as a layer of its own. */
export interface ActivationOptions extends LayerOptions {
  readonly activation: ActivationName;
}

const most = Number.MAX_VALUE;

/** An activation by its name. @throws {ConvertError} another name. */
export function activation(options: ActivationOptions): LayerFunction {
  const who = { kind: 'Activation', name: options.name };
  const config = { activation: activationName(who, options.activation) };
  return layerFunction(define(who.kind, options, { takes: 'values' }, config));
}

/** Rectifier: max(x, 0), or with its options. @throws {ConvertError} options out of range. */
export function relu(options: ReluOptions = {}): LayerFunction {
  const who = { kind: 'ReLU', name: options.name };
  const { maxValue, negativeSlope = 0, threshold = 0 } = options;
  const config = {
    max_value: maxValue === undefined ? null : within(who, 'maxValue', maxValue, [0, most]),
    negative_slope: within(who, 'negativeSlope', negativeSlope, [0, most]),
    threshold: within(who, 'threshold', threshold, [0, most]),
  };
  return layerFunction(define(who.kind, options, { takes: 'values' }, config));
}

/** Leaky rectifier: x above 0, slope times x below. @throws {ConvertError} a slope out of range. */
export function leakyRelu(options: LeakyReluOptions = {}): LayerFunction {
  const who = { kind: 'LeakyReLU', name: options.name };
  const slope = within(who, 'negativeSlope', options.negativeSlope ?? 0.3, [0, most]);
  return layerFunction(define(who.kind, options, { takes: 'values' }, { negative_slope: slope }));
}

/** Softmax along the last axis. */
export function softmax(options: LayerOptions = {}): LayerFunction {
  return layerFunction(define('Softmax', options, { takes: 'values' }, { axis: -1 }));
}
