import { NetworkError } from '../core/errors.js';
import { dense as definition, denseParams } from '../kernels/dense.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** A matrix of (outputs, inputs): its rows, or a row-major array with a shape. */
export type Matrix =
  | readonly ArrayLike<number>[]
  | { readonly shape: readonly [number, number]; readonly data: Float32Array | Float64Array };

export interface DenseOptions extends RunningOptions {
  /** Axon type when the matrix becomes chip synapses; a matrix uses discrete axons either way. */
  readonly popType?: 16 | 32;
}

/**
 * y = W x + b: every output is a weighted sum of all inputs, in the same timestep.
 *
 * @param weights matrix (outputs, inputs)
 * @param bias added to each output; default none
 * @throws NetworkError if rows differ in length or the bias does not fit
 *
 * @example
 * x.pipe(dense([[1, 0], [0, -1]]), lif())
 */
export function dense(
  weights: Matrix,
  bias?: ArrayLike<number>,
  options: DenseOptions = {},
): Operator {
  const { rows, columns, data } = flat(weights);
  const { popType, ...running } = options;
  const params = denseParams({
    weights: data,
    rows,
    columns,
    ...(bias === undefined ? {} : { bias: Float64Array.from(bias) }),
    ...(popType === undefined ? {} : { popType }),
  });
  return operator(definition, params, running);
}

function flat(weights: Matrix): {
  rows: number;
  columns: number;
  data: Float32Array | Float64Array;
} {
  if ('shape' in weights) {
    return { rows: weights.shape[0], columns: weights.shape[1], data: weights.data };
  }
  const rows = weights.length;
  const columns = weights[0]?.length ?? 0;
  const data = new Float64Array(rows * columns);
  for (const [i, row] of weights.entries()) {
    if (row.length !== columns) {
      throw new NetworkError(
        `dense: row ${i} has ${row.length} weights, row 0 has ${columns}. ` +
          'Give every output the same number of weights.',
        { code: 'bad-weights', path: 'dense' },
      );
    }
    for (let j = 0; j < columns; j++) data[i * columns + j] = row[j]!;
  }
  return { rows, columns, data };
}
