import { type Precision, type Vector, vectorOf } from '../../core/vector.js';
import { type Code, type Machine, openMachine } from './code.js';

/** Room in the memory of the WASM kernels. Freed with the last array that lies in it. */
export interface Arena {
  readonly code: Code;
  /** The next `n` float64 of the room, zeros. */
  floats(n: number): Float64Array;
  /** The next `n` 32-bit whole numbers of the room, zeros. */
  integers(n: number): Uint32Array;
  /** True if a kernel can read and write the vector where it is. */
  holds(vector: ArrayLike<number>): vector is Float64Array;
}

/** Smallest memory: many small kernels share one. */
const MEMORY = 1 << 20;
/** Arrays begin at multiples of this, and nothing lies at 0. */
const ALIGN = 16;

// The memory that is being filled; one that is full is left to its arrays.
let machine: Machine | undefined;
let free = 0;

/**
 * Opens room for what is listed: every array that will be asked for, by its number of elements.
 * Arrays of one arena lie in one memory, which never moves.
 */
export function openArena(lengths: readonly number[]): Arena {
  const bytes = lengths.reduce((sum, n) => sum + aligned(8 * n), 0);
  if (machine === undefined || free + bytes > machine.buffer.byteLength) {
    machine = openMachine(Math.max(MEMORY, ALIGN + bytes));
    free = ALIGN;
  }
  const { buffer, code } = machine;
  let at = free;
  free += bytes;
  const take = (size: number): number => {
    const start = at;
    at += aligned(size);
    return start;
  };
  return {
    code,
    floats: (n) => new Float64Array(buffer, take(8 * n), n),
    integers: (n) => new Uint32Array(buffer, take(4 * n), n),
    holds: (vector): vector is Float64Array =>
      vector instanceof Float64Array && vector.buffer === buffer,
  };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGN) * ALIGN;
}

/** Below this many elements a kernel in WASM is not worth its call. */
export const WORTH = 64;

/** A vector of zeros that kernels use without copying it, if it is long enough to matter. */
export function sharedVector(size: number, precision: Precision): Vector {
  if (precision === 32 || size < WORTH) return vectorOf(size, precision);
  return openArena([size]).floats(size);
}

/** Where a kernel finds its input: in place, or copied to `own`. */
export function pointerTo(input: ArrayLike<number>, own: Float64Array, arena: Arena): number {
  if (arena.holds(input)) return input.byteOffset;
  own.set(input);
  return own.byteOffset;
}
