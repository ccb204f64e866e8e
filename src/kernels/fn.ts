import { NetworkError } from '../core/errors.js';
import { isShape, type Shape, showShape, sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireChoice } from './check.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';

/** A function of the values of one timestep; `x` is lent until it returns. */
export type HostFunction = (x: Vector, timestep: number) => ArrayLike<number>;

/** Parameters of `fn`: a name, or a function, with which a network cannot be saved. */
export interface FnParams {
  readonly name?: FunctionName;
  readonly call?: HostFunction;
  /** Shape of what the function gives; absent: that of the input. */
  readonly outputShape?: Shape;
}

const named = {
  identity: (value: number) => value,
  square: (value: number) => value * value,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  sin: Math.sin,
  cos: Math.cos,
};

/** Functions that have a name: each acts on every element alone. */
export type FunctionName = keyof typeof named;

/**
 * out = f(in) in the same timestep, always computed on the host: the compiler does not look into it.
 * State: `timestep`, which the function is told.
 */
export const fn = defineKernel<FnParams>({
  kind: 'fn',
  role: 'other',
  outputShape: (params, input) => params.outputShape ?? input,
  make: fnKernel,
});

function fnKernel(params: FnParams, { inputShape }: KernelContext): SameStepKernel {
  const size = sizeOf(params.outputShape ?? inputShape);
  const timestep = new Uint32Array(1);
  const call = params.call ?? elementwise(named[params.name!]);
  const step = (input: Vector, output: Vector): void => {
    const values = call(input, timestep[0]!);
    if (values?.length !== size) {
      throw new NetworkError(
        `fn: the function gave ${values?.length ?? String(values)} values, expected ${size}. ` +
          'Say outputShape if the size changes.',
        { code: 'shape-mismatch', path: 'fn' },
      );
    }
    output.set(values);
    timestep[0] = timestep[0]! + 1;
  };
  return { causal: false, state: { timestep }, step };
}

function elementwise(f: (value: number) => number): HostFunction {
  return (x) => x.map((value) => f(value));
}

/**
 * Checks a function once, where it is declared.
 *
 * @throws NetworkError for a name there is not, or a shape that is none
 */
export function fnParams(
  given: FunctionName | HostFunction,
  outputShape?: number | Shape,
): FnParams {
  const shape = typeof outputShape === 'number' ? [outputShape] : outputShape;
  if (shape !== undefined && !isShape(shape)) {
    throw new NetworkError(
      `fn: outputShape is ${showShape(shape)}, expected whole numbers of at least 1.`,
      { code: 'bad-shape', path: 'fn.outputShape' },
    );
  }
  if (typeof given === 'function') {
    return { call: given, ...(shape === undefined ? {} : { outputShape: shape }) };
  }
  requireChoice('fn', 'name', given, Object.keys(named));
  if (shape === undefined) return { name: given };
  throw new NetworkError(
    `fn: ${given} keeps the shape of its input. Leave outputShape out, or put a dense behind it.`,
    { code: 'bad-option', path: 'fn.outputShape' },
  );
}
