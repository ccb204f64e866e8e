import { type NumberRule, requireChoice, requireNumber } from '../../kernels/check.js';

/** What every curve has. The output is `curve(gain * current)`, times `amplitude`. */
export interface ScaledCurve {
  /**
   * Factor on the current; default 1. Firing rates scaled by s: gain s and amplitude 1 / s. Biases are
   * currents like all others: they are multiplied too, so give them unscaled.
   */
  readonly gain?: number;
  /** Height of a spike times dt, and so output per Hz; default 1. Given as it is, divided already. */
  readonly amplitude?: number;
}

/** amplitude max(J, 0), and negativeSlope J below 0; with spikes the same mean. */
export interface ReluCurve extends ScaledCurve {
  readonly kind: 'relu' | 'spikingRelu';
  /** Slope for negative currents; default 0. */
  readonly negativeSlope?: number;
}

/** Integrate and fire on the chip: periods are whole timesteps. */
export interface LoihiSpikingReluCurve extends ScaledCurve {
  readonly kind: 'loihiSpikingRelu';
  /** Seconds per timestep; default 0.001. */
  readonly dt?: number;
}

interface LeakyCurve extends ScaledCurve {
  /** Membrane time constant in seconds; default 0.02. */
  readonly tauRc?: number;
  /** Refractory period in seconds; default 0.002. */
  readonly tauRef?: number;
}

/** amplitude / (tauRef + tauRc log1p(1 / (J - 1))) for J > 1, else 0. */
export interface LifCurve extends LeakyCurve {
  readonly kind: 'lif';
  /** Above 0: the soft curve, see `SoftLifCurve`. Default 0: the hard one. */
  readonly smoothing?: number;
}

/**
 * The LIF rate with smoothing log(1 + exp((J - 1) / smoothing)) in place of J - 1, which has a slope
 * everywhere (Hunsberger and Eliasmith, "Training spiking deep networks for neuromorphic hardware", 2016).
 */
export interface SoftLifCurve extends LeakyCurve {
  readonly kind: 'softLif';
  /** In units of the threshold current, above 0. */
  readonly smoothing: number;
}

/**
 * What a filter behind the spikes, and the membrane, make of a regular spike train, looked at in a
 * random moment; in the mean over moments the rate (Hunsberger and Eliasmith 2016).
 */
export interface PhaseNoise {
  readonly kind: 'lowpass' | 'alpha';
  /** Time constant of the filter in seconds; well apart from the membrane's. */
  readonly tau: number;
  /** Whole number. */
  readonly seed: number;
}

/** LIF on the chip: periods are whole timesteps, time constants those the chip has. */
export interface LoihiLifCurve extends LeakyCurve {
  readonly kind: 'loihiLif';
  /** Seconds per timestep; default 0.001. */
  readonly dt?: number;
  /** Above 0: gradients of the soft curve. Default 0. */
  readonly smoothing?: number;
  /** Default: none. On the way forward only. */
  readonly noise?: PhaseNoise;
}

/** (amplitude / tauRef) / (1 + exp(-J)), or amplitude tanh(J) / tauRef. */
export interface SaturatingCurve extends ScaledCurve {
  readonly kind: 'sigmoid' | 'tanh';
  /** Seconds; default 1, the curve of Keras' activation. */
  readonly tauRef?: number;
}

/** amplitude J. */
export interface LinearCurve extends ScaledCurve {
  readonly kind: 'linear';
}

/** What neurons do in training, as plain data. */
export type CurveSpec =
  | ReluCurve
  | LoihiSpikingReluCurve
  | LifCurve
  | SoftLifCurve
  | LoihiLifCurve
  | SaturatingCurve
  | LinearCurve;

const kinds: readonly CurveSpec['kind'][] = [
  'relu',
  'spikingRelu',
  'loihiSpikingRelu',
  'lif',
  'softLif',
  'loihiLif',
  'sigmoid',
  'tanh',
  'linear',
];

/** Throws a NetworkError that names the first field of a curve that is out of range. */
export function checkCurve(spec: CurveSpec): void {
  requireChoice('curve', 'kind', spec.kind, kinds);
  const fields: Omit<LoihiLifCurve, 'kind'> & Omit<ReluCurve, 'kind'> = spec;
  const require = (name: string, value: number | undefined, rule: NumberRule) => {
    if (value !== undefined) requireNumber(spec.kind, name, value, rule);
  };
  require('gain', fields.gain, { above: 0 });
  require('amplitude', fields.amplitude, { above: 0 });
  require('negativeSlope', fields.negativeSlope, { atLeast: 0 });
  require('dt', fields.dt, { above: 0, unit: 'seconds' });
  require('tauRc', fields.tauRc, { above: 0, unit: 'seconds' });
  const leaky = spec.kind === 'lif' || spec.kind === 'softLif' || spec.kind === 'loihiLif';
  require('tauRef', fields.tauRef, { [leaky ? 'atLeast' : 'above']: 0, unit: 'seconds' });
  if (spec.kind === 'softLif') requireNumber(spec.kind, 'smoothing', spec.smoothing, { above: 0 });
  require('smoothing', fields.smoothing, { atLeast: 0 });
  if (fields.noise !== undefined) checkNoise(fields.noise);
}

function checkNoise({ kind, tau, seed }: PhaseNoise): void {
  requireChoice('loihiLif', 'noise.kind', kind, ['lowpass', 'alpha']);
  requireNumber('loihiLif', 'noise.tau', tau, { above: 0, unit: 'seconds' });
  requireNumber('loihiLif', 'noise.seed', seed, { whole: true });
}
