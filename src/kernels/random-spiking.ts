import { poisson, type Uniforms } from '../core/poisson.js';
import { seededRandom, seedOfPlace } from '../core/random.js';
import { type Shape, sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { makeDrive, neuronShape } from './neurons.js';
import { baseRate, type FromRatesParams } from './spikes-from-rates.js';

/** Parameters of the types that spike at random. */
export interface RandomSpikingParams extends Omit<FromRatesParams, 'initialVoltage'> {
  /** Whole number; the same seed gives the same spikes. */
  readonly seed: number;
}

/**
 * Spikes at random, as many on average as the rate of the base asks for, and as few in doubt as
 * possible: k = floor(e) + (u < frac(e)), e = dt |rate(J)|, u uniform; out = k sign(rate) amplitude / dt.
 * State: `timestep` (the random numbers of a timestep follow from it and the seed), `current`.
 */
export const stochasticSpiking = randomKernel('stochasticSpiking', (random, mean) => {
  const whole = Math.floor(mean);
  return whole + (random.rand() < mean - whole ? 1 : 0);
});

/** Poisson spikes: k with mean dt |rate(J)|; otherwise as `stochasticSpiking`. */
export const poissonSpiking = randomKernel('poissonSpiking', poisson);

type Count = (random: Uniforms, mean: number) => number;

function randomKernel(kind: string, count: Count) {
  const make = (params: RandomSpikingParams, context: KernelContext): SameStepKernel =>
    randomSpikes(params, context, count);
  const outputShape = (params: RandomSpikingParams, input: Shape) =>
    neuronShape(kind, params, input);
  return defineKernel<RandomSpikingParams>({ kind, role: 'neurons', outputShape, make });
}

function randomSpikes(
  params: RandomSpikingParams,
  { dt, inputShape }: KernelContext,
  count: Count,
): SameStepKernel {
  const height = params.amplitude / dt;
  const rate = baseRate(params.base);
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const timestep = new Uint32Array(1);
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    const { uniform } = seededRandom(seedOfPlace(params.seed, timestep[0]!));
    const random = { rand: uniform };
    for (let i = 0; i < current.length; i++) {
      const hz = rate(current[i]!);
      output[i] = Math.sign(hz) * count(random, dt * Math.abs(hz)) * height;
    }
    timestep[0] = timestep[0]! + 1;
  };
  return { causal: false, state: { timestep, current }, step };
}
