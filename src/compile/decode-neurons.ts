import { CompileError } from '../core/errors.js';

/**
 * Neurons that carry a decoded value from core to core as spikes: `pairs` on/off pairs for each
 * dimension. The on neuron of pair k fires at gain_k x + bias_k, the off neuron at bias_k - gain_k x.
 */
export interface DecodeNeurons {
  /** One gain per pair, Hz per unit of the value. */
  readonly gain: readonly number[];
  /** One bias per pair, Hz. */
  readonly bias: readonly number[];
  /** What a spike is worth at the target, so that all pairs together give the value. */
  readonly scale: number;
}

/** Which set of decode neurons the compiler takes. */
export type DecodeNeuronsOption =
  | 'preset10'
  | 'preset5'
  | { readonly kind: 'onOff'; readonly pairs?: number; readonly rate?: number };

/** Extra weight that makes up for spikes lost to the rounding of periods. */
const LOSS = 1.02;

/** The set of decode neurons of an option (nef.md 5). */
export function decodeNeuronsOf(option: DecodeNeuronsOption, dt: number): DecodeNeurons {
  if (option === 'preset10') {
    const rates = evenly(171.186, 74.62, 10);
    return tuned(rates, evenly(-1.171, 0.484, 10), 1, dt);
  }
  if (option === 'preset5') return tuned(evenly(160, 70, 5), evenly(-0.8, 0.8, 5), 0.85, dt);
  const { pairs = 1, rate = 1 / (dt * pairs) } = option;
  if (!(Number.isInteger(pairs) && pairs >= 1 && rate > 0)) {
    throw new CompileError(
      `decode neurons: ${pairs} pairs at ${rate} Hz, expected at least one pair and a rate above 0.`,
      { code: 'decode-neurons' },
    );
  }
  const half = Array.from({ length: pairs }, () => rate / 2);
  return { gain: half, bias: half, scale: 1 / (dt * rate * pairs) };
}

/** Pairs with the given rates at 1 and intercepts, exact at the value `exactAt`. */
function tuned(
  rates: readonly number[],
  intercepts: readonly number[],
  exactAt: number,
  dt: number,
): DecodeNeurons {
  const gain = rates.map((rate, k) => rate / (1 - intercepts[k]!));
  const bias = gain.map((g, k) => -intercepts[k]! * g);
  const total = gain.reduce((sum, g, k) => sum + staircase(g * exactAt + bias[k]!, dt), 0);
  return { gain, bias, scale: (LOSS * exactAt) / (dt * total) };
}

/** Rate of an integrate-and-fire neuron whose period is a whole number of timesteps. */
function staircase(current: number, dt: number): number {
  return current > 0 ? 1 / dt / Math.ceil(1 / current / dt) : 0;
}

function evenly(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => from + (k * (to - from)) / (count - 1));
}
