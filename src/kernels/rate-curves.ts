/** Firing rate in spikes per second times amplitude, for a constant current J. */
export type RateFunction = (current: number) => number;

/** A function of the current, and how gain and bias follow from maximum rate and intercept. */
export interface RateCurve {
  /** Rate in Hz, of amplitude 1 unless the curve was made with another. */
  readonly rate: RateFunction;
  /** Current with which the neuron (of amplitude 1) fires at `maxRate`, where the curve is steep. */
  readonly currentAt: (maxRate: number) => number;
  /** Current of the intercept: where the rate is 0, for `sigmoid` where it is half of the largest. */
  readonly silentAt: number;
  /** No rate is this high; Infinity if every rate can be reached. */
  readonly limit: number;
}

/** max(J, 0). */
export function rectifiedCurve(): RateCurve {
  return {
    rate: (J) => Math.max(J, 0),
    currentAt: (maxRate) => maxRate,
    silentAt: 0,
    limit: Number.POSITIVE_INFINITY,
  };
}

/** J for J >= 0, slope J below. */
export function slopedCurve(slope: number): RateCurve {
  return { ...rectifiedCurve(), rate: (J) => (J < 0 ? slope * J : J) };
}

/** amplitude / (tauRef + tauRc log1p(1 / (J - 1))) for J > 1, else 0. */
export function leakyCurve(tauRc: number, tauRef: number, amplitude = 1): RateCurve {
  return {
    rate: (J) => (J > 1 ? amplitude / (tauRef + tauRc * Math.log1p(1 / (J - 1))) : 0),
    // What is left of the threshold after one period is exp(-period / tauRc).
    currentAt: (maxRate) => 1 / (1 - Math.exp((tauRef - 1 / maxRate) / tauRc)),
    silentAt: 1,
    limit: 1 / tauRef,
  };
}

/** (1 / tauRef) / (1 + exp(-J)): never silent, 1 / (2 tauRef) at J = 0. */
export function sigmoidCurve(tauRef: number): RateCurve {
  return {
    rate: (J) => 1 / tauRef / (1 + Math.exp(-J)),
    currentAt: (maxRate) => -Math.log(1 / (tauRef * maxRate) - 1),
    silentAt: 0,
    limit: 1 / tauRef,
  };
}

/** tanh(J) / tauRef: negative for negative currents. */
export function tanhCurve(tauRef: number): RateCurve {
  return {
    rate: (J) => Math.tanh(J) / tauRef,
    currentAt: (maxRate) => Math.atanh(maxRate * tauRef),
    silentAt: 0,
    limit: 1 / tauRef,
  };
}
