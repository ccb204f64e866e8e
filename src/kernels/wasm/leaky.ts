import type { Vector } from '../../core/vector.js';
import { spread } from '../check.js';
import type { LifMembranes } from '../lif.js';
import { openArena, pointerTo } from './arena.js';

/** Plays one neuron whose current is J for one timestep. */
export type PlayNeuron = (
  i: number,
  J: number,
  voltage: Float64Array,
  refractory: Float64Array,
  output: Vector,
) => void;

/** Numbers of a leaky population, as assembly/leaky.ts takes them. */
export interface LeakyNumbers {
  readonly dt: number;
  /** expm1(-dt / tauRc). */
  readonly wholeStep: number;
  readonly minVoltage: number;
  /** Height of a spike and the refractory period after it, where that is the same for all. */
  readonly height: number;
  readonly pause: number;
}

/**
 * Leaky membranes on the WASM kernel of their kind, bit for bit as those in TypeScript: it plays all
 * neurons for which arithmetic is enough, `playOne` the others.
 */
export function wasmMembranes(
  kind: 'lif' | 'loihiLif',
  size: number,
  initialVoltage: number | ArrayLike<number>,
  { dt, wholeStep, minVoltage, height, pause }: LeakyNumbers,
  playOne: PlayNeuron,
): LifMembranes {
  const arena = openArena([size, size, size, size, size]);
  const [voltage, refractory] = [arena.floats(size), arena.floats(size)];
  voltage.set(spread(initialVoltage, size));
  const [ownCurrent, ownOutput] = [arena.floats(size), arena.floats(size)];
  const rest = arena.integers(size);
  const play = arena.code[kind];
  const [v, r, list] = [voltage.byteOffset, refractory.byteOffset, rest.byteOffset];
  const integrate = (current: ArrayLike<number>, output: Vector): void => {
    const from = pointerTo(current, ownCurrent, arena);
    const shared = arena.holds(output);
    const to = shared ? output.byteOffset : ownOutput.byteOffset;
    const count = play(size, from, v, r, to, list, dt, wholeStep, minVoltage, height, pause);
    if (!shared) output.set(ownOutput);
    for (let k = 0; k < count; k++) {
      const i = rest[k]!;
      playOne(i, current[i]!, voltage, refractory, output);
    }
  };
  return { voltage, refractory, integrate };
}
