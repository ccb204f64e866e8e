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
  const [gain, bias] = [params.gain, params.bias].map(wide);
  const arena = openArena([gain!.length, bias!.length, size, size, size, size]);
  const g = arena.floats(gain!.length);
  g.set(gain!);
  const b = arena.floats(bias!.length);
  b.set(bias!);
  const [gainMask, biasMask] = [params.gain, params.bias].map((v) => (isShared(v) ? 0 : -1));
  const [current, voltage] = [arena.floats(size), arena.floats(size)];
  voltage.set(spread(params.initialVoltage, size));
  const [ownInput, ownOutput] = [arena.floats(size), arena.floats(size)];
  const play = arena.code[kind];
  const [gAt, bAt, cAt, vAt] = [g, b, current, voltage].map((array) => array.byteOffset) as Four;
  const step = (input: Vector, output: Vector): void => {
    const from = pointerTo(input, ownInput, arena);
    const shared = arena.holds(output);
    const to = shared ? output.byteOffset : ownOutput.byteOffset;
    play(size, from, gAt, gainMask!, bAt, biasMask!, cAt, vAt, to, dt, height);
    if (!shared) output.set(ownOutput);
  };
  return { causal: false, state: { voltage, current }, step };
}

type Four = [number, number, number, number];

function isShared(value: number | ArrayLike<number>): value is number {
  return typeof value === 'number';
}

/** One value per neuron, or a shared one for the two neurons that are played at once. */
function wide(value: number | ArrayLike<number>): Float64Array {
  return isShared(value) ? Float64Array.of(value, value) : Float64Array.from(value);
}
