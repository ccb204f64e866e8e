import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { defineKernel, type KernelContext, type SameStepKernel } from './kernel.js';
import { type LifMembranes, type LifParams, plainMembranes } from './lif.js';
import { loihiTauRc, loihiTauRef } from './loihi-tau.js';
import { makeDrive, neuronShape } from './neurons.js';
import { WORTH } from './wasm/arena.js';
import { type PlayNeuron, wasmMembranes } from './wasm/leaky.js';

/**
 * Leaky integrate and fire as the chip does it, in float: time constants the chip can represent, the
 * refractory period in whole timesteps, at most one spike per timestep, the overshoot is dropped:
 *
 *     R -= dt;  h = clip(dt - R, 0, dt);  v += (J - v) (1 - exp(-h / tauRc*))
 *     v > 1: out amplitude / dt;  R = tauRef* + dt;  v = 0
 *
 * State: `voltage`, `refractory` (R, seconds), `current`.
 */
export const loihiLif = defineKernel<LifParams>({
  kind: 'loihiLif',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('loihiLif', params, input),
  make: loihiLifKernel,
});

function loihiLifKernel(params: LifParams, { dt, inputShape }: KernelContext): SameStepKernel {
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const { voltage, refractory, integrate } = loihiMembranes(params, dt, current.length);
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    integrate(current, output);
  };
  return { causal: false, state: { voltage, refractory, current }, step };
}

function loihiMembranes(params: LifParams, dt: number, size: number): LifMembranes {
  const { minVoltage, initialVoltage } = params;
  const playOne = loihiLifNeuron(params, dt);
  if (size < WORTH) return plainMembranes(size, initialVoltage, playOne);
  const wholeStep = Math.expm1(-dt / loihiTauRc(params.tauRc, dt));
  const pause = loihiTauRef(params.tauRef, dt) + dt;
  const numbers = { dt, wholeStep, minVoltage, height: params.amplitude / dt, pause };
  return wasmMembranes('loihiLif', size, initialVoltage, numbers, playOne);
}

/** One timestep of one neuron as `loihiLif` describes it. */
export function loihiLifNeuron(params: LifParams, dt: number) {
  const { minVoltage } = params;
  const tauRc = loihiTauRc(params.tauRc, dt);
  const pause = loihiTauRef(params.tauRef, dt) + dt;
  const height = params.amplitude / dt;
  const wholeStep = Math.expm1(-dt / tauRc);
  const play: PlayNeuron = (i, J, voltage, refractory, output) => {
    const R = refractory[i]! - dt;
    const decay = R <= 0 ? wholeStep : R >= dt ? 0 : Math.expm1(-(dt - R) / tauRc);
    const v = voltage[i]! - (J - voltage[i]!) * decay;
    const spikes = v > 1;
    refractory[i] = spikes ? pause : R;
    voltage[i] = spikes ? 0 : Math.max(v, minVoltage);
    output[i] = spikes ? height : 0;
  };
  return play;
}
