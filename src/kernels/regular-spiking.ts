import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { spread } from './check.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { makeDrive, neuronShape } from './neurons.js';
import { baseRate, type FromRatesParams } from './spikes-from-rates.js';

/**
 * Spikes as regular as the rates of the base: v += rate(J) dt; k = floor(v); out = k amplitude / dt;
 * v -= k. Negative rates give negative spikes. State: `voltage`, `current`.
 */
export const regularSpiking = defineKernel<FromRatesParams>({
  kind: 'regularSpiking',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('regularSpiking', params, input),
  make: regularSpikingKernel,
});

function regularSpikingKernel(
  params: FromRatesParams,
  { dt, inputShape }: KernelContext,
): SameStepKernel {
  const height = params.amplitude / dt;
  const rate = baseRate(params.base);
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const voltage = spread(params.initialVoltage, current.length);
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    for (let i = 0; i < current.length; i++) {
      const v = voltage[i]! + rate(current[i]!) * dt;
      const spikes = Math.floor(v);
      output[i] = height * spikes;
      voltage[i] = v - spikes;
    }
  };
  return { causal: false, state: { voltage, current }, step };
}
