import type { CompartmentState } from '../../compartment.js';

/** Neuron parameters that all neurons of a kernel call must share. */
export interface NeuronKind {
  readonly keepU: number;
  readonly keepV: number;
  readonly vmin: number;
  readonly pause: number;
}

/** Voltages beyond this do not fit the 16-bit products of the fast decay. */
const SAFE = 2 ** 27 - 1;

/**
 * The kind of a block's neurons, or `null` if they differ or do what the fast kernels leave out: the
 * upper voltage clamp changes nothing only where everything above the threshold is reset anyway.
 */
export function kindOf(state: CompartmentState): NeuronKind | null {
  const { n, keepU, keepV, pause, vth, vmin, vmax } = state;
  if (n === 0 || vmin < -SAFE || vmax > SAFE) return null;
  for (let i = 0; i < n; i++) {
    if (keepU[i] !== keepU[0] || keepV[i] !== keepV[0] || pause[i] !== pause[0]) return null;
    if (vth[i]! >= vmax) return null;
  }
  return { keepU: keepU[0]!, keepV: keepV[0]!, vmin, pause: pause[0]! };
}

export function sameKind(a: NeuronKind | null, b: NeuronKind | null): boolean {
  if (a === null || b === null) return false;
  return a.keepU === b.keepU && a.keepV === b.keepV && a.vmin === b.vmin && a.pause === b.pause;
}

/** True if the voltage does more than add up: it leaks, or rests after a spike. */
export function isLeaky({ keepV, pause }: NeuronKind): boolean {
  return keepV !== 4096 || pause > 0;
}

/**
 * The largest current that inputs of at most `input` can build up, or Infinity. Decay truncates
 * toward zero, so the sum of the series is a bound.
 */
export function currentBound(input: number, keepU: number): number {
  return keepU >= 4096 ? Number.POSITIVE_INFINITY : Math.ceil((input * 4096) / (4096 - keepU));
}

/**
 * True if no register of such a neuron can run over: its input needs at most 21 bits, its current,
 * and the current with the bias, at most 23.
 */
export function isProven(input: number, keepU: number, bias: number): boolean {
  return input < 2 ** 21 && currentBound(input, keepU) + Math.abs(bias) < 2 ** 23;
}
