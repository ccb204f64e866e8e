import { NetworkError } from '../core/errors.js';
import type { IzhikevichParams } from './izhikevich.js';
import { izhikevichRate } from './izhikevich-rate.js';
import type { LifParams } from './lif.js';
import { loihiTauRc, loihiTauRef } from './loihi-tau.js';
import {
  leakyCurve,
  type RateCurve,
  type RateFunction,
  rectifiedCurve,
  sigmoidCurve,
  slopedCurve,
  tanhCurve,
} from './rate-curves.js';
import type { RateBase } from './spikes-from-rates.js';

export type { RateFunction } from './rate-curves.js';

/** Parameters that rates depend on: those of the neuron type. */
export type RateParams = Pick<LifParams, 'amplitude'> &
  Partial<Pick<LifParams, 'tauRc' | 'tauRef'>> & { readonly slope?: number } & Partial<
    Omit<IzhikevichParams, 'gain' | 'bias'>
  > & { readonly base?: RateBase };

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
 *     relu, spikingRelu         amplitude max(J, 0)
 *     leakyRelu                 amplitude (max(J, 0) + slope min(J, 0))
 *     lif, lifRate, adaptive    amplitude / (tauRef + tauRc log1p(1 / (J - 1))) for J > 1, else 0
 *     sigmoid                   amplitude (1 / tauRef) / (1 + exp(-J))
 *     tanh                      amplitude tanh(J) / tauRef
 *     regularSpiking and kin    that of the base, without the amplitude of the spikes
 *     izhikevich                spikes counted over a simulated second
 *     loihi types, on chip      amplitude / (dt ceil(period / dt)), with time constants as on the chip
 *
 * Adaptation is left out: the rate is that of the first moment.
 *
 * @throws NetworkError if the kind has no rate
 */
export function rate(kind: string, params: RateParams, options: RateOptions = {}): RateFunction {
  const { dt = 0.001, onChip = false } = options;
  const staircase = onChip || kind === 'loihiLif' || kind === 'loihiSpikingRelu';
  if (kind === 'izhikevich') return izhikevichRate(params as IzhikevichParams, dt);
  const base = baseOf(kind, params);
  const period =
    staircase && !rates.includes(kind) ? periodOf(base?.kind ?? kind, base ?? params, dt) : null;
  if (period !== null) return (J) => params.amplitude / dt / Math.ceil(period(J) / dt);
  const curve = curveOf(kind, params);
  const { amplitude } = base ?? params;
  return (J) => amplitude * curve.rate(J);
}

/** Gain and bias of one neuron. */
export interface GainBias {
  readonly gain: number;
  readonly bias: number;
}

/**
 * Gain and bias with which a neuron (of amplitude 1) fires at `maxRate` for the input 1 and falls
 * silent at the input `intercept` (`sigmoid`: fires at half of its highest rate).
 *
 * @throws NetworkError if the type cannot fire that fast, intercept is not below 1, or the type has
 *   no formula
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
  const { currentAt, silentAt, limit } = curveOf(kind, params);
  if (!(maxRate < limit)) {
    throw new NetworkError(
      `${kind}: maximum rate is ${maxRate} Hz, expected below 1 / tauRef = ${limit} Hz.`,
      { code: 'bad-option', path: `${kind}.maxRate` },
    );
  }
  const gain = (currentAt(maxRate) - silentAt) / (1 - intercept);
  return { gain, bias: silentAt - gain * intercept };
}

/** The inverse of `gainBias`: the rate at the input 1 and the input below which there is silence. */
export function maxRateIntercept(
  kind: string,
  params: RateParams,
  { gain, bias }: GainBias,
): { maxRate: number; intercept: number } {
  const curve = curveOf(kind, params);
  return { maxRate: curve.rate(gain + bias), intercept: (curve.silentAt - bias) / gain };
}

type TimeConstants = { readonly tauRc?: number; readonly tauRef?: number };

const rectified = ['relu', 'spikingRelu', 'loihiSpikingRelu'];
const leaky = ['lif', 'lifRate', 'loihiLif', 'adaptiveLif', 'adaptiveLifRate'];
const wrapping = ['regularSpiking', 'stochasticSpiking', 'poissonSpiking'];
const curved = ['sigmoid', 'tanh'];
/** Types that give rates have no period, on chip or off. */
const rates = ['relu', 'leakyRelu', 'lifRate', 'adaptiveLifRate', ...curved];

function curveOf(kind: string, params: RateParams): RateCurve {
  const base = baseOf(kind, params);
  if (base !== null) return curveOf(base.kind, base);
  if (rectified.includes(kind)) return rectifiedCurve();
  if (kind === 'leakyRelu') return slopedCurve(params.slope!);
  if (leaky.includes(kind)) {
    const { tauRc, tauRef } = timeConstants(kind, params);
    return leakyCurve(tauRc, tauRef);
  }
  if (kind === 'sigmoid') return sigmoidCurve(params.tauRef!);
  if (kind === 'tanh') return tanhCurve(params.tauRef!);
  throw noRate(kind);
}

function baseOf(kind: string, params: RateParams): RateBase | null {
  return wrapping.includes(kind) && params.base !== undefined ? params.base : null;
}

/** Seconds between spikes as the chip has them, Infinity in silence; `null`: a type it cannot play. */
function periodOf(
  kind: string,
  params: TimeConstants,
  dt: number,
): ((current: number) => number) | null {
  if (rectified.includes(kind)) return (J) => (J > 0 ? 1 / J : Infinity);
  if (!['lif', 'lifRate', 'loihiLif'].includes(kind)) return null;
  const { tauRc, tauRef } = timeConstants(kind, params);
  const membrane = loihiTauRc(tauRc, dt);
  const pause = loihiTauRef(tauRef, dt);
  return (J) => (J > 1 ? pause + membrane * Math.log1p(1 / (J - 1)) : Infinity);
}

function noRate(kind: string): NetworkError {
  const known = [...rectified, 'leakyRelu', ...leaky, ...curved, ...wrapping, 'izhikevich'];
  const formula = kind === 'izhikevich';
  return new NetworkError(
    formula
      ? 'izhikevich: gain and bias do not follow from rates by a formula. Give gain and bias.'
      : `"${kind}" has no firing rate. There are: ${known.join(', ')}.`,
    { code: formula ? 'no-formula' : 'unknown-kind', path: kind },
  );
}

function timeConstants(
  kind: string,
  { tauRc, tauRef }: TimeConstants,
): { tauRc: number; tauRef: number } {
  if (tauRc === undefined || tauRef === undefined) {
    throw new NetworkError(`${kind}: a rate needs tauRc and tauRef, seconds.`, {
      code: 'bad-option',
      path: kind,
    });
  }
  return { tauRc, tauRef };
}
