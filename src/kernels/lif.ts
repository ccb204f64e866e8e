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
import { WORTH } from './wasm/arena.js';
import { type PlayNeuron, wasmMembranes } from './wasm/leaky.js';

/** Parameters of the leaky types. */
export interface LifParams extends SpikingParams {
  /** Membrane time constant in seconds. */
  readonly tauRc: number;
  /** Refractory period in seconds. */
  readonly tauRef: number;
  /** The voltage is never below this; at most 0. */
  readonly minVoltage: number;
}

/** What users give for the leaky types. */
export interface LifOptions extends SpikingOptions {
  /** Membrane time constant in seconds, above 0; default 0.02. */
  readonly tauRc?: number;
  /** Refractory period in seconds, 0 or more; default 0.002. */
  readonly tauRef?: number;
  /** Lowest voltage, not above 0; default 0. */
  readonly minVoltage?: number;
}

/**
 * Leaky integrate and fire with threshold 1 and reset to 0. The time inside the timestep at which the
 * threshold is crossed is computed, so the refractory period is not rounded to timesteps:
 *
 *     R -= dt;  h = clip(dt - R, 0, dt);  v += (J - v) (1 - exp(-h / tauRc))
 *     v > 1: out amplitude / dt;  R = tauRef + dt + tauRc log1p(-(v - 1) / (J - 1));  v = 0
 *
 * State: `voltage`, `refractory` (R, seconds), `current`.
 */
export const lif = defineKernel<LifParams>({
  kind: 'lif',
  role: 'neurons',
  outputShape: (params, input) => neuronShape('lif', params, input),
  make: lifKernel,
});

function lifKernel(params: LifParams, { dt, inputShape }: KernelContext): SameStepKernel {
  const { current, drive } = makeDrive(params, sizeOf(inputShape));
  const { voltage, refractory, integrate } = lifMembranes(params, dt, current.length);
  const step = (input: Vector, output: Vector): void => {
    drive(input);
    integrate(current, output);
  };
  return { causal: false, state: { voltage, refractory, current }, step };
}

/** The membranes of leaky neurons: one timestep turns currents into spikes of amplitude / dt. */
export interface LifMembranes {
  readonly voltage: Float64Array;
  /** Seconds. */
  readonly refractory: Float64Array;
  integrate(current: ArrayLike<number>, output: Vector): void;
}

/** Makes `size` membranes as `lif` describes them. */
export function lifMembranes(params: LifParams, dt: number, size: number): LifMembranes {
  const { tauRc, minVoltage, initialVoltage } = params;
  const height = params.amplitude / dt;
  const playOne = lifNeuron(params, dt);
  if (size < WORTH) return plainMembranes(size, initialVoltage, playOne);
  const numbers = { dt, wholeStep: Math.expm1(-dt / tauRc), minVoltage, height, pause: 0 };
  return wasmMembranes('lif', size, initialVoltage, numbers, playOne);
}

/** Membranes played one by one. */
export function plainMembranes(
  size: number,
  initialVoltage: number | ArrayLike<number>,
  playOne: PlayNeuron,
): LifMembranes {
  const voltage = spread(initialVoltage, size);
  const refractory = new Float64Array(size);
  const integrate = (current: ArrayLike<number>, output: Vector): void => {
    for (let i = 0; i < size; i++) playOne(i, current[i]!, voltage, refractory, output);
  };
  return { voltage, refractory, integrate };
}

/** One timestep of one neuron as `lif` describes it. */
export function lifNeuron({ tauRc, tauRef, minVoltage, amplitude }: LifParams, dt: number) {
  const height = amplitude / dt;
  const wholeStep = Math.expm1(-dt / tauRc);
  const play: PlayNeuron = (i, J, voltage, refractory, output) => {
    const R = refractory[i]! - dt;
    // Only the part of the timestep after the refractory period is integrated.
    const decay = R <= 0 ? wholeStep : R >= dt ? 0 : Math.expm1(-(dt - R) / tauRc);
    const v = voltage[i]! - (J - voltage[i]!) * decay;
    if (v > 1) {
      refractory[i] = tauRef + dt + tauRc * Math.log1p(-(v - 1) / (J - 1));
      voltage[i] = 0;
      output[i] = height;
    } else {
      refractory[i] = R;
      voltage[i] = Math.max(v, minVoltage);
      output[i] = 0;
    }
  };
  return play;
}

/** Checks the options of a leaky type and fills in the defaults. */
export function lifParams(kind: string, options: LifOptions): LifParams {
  const { tauRc = 0.02, tauRef = 0.002, minVoltage = 0 } = options;
  requireNumber(kind, 'tauRc', tauRc, { unit: 'seconds', above: 0 });
  requireNumber(kind, 'tauRef', tauRef, { unit: 'seconds', atLeast: 0 });
  requireNumber(kind, 'minVoltage', minVoltage, { atMost: 0 });
  return { ...spikingParams(kind, options), tauRc, tauRef, minVoltage };
}
