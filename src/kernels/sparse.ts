import { NetworkError } from '../core/errors.js';
import { type Shape, showShape, sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireFinite, requireNumber, requirePopType } from './check.js';
import { defineKernel, type SameStepKernel } from './kernel.js';

type Numbers = Float32Array | Float64Array;

/** Parameters of `sparse`: entry e adds values[e] * input[column[e]] to output[row[e]]. */
export interface SparseParams {
  /** Number of outputs and of inputs. */
  readonly rows: number;
  readonly columns: number;
  readonly row: Uint32Array;
  readonly column: Uint32Array;
  readonly values: Numbers;
  readonly popType?: 16 | 32;
}

/** y = W x with only the stored entries of W, accumulated in float64 in their order. */
export const sparse = defineKernel<SparseParams>({
  kind: 'sparse',
  role: 'linear',
  outputShape: sparseShape,
  make: sparseKernel,
});

function sparseShape({ rows, columns }: SparseParams, input: Shape): Shape {
  if (sizeOf(input) === columns) return [rows];
  throw new NetworkError(
    `sparse: the matrix is ${rows}x${columns} and expects ${columns} values, ` +
      `the input has ${showShape(input)}. Give a matrix of (outputs, inputs).`,
    { code: 'shape-mismatch', path: 'sparse' },
  );
}

function sparseKernel({ rows, row, column, values }: SparseParams): SameStepKernel {
  const sums = new Float64Array(rows);
  const step = (input: Vector, output: Vector): void => {
    sums.fill(0);
    for (let e = 0; e < values.length; e++) {
      sums[row[e]!] = sums[row[e]!]! + values[e]! * input[column[e]!]!;
    }
    output.set(sums);
  };
  return { causal: false, state: {}, step };
}

/** A matrix by its entries; entries at one place add up. */
export interface SparseMatrix {
  /** Number of outputs and of inputs. */
  readonly shape: readonly [number, number];
  /** Output of every entry. */
  readonly rows: ArrayLike<number>;
  /** Input of every entry. */
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Checks a sparse matrix once, where it is declared. */
export function sparseParams(matrix: SparseMatrix, popType?: 16 | 32): SparseParams {
  const { shape, rows, columns, values } = matrix;
  for (const n of shape) requireNumber('sparse', 'shape', n, { whole: true, atLeast: 1 });
  if (rows.length !== values.length || columns.length !== values.length) {
    throw new NetworkError(
      `sparse: ${values.length} values have ${rows.length} rows and ${columns.length} columns. ` +
        'Give every value its row and its column.',
      { code: 'bad-weights', path: 'sparse' },
    );
  }
  requireFinite('sparse', 'values', values);
  requirePopType('sparse', popType);
  return {
    rows: shape[0],
    columns: shape[1],
    row: positions('rows', rows, shape[0]),
    column: positions('columns', columns, shape[1]),
    values: values instanceof Float32Array ? values.slice() : Float64Array.from(values),
    ...(popType === undefined ? {} : { popType }),
  };
}

function positions(name: string, given: ArrayLike<number>, size: number): Uint32Array {
  for (let e = 0; e < given.length; e++) {
    requireNumber('sparse', `${name}[${e}]`, given[e]!, {
      whole: true,
      atLeast: 0,
      atMost: size - 1,
    });
  }
  return Uint32Array.from(given);
}
