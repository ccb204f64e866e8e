import { sparse as definition, type SparseMatrix, sparseParams } from '../kernels/sparse.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

export type { SparseMatrix } from '../kernels/sparse.js';

/** Options of `sparse`. */
export interface SparseOptions extends RunningOptions {
  /** Axon type when the matrix becomes chip synapses; a matrix uses discrete axons either way. */
  readonly popType?: 16 | 32;
}

/**
 * y = W x for a matrix given by its entries, in the same timestep; on chip only the entries take
 * synapse memory.
 *
 * @param matrix shape (outputs, inputs), and row, column and value of every entry
 * @throws NetworkError if the lists differ in length or an entry lies outside; when declared, if the
 *   input has another size
 *
 * @example
 * x.pipe(sparse({ shape: [2, 3], rows: [0, 1], columns: [2, 0], values: [0.5, -1] }), lif())
 */
export function sparse(matrix: SparseMatrix, options: SparseOptions = {}): Operator {
  const { popType, ...running } = options;
  return operator(definition, sparseParams(matrix, popType), running);
}
