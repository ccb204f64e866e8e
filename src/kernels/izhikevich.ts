import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { requireNumber, spread } from './check.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import {
  makeDrive,
  neuronShape,
  type SpikingOptions,
  type SpikingParams,
  spikingParams,
} from './neurons.js';

/** Parameters of `izhikevich`; a, b, c and d of the paper. */
export interface IzhikevichParams extends SpikingParams {
  /** Speed of the recovery variable (a). */
  readonly tauRecovery: number;
  /** How much the recovery follows the voltage (b). */
  readonly coupling: number;
  /** Voltage after a spike (c). */
  readonly resetVoltage: number;
  /** Added to the recovery after a spike (d). */
  readonly resetRecovery: number;
}

/** What users give for `izhikevich`; the defaults are those of regular spiking cells. */
export interface IzhikevichOptions extends SpikingOptions {
  /** Speed of the recovery variable (a of the paper); default 0.02. */
  readonly tauRecovery?: number;
  /** How much the recovery follows the voltage (b); default 0.2. */
  readonly coupling?: number;
  /** Voltage after a spike (c), and before the first timestep; default -65. */
  readonly resetVoltage?: number;
  /** Added to the recovery after a spike (d); default 8. */
  readonly resetRecovery?: number;
}

/**
 * Cortical cells of Izhikevich ("Simple model of spiking neurons", 2003), the reset before the
 * recovery and J not below -30, both for stability; m = 1000 dt milliseconds per timestep:
 *
 *     v += m (0.04 v^2 + 5 v + 140 - r + J);  v >= 30: out amplitude / dt, v = resetVoltage
 *     r += m tauRecovery (coupling v - r);  after a spike r += resetRecovery
 *
 * State: `voltage`, `recovery`, `current`.
 */
export const izhikevich = defineKernel<IzhikevichParams>({
  kind: 'izhikevich',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('izhikevich', params, input),
  make: izhikevichKernel,
});

function izhikevichKernel(
  params: IzhikevichParams,
  { dt, inputShape }: KernelContext,
): SameStepKernel {
  const { tauRecovery, coupling, resetVoltage, resetRecovery } = params;
  const height = params.amplitude / dt;
  const ms = 1000 * dt;
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const voltage = spread(params.initialVoltage, current.length);
  const recovery = new Float64Array(current.length);
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    for (let i = 0; i < current.length; i++) {
      const J = Math.max(current[i]!, -30);
      const before = voltage[i]!;
      const r = recovery[i]!;
      const risen = before + (0.04 * before * before + 5 * before + 140 - r + J) * ms;
      const spikes = risen >= 30;
      const v = spikes ? resetVoltage : risen;
      voltage[i] = v;
      recovery[i] = r + tauRecovery * (coupling * v - r) * ms + (spikes ? resetRecovery : 0);
      output[i] = spikes ? height : 0;
    }
  };
  return { causal: false, state: { voltage, recovery, current }, step };
}

/** Checks the options of `izhikevich` and fills in the defaults. */
export function izhikevichParams(options: IzhikevichOptions): IzhikevichParams {
  const { tauRecovery = 0.02, coupling = 0.2, resetVoltage = -65, resetRecovery = 8 } = options;
  const own = { tauRecovery, coupling, resetVoltage, resetRecovery };
  for (const [name, value] of Object.entries(own)) requireNumber('izhikevich', name, value, {});
  return { ...spikingParams('izhikevich', { initialVoltage: resetVoltage, ...options }), ...own };
}
