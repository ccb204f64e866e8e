import type { Vector } from '../../core/vector.js';
import type { CausalKernel } from '../kernel.js';
import { openArena, pointerTo } from './arena.js';

/** A filter y = keep y + take u on the WASM kernel, bit for bit as the one in TypeScript. */
export function wasmLowpass(size: number, keep: number, take: number): CausalKernel {
  const arena = openArena([size, size]);
  const [value, own] = [arena.floats(size), arena.floats(size)];
  const { lowpass } = arena.code;
  const emit = (output: Vector): void => output.set(value);
  const absorb = (input: Vector): void =>
    lowpass(size, pointerTo(input, own, arena), value.byteOffset, keep, take);
  return { causal: true, state: { value }, emit, absorb };
}
