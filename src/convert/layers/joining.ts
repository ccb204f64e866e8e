import { define, type LayerOptions } from './options.js';
import { type LayerFunction, layerError, layerFunction } from './tensor.js';

/** Options of joining along an axis. */
export interface ConcatenateOptions extends LayerOptions {
  /** Counted with the batch axis as Keras does, so 1 is the first; or from the end. Default -1. */
  readonly axis?: number;
}

const several = [2, Number.POSITIVE_INFINITY] as const;
const alike = 'tensors of the same shape';

/** Sum of several tensors; an axis of length 1 is repeated. */
export function add(options: LayerOptions = {}): LayerFunction {
  return layerFunction(define('Add', options, { takes: alike, inputs: several }, {}));
}

/** Mean of several tensors; an axis of length 1 is repeated. */
export function average(options: LayerOptions = {}): LayerFunction {
  return layerFunction(define('Average', options, { takes: alike, inputs: several }, {}));
}

/** Several tensors one behind another. @throws {ConvertError} the batch axis. */
export function concatenate(options: ConcatenateOptions = {}): LayerFunction {
  const { axis = -1 } = options;
  if (!Number.isInteger(axis) || axis === 0) {
    const who = { kind: 'Concatenate', name: options.name };
    throw layerError(who, `axis is ${axis}, expected a whole number other than 0, the batch axis.`);
  }
  const takes = `tensors that differ along axis ${axis} at most`;
  return layerFunction(define('Concatenate', options, { takes, inputs: several }, { axis }));
}
