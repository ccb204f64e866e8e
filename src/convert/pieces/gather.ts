import { sizeOf } from '../../core/shape.js';
import type { Operator } from '../../operators/operator.js';
import { reshape } from '../../operators/reshape.js';
import { slice } from '../../operators/slice.js';
import { sparse } from '../../operators/sparse.js';

/**
 * Operators that take every element of `output` from one place of the input: `from` gives its flat
 * position for the element's position on each axis, or -1 for a 0.
 */
export function gather(
  input: readonly number[],
  output: readonly number[],
  from: (at: readonly number[]) => number,
): Operator[] {
  const sources = sourcesOf(output, from);
  const inPlace = sources.length === sizeOf(input) && sources.every((s, i) => s === i);
  if (inPlace) return [reshape(output)];
  const taking = sources.includes(-1) ? entries(sources, sizeOf(input)) : slice(sources);
  return output.length === 1 ? [taking] : [taking, reshape(output)];
}

function sourcesOf(output: readonly number[], from: (at: readonly number[]) => number): Int32Array {
  const at = output.map(() => 0);
  return Int32Array.from({ length: sizeOf(output) }, () => {
    const source = from(at);
    for (let axis = output.length - 1; axis >= 0; axis--) {
      at[axis] = at[axis]! + 1;
      if (at[axis]! < output[axis]!) break;
      at[axis] = 0;
    }
    return source;
  });
}

function entries(sources: Int32Array, size: number): Operator {
  const rows = Uint32Array.from(sources.keys()).filter((i) => sources[i]! >= 0);
  const columns = rows.map((i) => sources[i]!);
  const values = new Float32Array(rows.length).fill(1);
  return sparse({ shape: [sources.length, size], rows, columns, values });
}

/** Flat position of an element. */
export function flatPosition(at: readonly number[], shape: readonly number[]): number {
  return at.reduce((flat, n, axis) => flat * shape[axis]! + n, 0);
}
