import type { Vector } from '../../core/vector.js';
import type { DenseParams } from '../dense.js';
import type { SameStepKernel } from '../kernel.js';
import { openArena, pointerTo } from './arena.js';

/** A matrix on the WASM kernel, bit for bit as the one in TypeScript. */
export function wasmDense({ weights, rows, columns, bias }: DenseParams): SameStepKernel {
  const arena = openArena([weights.length, columns, rows, rows]);
  const turned = arena.floats(weights.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = weights[i * columns + j]!;
  }
  const own = arena.floats(columns);
  const sums = arena.floats(rows);
  const added = arena.floats(rows);
  if (bias !== undefined) added.set(bias);
  const { code } = arena;
  const step = (input: Vector, output: Vector): void => {
    const from = pointerTo(input, own, arena);
    const shared = arena.holds(output);
    const to = shared ? output.byteOffset : sums.byteOffset;
    code.dense(rows, columns, turned.byteOffset, from, to);
    if (bias !== undefined) code.addBias(1, rows, added.byteOffset, to);
    if (!shared) output.set(sums);
  };
  return { causal: false, state: {}, step };
}
