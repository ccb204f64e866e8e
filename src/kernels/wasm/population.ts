import { sizeOf } from '../../core/shape.js';
import type { Vector } from '../../core/vector.js';
import { spread } from '../check.js';
import type { KernelContext, SameStepKernel } from '../kernel.js';
import type { SpikingParams } from '../neurons.js';
import { openArena, pointerTo } from './arena.js';
import { lengthOf, placeIn } from './drive.js';

/** A population on the WASM kernel of its kind, bit for bit as the one in TypeScript. */
export function wasmPopulation(
  kind: 'spikingRelu' | 'loihiSpikingRelu',
  params: SpikingParams,
  { dt, inputShape }: KernelContext,
): SameStepKernel {
  const size = sizeOf(inputShape);
  const height = params.amplitude / dt;
  const { gain, bias } = params;
  const arena = openArena([lengthOf(gain), lengthOf(bias), size, size, size, size]);
  const [g, b] = [placeIn(arena, gain), placeIn(arena, bias)];
  const [current, voltage] = [arena.floats(size), arena.floats(size)];
  voltage.set(spread(params.initialVoltage, size));
  const [ownInput, ownOutput] = [arena.floats(size), arena.floats(size)];
  const play = arena.code[kind];
  const [c, v] = [current.byteOffset, voltage.byteOffset];
  const step = (input: Vector, output: Vector): void => {
    const from = pointerTo(input, ownInput, arena);
    const shared = arena.holds(output);
    const to = shared ? output.byteOffset : ownOutput.byteOffset;
    play(size, from, g.at, g.mask, b.at, b.mask, c, v, to, dt, height);
    if (!shared) output.set(ownOutput);
  };
  return { causal: false, state: { voltage, current }, step };
}
