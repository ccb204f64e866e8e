import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { spread } from './check.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { makeDrive, neuronShape, type SpikingParams } from './neurons.js';
import { WORTH } from './wasm/arena.js';
import { wasmPopulation } from './wasm/population.js';

/**
 * Integrate and fire as the chip does it, in float: v = max(v + J dt, 0); v > 1: out amplitude / dt,
 * v = 0. At most one spike per timestep, the overshoot is dropped. State: `voltage`, `current`.
 */
export const loihiSpikingRelu = defineKernel<SpikingParams>({
  kind: 'loihiSpikingRelu',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('loihiSpikingRelu', params, input),
  make: (params, context) =>
    sizeOf(context.inputShape) < WORTH
      ? plainLoihiSpikingRelu(params, context)
      : wasmPopulation('loihiSpikingRelu', params, context),
});

/** The population in TypeScript: the one to read. */
export function plainLoihiSpikingRelu(
  params: SpikingParams,
  { dt, inputShape }: KernelContext,
): SameStepKernel {
  const height = params.amplitude / dt;
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const voltage = spread(params.initialVoltage, current.length);
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    for (let i = 0; i < current.length; i++) {
      const v = voltage[i]! + current[i]! * dt;
      const spikes = v > 1;
      output[i] = spikes ? height : 0;
      voltage[i] = spikes || v < 0 ? 0 : v;
    }
  };
  return { causal: false, state: { voltage, current }, step };
}
