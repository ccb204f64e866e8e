import { describe, expect, it } from 'vitest';
import { NetworkError } from '../../../src/core/errors.js';
import { seededRandom } from '../../../src/core/random.js';
import { type SolverKind, solveDecoders, type Table } from '../../../src/kernels/solve/decoders.js';

/** Rates between 0 and 200 Hz, every third of them 0. */
function randomRates(seed: number, rows: number, columns: number): Table {
  const random = seededRandom(seed);
  const draw = () => (random.uniform() < 1 / 3 ? 0 : 200 * random.uniform());
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, draw) };
}

function randomTargets(seed: number, rows: number, columns: number): Table {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: rows * columns }, () => random.normal());
  return { rows, columns, values };
}

const at = ({ columns, values }: Table, i: number, j: number) => values[i * columns + j]!;
const highest = ({ values }: Table) => Math.max(...values);
const shareActive = (A: Table, j: number) =>
  Array.from({ length: A.rows }, (_, i) => at(A, i, j) > 0).filter(Boolean).length / A.rows;

/** How far A'(A D - Y) + m sigma_j^2 D is from 0, as a share of A'Y: 0 at the minimum. */
function gradient(A: Table, Y: Table, D: Float64Array, sigmas: readonly number[]): number {
  let worst = 0;
  let scale = 0;
  for (let j = 0; j < A.columns; j++) {
    for (let k = 0; k < Y.columns; k++) {
      let slope = A.rows * sigmas[j]! ** 2 * D[j * Y.columns + k]!;
      let pull = 0;
      for (let i = 0; i < A.rows; i++) {
        let found = 0;
        for (let l = 0; l < A.columns; l++) found += at(A, i, l) * D[l * Y.columns + k]!;
        slope += at(A, i, j) * (found - at(Y, i, k));
        pull += at(A, i, j) * at(Y, i, k);
      }
      worst = Math.max(worst, Math.abs(slope));
      scale = Math.max(scale, Math.abs(pull));
    }
  }
  return worst / scale;
}

describe('decoders with a penalty are where its gradient is 0', () => {
  it.each([
    ['more points than neurons', 40, 12],
    ['fewer points than neurons', 9, 20],
    ['as many', 15, 15],
  ])('for %s', (_, points, neurons) => {
    const A = randomRates(points, points, neurons);
    const Y = randomTargets(neurons, points, 3);
    const D = solveDecoders(A, Y, { kind: 'l2', reg: 0.1 }, 'x');
    const sigmas = Array.from({ length: neurons }, () => 0.1 * highest(A));
    expect(gradient(A, Y, D, sigmas)).toBeLessThan(1e-12);
  });

  it('for a penalty that depends on how often a neuron fires', () => {
    const A = randomRates(5, 30, 10);
    for (let i = 0; i < 30; i++) A.values[i * 10 + 4] = 0;
    const Y = randomTargets(6, 30, 2);
    const D = solveDecoders(A, Y, { kind: 'l2nz', reg: 0.2 }, 'x');
    const own = Array.from(
      { length: 10 },
      (_, j) => 0.2 * highest(A) * Math.sqrt(shareActive(A, j)),
    );
    const sigmas = own.map((sigma) => (sigma === 0 ? Math.max(...own) : sigma));
    expect(gradient(A, Y, D, sigmas)).toBeLessThan(1e-12);
  });
});

describe('plain least squares', () => {
  it.each([
    [12, 5],
    [5, 12],
  ])('reproduces targets that %i points and %i neurons can reach', (points, neurons) => {
    const A = randomRates(3, points, neurons);
    const wanted = randomTargets(4, neurons, 1).values.map((d) => d / 100);
    const values = Float64Array.from({ length: points }, (_, i) =>
      wanted.reduce((sum, d, j) => sum + d * at(A, i, j), 0),
    );
    const Y = { rows: points, columns: 1, values };
    const D = solveDecoders(A, Y, { kind: 'lstsq', reg: 0.1 }, 'x');
    for (let i = 0; i < points; i++) {
      const found = D.reduce((sum, d, j) => sum + d * at(A, i, j), 0);
      expect(found).toBeCloseTo(values[i]!, 9);
    }
  });
});

it.each<SolverKind>(['l2', 'l2nz', 'lstsq'])('%s refuses neurons that never fire', (kind) => {
  const A = { rows: 4, columns: 2, values: new Float64Array(8) };
  const Y = randomTargets(1, 4, 1);
  const solve = () => solveDecoders(A, Y, { kind, reg: 0.1 }, '"decode2"');
  expect(solve).toThrow(NetworkError);
  expect(solve).toThrow(/^"decode2": no neuron fires at any evaluation point/);
});
