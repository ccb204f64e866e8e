import { sizeOf } from '../core/shape.js';
import { defineKernel } from './kernel.js';

/** Parameters of the crossing: a spike has the value amplitude / dt. */
export interface SpikeOnceParams {
  readonly amplitude: number;
}

/**
 * What crosses to the chip of spikes in one timestep: who spiked, not how often. A neuron that
 * spiked several times gives one spike.
 */
export const spikeOnce = defineKernel<SpikeOnceParams>({
  kind: 'spikeOnce',
  role: 'other',
  outputShape: (_, input) => input,
  make: ({ amplitude }, { dt, inputShape }) => {
    const size = sizeOf(inputShape);
    return {
      causal: false,
      state: {},
      step(input, output) {
        for (let i = 0; i < size; i++) output[i] = input[i] === 0 ? 0 : amplitude / dt;
      },
    };
  },
});
