import type { Params } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import { type Shape, showShape, sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireFinite, requirePopType } from './check.js';
import { defineKernel, type SameStepKernel } from './kernel.js';
import { wasmDense } from './wasm/dense.js';

type Numbers = Float32Array | Float64Array;

/** Parameters of `dense`: a row-major (rows x columns) matrix, output = weights * input + bias. */
export interface DenseParams {
  readonly weights: Numbers;
  readonly rows: number;
  readonly columns: number;
  readonly bias?: Numbers;
  readonly popType?: 16 | 32;
}

/** y = W x + b, accumulated in float64 in the order of the columns. */
export const dense = defineKernel<DenseParams>({
  kind: 'dense',
  role: 'linear',
  outputShape: denseShape,
  make: (params) => {
    const weights = params.rows * params.columns;
    return weights < SMALL || weights > LARGE ? plainDense(params) : wasmDense(params);
  },
});

function denseShape({ rows, columns }: DenseParams, input: Shape): Shape {
  if (sizeOf(input) !== columns) {
    throw new NetworkError(
      `dense: weights are ${rows}x${columns} and expect ${columns} values, ` +
        `the input has ${showShape(input)}. Give a matrix of (outputs, inputs).`,
      { code: 'shape-mismatch', path: 'dense' },
    );
  }
  return [rows];
}

/** Numbers of weights: fewer are not worth a call into WASM, more not worth a second copy. */
const SMALL = 512;
const LARGE = 1 << 22;

/** A matrix in TypeScript: the one to read. */
export function plainDense({ weights, rows, columns, bias }: DenseParams): SameStepKernel {
  const active = new Uint32Array(columns);
  const step = (input: Vector, output: Vector): void => {
    // Spikes are mostly zeros: the columns that matter are listed once and used by every row.
    let count = 0;
    for (let j = 0; j < columns; j++) if (input[j] !== 0) active[count++] = j;
    for (let i = 0; i < rows; i++) {
      const row = i * columns;
      let sum = 0;
      for (let k = 0; k < count; k++) sum += weights[row + active[k]!]! * input[active[k]!]!;
      output[i] = bias === undefined ? sum : sum + bias[i]!;
    }
  };
  return { causal: false, state: {}, step };
}

/** Checks the parameters of a dense operator once, where it is declared. */
export function denseParams(params: DenseParams): Params {
  const { weights, rows, columns, bias } = params;
  if (weights.length !== rows * columns) {
    throw new NetworkError(
      `dense: ${weights.length} weights, expected ${rows}x${columns} = ${rows * columns}.`,
      { code: 'bad-weights', path: 'dense' },
    );
  }
  if (bias !== undefined && bias.length !== rows) {
    throw new NetworkError(`dense: bias has ${bias.length} values, expected ${rows}.`, {
      code: 'bad-bias',
      path: 'dense',
    });
  }
  requireFinite('dense', 'weights', weights);
  if (bias !== undefined) requireFinite('dense', 'bias', bias);
  requirePopType('dense', params.popType);
  return { ...params };
}
