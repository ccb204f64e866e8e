import { sizeOf } from '../../core/shape.js';
import type { Vector } from '../../core/vector.js';
import { spread } from '../check.js';
import type { KernelContext, SameStepKernel } from '../kernel.js';
import type { SpikingParams } from '../neurons.js';
import { openArena, pointerTo } from './arena.js';

/** A population on the WASM kernel of its kind, bit for bit as the one in TypeScript. */
export function wasmPopulation(
  kind: 'spikingRelu' | 'loihiSpikingRelu',
  params: SpikingParams,
  { dt, inputShape }: KernelContext,
): SameStepKernel {
  const size = sizeOf(inputShape);
  const height = params.amplitude / dt;
  const arena = openArena(new Array<number>(6).fill(size));
  const place = (value: number | ArrayLike<number>): Float64Array => {
    const array = arena.floats(size);
    array.set(spread(value, size));
    return array;
  };
  const [gain, bias, voltage] = [params.gain, params.bias, params.initialVoltage].map(place);
  const [current, ownInput, ownOutput] = [0, 0, 0].map(place);
  const [g, b, c, v] = [gain, bias, current, voltage].map((array) => array!.byteOffset);
  const play = arena.code[kind];
  const step = (input: Vector, output: Vector): void => {
    const from = pointerTo(input, ownInput!, arena);
    const shared = arena.holds(output);
    const to = shared ? output.byteOffset : ownOutput!.byteOffset;
    play(size, from, g!, b!, c!, v!, to, dt, height);
    if (!shared) output.set(ownOutput!);
  };
  return { causal: false, state: { voltage: voltage!, current: current! }, step };
}
