import { CompileError } from '../../core/errors.js';
import { DECAY_SCALE_TH } from './limits.js';
import type { Compartments } from './model.js';
import { roundHalfEven } from './rounding.js';
import { type ChipWarn, ignoreWarning } from './warn.js';

/**
 * Makes `n` float compartments: the current forgets at once (decayU 1), the voltage never
 * (decayV 0), threshold and bias are 0, noise is off.
 */
export function createCompartments(n: number): Compartments {
  return {
    decayU: new Float32Array(n).fill(1),
    decayV: new Float32Array(n),
    refractDelay: new Int32Array(n),
    vth: new Float32Array(n),
    bias: new Float32Array(n),
    enableNoise: new Uint8Array(n),
    vmin: 0,
    vmax: Number.POSITIVE_INFINITY,
    noiseExp: 0,
    noiseOffset: 0,
    noiseAtMembrane: 0,
    scaleU: true,
    scaleV: false,
    tauS: null,
  };
}

export interface FilterOptions {
  /** Seconds per timestep, 0.001. */
  readonly dt?: number;
  readonly warn?: ChipWarn;
}

/**
 * Sets the one input filter of a block, a lowpass with time constant `tauS` (seconds). The larger
 * of two settings wins; both orders warn. A time constant the chip cannot scale (above about
 * 8190 steps) throws `current-scaling-required`.
 */
export function configureFilter(
  compartments: Compartments,
  tauS: number,
  { dt = 0.001, warn = ignoreWarning }: FilterOptions = {},
): void {
  const before = compartments.tauS;
  if (before !== null && tauS < before) {
    warn('filter_kept_larger');
    return;
  }
  if (before !== null && tauS > before) warn('filter_overwritten_larger');
  setDecayU(compartments, tauS, dt);
  compartments.tauS = tauS;
}

/** Sets the input filter of a block that has none yet; a later `configureFilter` replaces it. */
export function configureDefaultFilter(
  compartments: Compartments,
  tauS: number,
  { dt = 0.001 }: FilterOptions = {},
): void {
  if (compartments.tauS === null) setDecayU(compartments, tauS, dt);
}

export interface NeuronOptions {
  /** Refractory time in seconds, rounded to whole steps. */
  readonly tauRef?: number;
  /** Threshold, 1. */
  readonly vth?: number;
  /** Seconds per timestep, 0.001. */
  readonly dt?: number;
}

export interface LifOptions extends NeuronOptions {
  /** Membrane time constant in seconds, 0.02. */
  readonly tauRc?: number;
  /** Lowest voltage, 0. */
  readonly minVoltage?: number;
}

/**
 * Makes the compartments leaky integrate-and-fire neurons. A membrane time constant the chip cannot
 * scale (above about 8190 steps) throws `voltage-scaling-required`.
 */
export function configureLif(compartments: Compartments, options: LifOptions = {}): void {
  const { tauRc = 0.02, tauRef = 0.001, vth = 1, dt = 0.001, minVoltage = 0 } = options;
  const decay = decayOf(tauRc, dt);
  if (!(Math.fround(decay) > DECAY_SCALE_TH)) {
    throw new CompileError(
      `membrane time constant ${tauRc} s is too long for steps of ${dt} s (decay ${decay}, must be above ${DECAY_SCALE_TH}). Use a shorter tauRc, or neurons without leak.`,
      { code: 'voltage-scaling-required' },
    );
  }
  setNeuron(compartments, decay, refractSteps(tauRef, dt), vth, minVoltage);
  compartments.scaleV = true;
}

/** Makes the compartments integrate-and-fire neurons without leak. */
export function configureRelu(compartments: Compartments, options: NeuronOptions = {}): void {
  const { tauRef = 0, vth = 1, dt = 0.001 } = options;
  setNeuron(compartments, 0, refractSteps(tauRef, dt), vth, 0);
}

/** Makes the compartments keep no voltage from step to step; used to read a weighted sum. */
export function configureNonspiking(compartments: Compartments, options: NeuronOptions = {}): void {
  setNeuron(compartments, 1, 1, options.vth ?? 1, 0); // any tauRef is ignored
}

/** Share lost per step by a first-order decay; 1 for a time constant of 0. */
function decayOf(tau: number, dt: number): number {
  return tau === 0 ? 1 : -Math.expm1(-dt / tau);
}

function refractSteps(tauRef: number, dt: number): number {
  return roundHalfEven(tauRef / dt) + 1;
}

function setDecayU(compartments: Compartments, tauS: number, dt: number): void {
  const decay = decayOf(tauS, dt);
  if (!(decay > DECAY_SCALE_TH)) {
    throw new CompileError(
      `input filter of ${tauS} s is too long for steps of ${dt} s (decay ${decay}, must be above ${DECAY_SCALE_TH}). Use a shorter synapse.`,
      { code: 'current-scaling-required' },
    );
  }
  compartments.decayU.fill(decay);
  compartments.scaleU = true;
}

function setNeuron(
  compartments: Compartments,
  decayV: number,
  refractDelay: number,
  vth: number,
  vmin: number,
): void {
  compartments.decayV.fill(decayV);
  compartments.refractDelay.fill(refractDelay);
  compartments.vth.fill(vth);
  compartments.vmin = vmin;
  compartments.vmax = Number.POSITIVE_INFINITY;
  compartments.scaleV = false;
}
