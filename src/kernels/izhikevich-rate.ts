import { type IzhikevichParams, izhikevich } from './izhikevich.js';
import type { SameStepKernel } from './kernel.js';
import type { RateFunction } from './rate-curves.js';

/**
 * Firing rate of `izhikevich` for a constant current: there is no formula, so the spikes of one
 * simulated second are counted, from voltage and recovery 0, after one timestep to settle.
 */
export function izhikevichRate(params: IzhikevichParams, dt: number): RateFunction {
  return (current) => {
    const alone = { ...params, gain: 1, bias: 0, initialVoltage: 0 };
    const kernel = izhikevich.make(alone as never, { dt, inputShape: [1] }) as SameStepKernel;
    const input = Float64Array.of(current);
    const output = new Float64Array(1);
    const settling = Math.floor(0.001 / dt);
    const steps = Math.floor(1 / dt);
    let sum = 0;
    for (let n = 0; n < settling + steps; n++) {
      kernel.step(input, output);
      if (n >= settling) sum += output[0]!;
    }
    return sum / steps;
  };
}
