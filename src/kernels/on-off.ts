import { sizeOf } from '../core/shape.js';
import type { KernelDefinition } from './kernel.js';

/**
 * A value of D dimensions as the spikes of 2D integrate-and-fire neurons: neuron i fires at
 * 0.5 (1 + x_i) / dt, neuron D + i at 0.5 (1 - x_i) / dt. Spikes have height 1/dt and several may
 * fall into one timestep. What crosses to the chip is who fired, so values outside [-1, 1] saturate.
 */
export const onOff: KernelDefinition = {
  kind: 'onOff',
  role: 'neurons',
  outputShape: (_params, input) => [2 * sizeOf(input)],
  make: (_params, { dt, inputShape }) => {
    const d = sizeOf(inputShape);
    const voltage = new Float64Array(2 * d);
    const rate = 0.5 / dt;
    return {
      causal: false,
      state: { voltage },
      step(input, output) {
        for (let i = 0; i < 2 * d; i++) {
          const x = i < d ? input[i]! : -input[i - d]!;
          const v = voltage[i]! + Math.max(rate * x + rate, 0) * dt;
          const spikes = Math.floor(v);
          output[i] = spikes / dt;
          voltage[i] = v - spikes;
        }
      },
    };
  },
};

/** What the chip makes of on/off spikes in one timestep: 1 where the on neuron fired, less 1 where the off neuron did. */
export const fromOnOff: KernelDefinition = {
  kind: 'fromOnOff',
  role: 'other',
  outputShape: (_params, input) => [sizeOf(input) / 2],
  make: (_params, { inputShape }) => {
    const d = sizeOf(inputShape) / 2;
    return {
      causal: false,
      state: {},
      step(input, output) {
        for (let i = 0; i < d; i++) output[i] = Math.sign(input[i]!) - Math.sign(input[d + i]!);
      },
    };
  },
};
