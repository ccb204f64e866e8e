import type { Vector } from '../../core/vector.js';
import { openArena, pointerTo, WORTH } from './arena.js';

/** Lists the places of values that are not 0, ascending; how many there are. */
export type Scan = (values: Vector, indices: Uint32Array) => number;

/** Opens a scan of vectors of `size` values. */
export function openScan(size: number): Scan {
  return size < WORTH ? plainScan(size) : wasmScan(size);
}

/** A scan in TypeScript: the one to read. */
export function plainScan(size: number): Scan {
  return (values, indices) => {
    let count = 0;
    for (let i = 0; i < size; i++) if (values[i] !== 0) indices[count++] = i;
    return count;
  };
}

/** The same in WASM. */
export function wasmScan(size: number): Scan {
  const arena = openArena([size, size]);
  const own = arena.floats(size);
  const found = arena.integers(size);
  const { listNonZero } = arena.code;
  return (values, indices) => {
    const count = listNonZero(size, pointerTo(values, own, arena), found.byteOffset);
    // Copied out: who sends spikes to a thread would send the whole memory with them.
    for (let k = 0; k < count; k++) indices[k] = found[k]!;
    return count;
  };
}
