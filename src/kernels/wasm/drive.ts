import type { Vector } from '../../core/vector.js';
import type { Drive, NeuronParams } from '../neurons.js';
import { type Arena, openArena, pointerTo } from './arena.js';

/** Gain and bias in an arena, for two neurons at once. */
export interface Placed {
  readonly at: number;
  /** 0: all neurons share the value; -1: one per neuron. */
  readonly mask: number;
}

/** Number of float64 that `placeIn` takes. */
export function lengthOf(value: number | ArrayLike<number>): number {
  return typeof value === 'number' ? 2 : value.length;
}

/** Puts one value per neuron, or a shared one twice, into an arena. */
export function placeIn(arena: Arena, value: number | ArrayLike<number>): Placed {
  const array = arena.floats(lengthOf(value));
  if (typeof value === 'number') array.fill(value);
  else array.set(value);
  return { at: array.byteOffset, mask: typeof value === 'number' ? 0 : -1 };
}

/** J = gain * input + bias on the WASM kernel, bit for bit as in TypeScript. */
export function wasmDrive(params: NeuronParams, size: number): Drive {
  const arena = openArena([lengthOf(params.gain), lengthOf(params.bias), size, size]);
  const gain = placeIn(arena, params.gain);
  const bias = placeIn(arena, params.bias);
  const [current, own] = [arena.floats(size), arena.floats(size)];
  const play = arena.code.drive;
  const to = current.byteOffset;
  const drive = (input: Vector): void =>
    play(size, pointerTo(input, own, arena), gain.at, gain.mask, bias.at, bias.mask, to);
  return { current, drive };
}
