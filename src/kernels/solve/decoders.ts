import { CholeskyDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';
import { NetworkError } from '../../core/errors.js';

/** How decoders are found. */
export type SolverKind = 'l2' | 'l2nz' | 'lstsq';

/** A plain matrix: `rows` x `columns`, row-major. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Singular values below this share of the largest are dropped by `lstsq`. */
const SMALLEST_SINGULAR = 0.01;

/**
 * Decoders D (neurons x outputs) with activities D = targets as nearly as can be (Eliasmith and
 * Anderson, "Neural Engineering", 2003, 2.2):
 *
 *     l2      least squares with a penalty, sigma = reg max(activities)
 *     l2nz    the same, sigma of a neuron times the root of the share of points at which it fires
 *     lstsq   plain least squares, small singular values dropped
 *
 * @param activities points x neurons, firing rates in Hz
 * @param targets points x outputs
 * @param reg share of the highest rate that counts as noise
 * @returns neurons x outputs, row-major
 * @throws NetworkError if no neuron fires at any point
 */
export function solveDecoders(
  activities: Table,
  targets: Table,
  { kind, reg }: { readonly kind: SolverKind; readonly reg: number },
  where: string,
): Float64Array {
  const highest = activities.values.reduce((max, a) => Math.max(max, a), 0);
  if (highest === 0) throw silentError(where);
  const A = matrixOf(activities);
  const Y = matrixOf(targets);
  if (kind === 'lstsq') return valuesOf(leastSquares(A, Y));
  const sigma = reg * highest;
  if (kind === 'l2nz') return valuesOf(penalized(A, Y, activeSigmas(activities, sigma)));
  // With fewer points than neurons the other form has the smaller matrix.
  return valuesOf(A.rows < A.columns ? dual(A, Y, sigma) : penalized(A, Y, [sigma]));
}

/** (A'A + m sigma^2)^-1 A'Y; one sigma for all neurons or one for each. */
function penalized(A: Matrix, Y: Matrix, sigmas: readonly number[]): Matrix {
  const transposed = A.transpose();
  const gram = transposed.mmul(A);
  addDiagonal(gram, A.rows, sigmas);
  return new CholeskyDecomposition(gram).solve(transposed.mmul(Y));
}

/** A'(AA' + m sigma^2)^-1 Y, which is the same. */
function dual(A: Matrix, Y: Matrix, sigma: number): Matrix {
  const transposed = A.transpose();
  const gram = A.mmul(transposed);
  addDiagonal(gram, A.rows, [sigma]);
  return transposed.mmul(new CholeskyDecomposition(gram).solve(Y));
}

function addDiagonal(gram: Matrix, points: number, sigmas: readonly number[]): void {
  for (let i = 0; i < gram.rows; i++) {
    const sigma = sigmas[sigmas.length === 1 ? 0 : i]!;
    gram.set(i, i, gram.get(i, i) + points * sigma * sigma);
  }
}

/** A neuron that never fires gets the largest sigma of all, so that it has one at all. */
function activeSigmas({ rows, columns, values }: Table, sigma: number): number[] {
  const sigmas = Array.from({ length: columns }, (_, j) => {
    let active = 0;
    for (let i = 0; i < rows; i++) if (values[i * columns + j]! > 0) active += 1;
    return sigma * Math.sqrt(active / rows);
  });
  const largest = sigmas.reduce((max, s) => Math.max(max, s), 0);
  return sigmas.map((s) => (s === 0 ? largest : s));
}

function leastSquares(A: Matrix, Y: Matrix): Matrix {
  const svd = new SingularValueDecomposition(A, { autoTranspose: true });
  const values = svd.diagonal;
  const least = SMALLEST_SINGULAR * values.reduce((max, s) => Math.max(max, s), 0);
  const scaled = svd.leftSingularVectors.transpose().mmul(Y);
  for (let i = 0; i < scaled.rows; i++) {
    scaled.mulRow(i, values[i]! > least ? 1 / values[i]! : 0);
  }
  return svd.rightSingularVectors.mmul(scaled);
}

function matrixOf({ rows, columns, values }: Table): Matrix {
  return Matrix.from1DArray(rows, columns, values as unknown as number[]);
}

function valuesOf(matrix: Matrix): Float64Array {
  return Float64Array.from(matrix.to1DArray());
}

function silentError(where: string): NetworkError {
  return new NetworkError(
    `${where}: no neuron fires at any evaluation point, so nothing can be decoded. ` +
      'Choose intercepts inside the evaluation points, or other evaluation points.',
    { code: 'silent-ensemble', path: where },
  );
}
