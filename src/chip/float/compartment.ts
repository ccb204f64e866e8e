import type { Block } from '../../compile/chip/model.js';
import { pauseAfterSpike } from '../arithmetic.js';
import type { Registers } from '../core.js';

const { fround } = Math;

/** Parameters and state of the compartments of a float block. */
export interface FloatCompartments extends Registers<Float32Array> {
  /** Parts of current and voltage that survive a step. */
  readonly keepU: Float32Array;
  readonly keepV: Float32Array;
  /** Factors of the input and of the drive: the decay if they are scaled by it, else 1. */
  readonly scaleU: Float32Array;
  readonly scaleV: Float32Array;
  readonly bias: Float32Array;
  /** Noise added to current and bias; `null` where noise does not enter at the membrane. */
  readonly membraneNoise: Float32Array | null;
  readonly vth: Float32Array;
  readonly pause: Int32Array;
  readonly vmin: number;
  readonly vmax: number;
}

/** Opens the compartments of a block that is not discretized, at rest. */
export function openFloatCompartments(block: Block): FloatCompartments {
  const n = block.nCompartments;
  const { decayU, decayV, bias, vth, refractDelay, vmin, vmax } = block.compartments;
  const { scaleU, scaleV, enableNoise, noiseAtMembrane } = block.compartments;
  const hasNoise = noiseAtMembrane === 1 && enableNoise.some((enabled) => enabled !== 0);
  return {
    n,
    keepU: Float32Array.from(decayU, (decay) => 1 - decay),
    keepV: Float32Array.from(decayV, (decay) => 1 - decay),
    scaleU: Float32Array.from(decayU, (decay) => (scaleU ? decay : 1)),
    scaleV: Float32Array.from(decayV, (decay) => (scaleV ? decay : 1)),
    bias: Float32Array.from(bias),
    membraneNoise: hasNoise ? new Float32Array(n) : null,
    vth: Float32Array.from(vth),
    pause: Int32Array.from(refractDelay, pauseAfterSpike),
    vmin: fround(vmin),
    vmax: fround(vmax),
    q: new Float32Array(n),
    u: new Float32Array(n),
    v: new Float32Array(n),
    r: new Int32Array(n),
    count: new Int32Array(n),
    spiked: new Int32Array(n),
    nSpiked: 0,
  };
}

/**
 * Plays one step of every compartment in float32, every sum and product rounded:
 *
 *     u = (1 - decayU) u + scaleU q          d = u + bias + noise
 *     v = clip((1 - decayV) v + scaleV d)    v = 0 while refractory    spike if v > vth
 */
export function stepFloatCompartments(state: FloatCompartments): void {
  const { n, keepU, keepV, scaleU, scaleV, bias, membraneNoise, vth, pause, vmin, vmax } = state;
  const { q, u, v, r, count, spiked } = state;
  let nSpiked = 0;
  for (let i = 0; i < n; i++) {
    u[i] = fround(keepU[i] * u[i]) + fround(scaleU[i] * q[i]);
    let drive = fround(u[i] + bias[i]);
    if (membraneNoise !== null) drive = fround(drive + membraneNoise[i]);

    const free = fround(fround(keepV[i] * v[i]) + fround(scaleV[i] * drive));
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
}
