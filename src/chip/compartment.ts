import { Q_BITS, U_BITS } from '../compile/chip/limits.js';
import type { Block } from '../compile/chip/model.js';
import {
  boundToInt32,
  currentKept,
  decay,
  overflow,
  pauseAfterSpike,
  voltageKept,
  wrap,
} from './arithmetic.js';
import type { Registers } from './core.js';
import { flagIf, OVERFLOW_CURRENT, OVERFLOW_Q0, OVERFLOW_U2 } from './warnings.js';

/** Parameters and state of the `n` compartments of a block, one array per quantity. */
export interface CompartmentState extends Registers<Int32Array> {
  readonly keepU: Int32Array;
  readonly keepV: Int32Array;
  /** Added to the current in every step; noise at the membrane is added to it beforehand. */
  readonly bias: Int32Array;
  readonly vth: Int32Array;
  /** Steps after the one of a spike for which the voltage is held at 0. */
  readonly pause: Int32Array;
  readonly vmin: number;
  readonly vmax: number;
}

/** Opens the compartments of a discretized block, at rest. */
export function openCompartments(block: Block): CompartmentState {
  const n = block.nCompartments;
  const { decayU, decayV, bias, vth, refractDelay, vmin, vmax } = block.compartments;
  // One literal, no spread: stepping a spread object takes a fifth longer.
  return {
    n,
    keepU: Int32Array.from(decayU, currentKept),
    keepV: Int32Array.from(decayV, voltageKept),
    bias: Int32Array.from(bias),
    vth: Int32Array.from(vth),
    pause: Int32Array.from(refractDelay, pauseAfterSpike),
    vmin: boundToInt32(vmin),
    vmax: boundToInt32(vmax),
    q: new Int32Array(n),
    u: new Int32Array(n),
    v: new Int32Array(n),
    r: new Int32Array(n),
    count: new Int32Array(n),
    spiked: new Int32Array(n),
    nSpiked: 0,
  };
}

/**
 * Plays one step of every compartment on the synaptic input in `q`:
 *
 *     q = wrap(q)                  u = wrap(decay(u) + q)       d = wrap(u + bias)
 *     v = clip(decay(v) + d)       v = 0 while refractory       spike if v > vth
 *
 * Returns the warning flags of the step.
 */
export function stepCompartments(state: CompartmentState): number {
  const { n, keepU, keepV, bias, vth, pause, vmin, vmax, q, u, v, r, count, spiked } = state;
  let overQ = 0;
  let overU = 0;
  let overD = 0;
  let nSpiked = 0;
  for (let i = 0; i < n; i++) {
    const input = wrap(q[i], Q_BITS);
    overQ |= overflow(q[i], Q_BITS);
    q[i] = input;

    const sum = (decay(u[i], keepU[i]) + input) | 0;
    const current = wrap(sum, U_BITS);
    overU |= overflow(sum, U_BITS);
    u[i] = current;

    const drive = (current + bias[i]) | 0;
    overD |= overflow(drive, U_BITS);

    const free = (decay(v[i], keepV[i]) + wrap(drive, U_BITS)) | 0;
    let voltage = Math.min(Math.max(free, vmin), vmax);
    if (r[i] > 0) {
      voltage = 0;
      r[i] -= 1;
    }
    if (voltage > vth[i]) {
      voltage = 0;
      r[i] = pause[i];
      count[i] += 1;
      spiked[nSpiked++] = i;
    }
    v[i] = voltage;
  }
  state.nSpiked = nSpiked;
  return flagIf(overQ, OVERFLOW_Q0) | flagIf(overU, OVERFLOW_CURRENT) | flagIf(overD, OVERFLOW_U2);
}
