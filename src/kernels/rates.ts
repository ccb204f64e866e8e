import { NetworkError } from '../core/errors.js';
import type { LifParams } from './lif.js';
import { loihiTauRc, loihiTauRef } from './loihi-tau.js';

/** Firing rate in spikes per second times amplitude, for a constant current J. */
export type RateFunction = (current: number) => number;

/** Parameters that rates depend on; the leaky types need their time constants. */
export type RateParams = Pick<LifParams, 'amplitude'> &
  Partial<Pick<LifParams, 'tauRc' | 'tauRef'>>;

/** Options of `rate`. */
export interface RateOptions {
  /** Seconds per timestep, for the types whose period is a whole number of timesteps; default 0.001. */
  readonly dt?: number;
  /** True: the rate the population has on the chip, whatever its type. Default false. */
  readonly onChip?: boolean;
}

/**
 * The firing rate of a neuron type as a function of its current:
 *
 *     relu, spikingRelu       amplitude max(J, 0)
 *     lif                     amplitude / (tauRef + tauRc log1p(1 / (J - 1))) for J > 1, else 0
 *     loihi types, on chip    amplitude / (dt ceil(period / dt)), with time constants as on the chip
 *
 * @throws NetworkError if the kind has no rate
 */
export function rate(kind: string, params: RateParams, options: RateOptions = {}): RateFunction {
  const { dt = 0.001, onChip = false } = options;
  const { amplitude } = params;
  const staircase = onChip || kind === 'loihiLif' || kind === 'loihiSpikingRelu';
  if (isLeaky(kind)) {
    const { tauRc, tauRef } = timeConstants(kind, params);
    if (!staircase) {
      return (J) => (J > 1 ? amplitude / (tauRef + tauRc * Math.log1p(1 / (J - 1))) : 0);
    }
    const membrane = loihiTauRc(tauRc, dt);
    const pause = loihiTauRef(tauRef, dt);
    const period = (J: number): number => pause + membrane * Math.log1p(1 / (J - 1));
    return (J) => (J > 1 ? amplitude / dt / Math.ceil(period(J) / dt) : 0);
  }
  requireRectified(kind);
  if (!staircase || kind === 'relu') return (J) => amplitude * Math.max(J, 0);
  return (J) => (J > 0 ? amplitude / dt / Math.ceil(1 / J / dt) : 0);
}

/** Gain and bias of one neuron. */
export interface GainBias {
  readonly gain: number;
  readonly bias: number;
}

/**
 * Gain and bias with which a neuron (of amplitude 1) fires at `maxRate` for the input 1 and falls
 * silent at the input `intercept`.
 *
 * @throws NetworkError if a leaky type cannot fire that fast, or intercept is not below 1
 */
export function gainBias(
  kind: string,
  params: RateParams,
  maxRate: number,
  intercept: number,
): GainBias {
  if (!(intercept < 1)) {
    throw new NetworkError(`${kind}: intercept is ${intercept}, expected a number below 1.`, {
      code: 'bad-option',
      path: `${kind}.intercept`,
    });
  }
  if (!isLeaky(kind)) {
    requireRectified(kind);
    const gain = maxRate / (1 - intercept);
    return { gain, bias: -intercept * gain };
  }
  const { tauRc, tauRef } = timeConstants(kind, params);
  if (!(maxRate < 1 / tauRef)) {
    throw new NetworkError(
      `${kind}: maximum rate is ${maxRate} Hz, expected below 1 / tauRef = ${1 / tauRef} Hz.`,
      { code: 'bad-option', path: `${kind}.maxRate` },
    );
  }
  // J at 1 is 1 / (1 - e) with e the share of the threshold that is left after one period.
  const atOne = 1 / (1 - Math.exp((tauRef - 1 / maxRate) / tauRc));
  const gain = (1 - atOne) / (intercept - 1);
  return { gain, bias: 1 - gain * intercept };
}

/** The inverse of `gainBias`: the rate at the input 1 and the input below which there is silence. */
export function maxRateIntercept(
  kind: string,
  params: RateParams,
  { gain, bias }: GainBias,
): { maxRate: number; intercept: number } {
  if (!isLeaky(kind)) {
    requireRectified(kind);
    const intercept = -bias / gain;
    return { maxRate: gain * (1 - intercept), intercept };
  }
  const { tauRc, tauRef } = timeConstants(kind, params);
  const intercept = (1 - bias) / gain;
  const maxRate = 1 / (tauRef - tauRc * Math.log1p(1 / (gain * (intercept - 1) - 1)));
  return { maxRate, intercept };
}

function isLeaky(kind: string): boolean {
  return kind === 'lif' || kind === 'loihiLif';
}

function requireRectified(kind: string): void {
  if (kind === 'relu' || kind === 'spikingRelu' || kind === 'loihiSpikingRelu') return;
  throw new NetworkError(
    `"${kind}" has no firing rate. There are: relu, spikingRelu, loihiSpikingRelu, lif, loihiLif.`,
    { code: 'unknown-kind', path: kind },
  );
}

function timeConstants(kind: string, params: RateParams): { tauRc: number; tauRef: number } {
  const { tauRc, tauRef } = params;
  if (tauRc === undefined || tauRef === undefined) {
    throw new NetworkError(`${kind}: a rate needs tauRc and tauRef, seconds.`, {
      code: 'bad-option',
      path: kind,
    });
  }
  return { tauRc, tauRef };
}
