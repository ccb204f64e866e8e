import fc from 'fast-check';
import { expect } from 'vitest';
import { type Precision, vectorOf } from '../../src/core/vector.js';
import type { Kernel } from '../../src/kernels/kernel.js';
import { sharedVector } from '../../src/kernels/wasm/arena.js';
import { playStep } from '../../src/operators/operator.js';

const odd = fc.constantFrom(-0, 1e308, 5e-324, Number.NaN, Infinity, -Infinity);
/** Numbers of a usual size. */
export const finite = fc.double({ min: -5, max: 5, noNaN: true });
/** Half zeros, as spikes are; some with a sign, some that overflow, some no numbers. */
export const value = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 8, arbitrary: finite },
  odd,
);
/** Lists of so many numbers. */
export const listOf = (arbitrary: fc.Arbitrary<number>, length: number) =>
  fc
    .array(arbitrary, { minLength: length, maxLength: length })
    .map((list) => Float64Array.from(list));
/** Rows of an input, one timestep each. */
export const rowsOf = (size: number) =>
  fc.array(listOf(value, size), { minLength: 1, maxLength: 4 });
/** Bits of the vectors. */
export const precision = fc.constantFrom<Precision>(32, 64);

/** Expects two kernels to answer the same, and to have the same state then, to the last bit. */
export function expectSame(
  plain: Kernel,
  wasm: Kernel,
  rows: readonly Float64Array[],
  outputSize: number,
  bits: Precision,
): void {
  const inputs = [vectorOf, sharedVector].map((make) => make(rows[0]!.length, bits));
  const outputs = [vectorOf, sharedVector].map((make) => make(outputSize, bits));
  for (const row of rows) {
    for (const [k, kernel] of [plain, wasm].entries()) {
      inputs[k]!.set(row);
      outputs[k]!.fill(Number.NaN);
      playStep(kernel, inputs[k]!, outputs[k]!);
    }
    expect(outputs[1]).toEqual(outputs[0]);
    expect(wasm.state).toEqual(plain.state);
  }
}
