import type { Description } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import { type SpikingOptions, type SpikingParams, spikingParams } from './neurons.js';
import {
  leakyCurve,
  type RateFunction,
  rectifiedCurve,
  sigmoidCurve,
  tanhCurve,
} from './rate-curves.js';

/** The rate type that spikes are made from. */
export interface RateBase {
  readonly kind: 'relu' | 'lifRate' | 'sigmoid' | 'tanh';
  /** Factor on the rate. */
  readonly amplitude: number;
  /** Membrane time constant in seconds; `lifRate` only. */
  readonly tauRc?: number;
  /** Refractory period in seconds; all but `relu`. */
  readonly tauRef?: number;
}

/** Parameters of the types that turn rates into spikes. */
export interface FromRatesParams extends SpikingParams {
  readonly base: RateBase;
}

const bases = ['relu', 'lifRate', 'sigmoid', 'tanh'];

/**
 * Checks the options of a type that turns rates into spikes. The base gives the curve; gain and bias
 * belong to the population itself.
 *
 * @throws NetworkError if the base is no rate type, or has a gain or bias of its own
 */
export function fromRatesParams(
  kind: string,
  base: Description,
  options: SpikingOptions,
): FromRatesParams {
  if (!bases.includes(base?.kind)) {
    throw new NetworkError(
      `${kind}: the base is ${base?.kind ?? String(base)}, expected ${bases.join(', ')}.`,
      { code: 'bad-option', path: `${kind}.base` },
    );
  }
  const { gain, bias, amplitude, tauRc, tauRef } = base.params as Record<string, unknown>;
  if (gain !== 1 || bias !== 0) {
    throw new NetworkError(
      `${kind}: the base has a gain or bias of its own. Give them to ${kind} instead.`,
      { code: 'bad-option', path: `${kind}.base` },
    );
  }
  const curve = { kind: base.kind, amplitude, tauRc, tauRef };
  const given = Object.entries(curve).filter(([, value]) => value !== undefined);
  return {
    ...spikingParams(kind, options),
    base: Object.fromEntries(given) as unknown as RateBase,
  };
}

/** The rate of a base as a function of the current, in Hz. */
export function baseRate(base: RateBase): RateFunction {
  const { rate } = curveOf(base);
  return base.amplitude === 1 ? rate : (J) => base.amplitude * rate(J);
}

function curveOf({ kind, tauRc, tauRef }: RateBase) {
  if (kind === 'relu') return rectifiedCurve();
  if (kind === 'lifRate') return leakyCurve(tauRc!, tauRef!);
  return kind === 'sigmoid' ? sigmoidCurve(tauRef!) : tanhCurve(tauRef!);
}
