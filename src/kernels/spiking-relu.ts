import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { spread } from './check.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { makeDrive, neuronShape, type SpikingParams } from './neurons.js';
import { WORTH } from './wasm/arena.js';
import { wasmPopulation } from './wasm/population.js';

/**
 * Integrate and fire with any number of spikes per timestep:
 * v += max(J, 0) dt; k = floor(v); out = k amplitude / dt; v -= k. State: `voltage`, `current`.
 */
export const spikingRelu = defineKernel<SpikingParams>({
  kind: 'spikingRelu',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('spikingRelu', params, input),
  make: (params, context) =>
    sizeOf(context.inputShape) < WORTH
      ? plainSpikingRelu(params, context)
      : wasmPopulation('spikingRelu', params, context),
});

/** The population in TypeScript: the one to read. */
export function plainSpikingRelu(
  params: SpikingParams,
  { dt, inputShape }: KernelContext,
): SameStepKernel {
  const height = params.amplitude / dt;
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const voltage = spread(params.initialVoltage, current.length);
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    for (let i = 0; i < current.length; i++) {
      const v = voltage[i]! + Math.max(current[i]!, 0) * dt;
      const spikes = Math.floor(v);
      output[i] = height * spikes;
      voltage[i] = v - spikes;
    }
  };
  return { causal: false, state: { voltage, current }, step };
}
