import { Matrix, solve } from 'ml-matrix';

/** x = A x + B u; y = C x + D u: a filter in steps of dt, matrices row-major. */
export interface FilterSystem {
  readonly A: Float64Array;
  readonly B: Float64Array;
  readonly C: Float64Array;
  readonly D: number;
}

/** num(s) / den(s), coefficients from the highest power down; `num` not of higher degree. */
export interface TransferFunction {
  readonly num: ArrayLike<number>;
  readonly den: ArrayLike<number>;
}

/**
 * How an analog filter becomes one in steps of dt: `zoh` holds the input during each timestep (exact for
 * such inputs); `euler` looks forward, `backwardDifference` back, `bilinear` at both ends; a number from
 * 0 to 1 is the weight of the end in the generalized bilinear rule.
 */
export type Discretization = 'zoh' | 'euler' | 'backwardDifference' | 'bilinear' | number;

const weights = { euler: 0, backwardDifference: 1, bilinear: 0.5 } as const;

/**
 * The state space of a transfer function in controllable canonical form. Leading zeros are dropped;
 * without powers in the denominator there is no state.
 *
 * @throws RangeError if the denominator is 0, or the numerator is of higher degree
 */
export function stateSpace({ num, den }: TransferFunction): FilterSystem {
  const bottom = withoutLeadingZeros(den);
  const top = withoutLeadingZeros(num);
  if (bottom.length === 0) throw new RangeError('the denominator is 0');
  if (top.length > bottom.length) {
    throw new RangeError(
      `the numerator has degree ${top.length - 1}, the denominator ${bottom.length - 1}`,
    );
  }
  const order = bottom.length - 1;
  const a = bottom.map((value) => value / bottom[0]!);
  const missing = bottom.length - top.length;
  const b = a.map((_, i) => (i < missing ? 0 : top[i - missing]! / bottom[0]!));
  const A = new Float64Array(order * order);
  for (let j = 0; j < order; j++) {
    A[j] = -a[j + 1]!;
    if (j + 1 < order) A[(j + 1) * order + j] = 1;
  }
  const B = new Float64Array(order);
  if (order > 0) B[0] = 1;
  const C = Float64Array.from({ length: order }, (_, j) => b[j + 1]! - b[0]! * a[j + 1]!);
  return { A, B, C, D: b[0]! };
}

function withoutLeadingZeros(coefficients: ArrayLike<number>): number[] {
  const all = Array.from(coefficients);
  const first = all.findIndex((value) => value !== 0);
  return first < 0 ? [] : all.slice(first);
}

/** An analog system in steps of dt seconds. */
export function discretized(system: FilterSystem, dt: number, how: Discretization): FilterSystem {
  if (system.B.length === 0) return system;
  if (how === 'zoh') return held(system, dt);
  return weighted(system, dt, typeof how === 'number' ? how : weights[how]);
}

/** A' = (I - w dt A)^-1 (I + (1 - w) dt A), B' = (I - w dt A)^-1 dt B; C and D follow. */
function weighted({ A, B, C, D }: FilterSystem, dt: number, w: number): FilterSystem {
  const n = B.length;
  const a = Matrix.from1DArray(n, n, A).mul(dt);
  const end = Matrix.sub(Matrix.eye(n), Matrix.mul(a, w));
  const start = Matrix.add(Matrix.eye(n), Matrix.mul(a, 1 - w));
  const b = solve(end, Matrix.columnVector(B).mul(dt)).to1DArray();
  return {
    A: Float64Array.from(solve(end, start).to1DArray()),
    B: Float64Array.from(b),
    C: Float64Array.from(solve(end.transpose(), Matrix.columnVector(C)).to1DArray()),
    D: D + w * b.reduce((sum, value, i) => sum + value * C[i]!, 0),
  };
}

/**
 * A' = exp(A dt), B' = integral of exp(A s) B over a timestep, both from the exponential of one matrix
 * (Van Loan, "Computing integrals involving the matrix exponential", 1978). State i is scaled by the
 * i-th power of the filter's own rate, so that powers of s do not drown each other.
 */
function held({ A, B, C, D }: FilterSystem, dt: number): FilterSystem {
  const n = B.length;
  const scale = 2 ** Math.round(Math.log2(rateOf(A, n)));
  const both = Matrix.zeros(n + 1, n + 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) both.set(i, j, A[i * n + j]! * scale ** (i - j) * dt);
    both.set(i, n, B[i]! * scale ** i * dt);
  }
  const after = exponential(both);
  const at = (i: number, j: number): number => after.get(i, j) * scale ** ((j < n ? j : 0) - i);
  return {
    A: Float64Array.from({ length: n * n }, (_, k) => at(Math.floor(k / n), k % n)),
    B: Float64Array.from({ length: n }, (_, i) => at(i, n)),
    C,
    D,
  };
}

/** The largest of |a_i|^(1/i): no pole of the companion matrix is faster than twice that. */
function rateOf(A: Float64Array, n: number): number {
  let rate = 0;
  for (let j = 0; j < n; j++) rate = Math.max(rate, Math.abs(A[j]!) ** (1 / (j + 1)));
  return rate > 0 ? rate : 1;
}

/** exp(M) by its series for M / 2^k, which is then squared k times. */
export function exponential(matrix: Matrix): Matrix {
  const norm = matrix.norm('frobenius');
  const halvings = norm > 0.5 ? Math.ceil(Math.log2(norm / 0.5)) : 0;
  const small = Matrix.mul(matrix, 2 ** -halvings);
  let term = Matrix.eye(matrix.rows);
  let sum = Matrix.eye(matrix.rows);
  // 0.5^20 / 20! is far below the last bit.
  for (let k = 1; k <= 20; k++) {
    term = term.mmul(small).mul(1 / k);
    sum = Matrix.add(sum, term);
  }
  for (let k = 0; k < halvings; k++) sum = sum.mmul(sum);
  return sum;
}
