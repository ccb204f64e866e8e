import type { Compartments } from '../model.js';
import type { ChipWarn } from '../warn.js';
import { discretizeDecayU, discretizeDecayV, inputScale, roundArray } from './decays.js';
import { biasToManExp, fromManExp, vthToManExp } from './manexp.js';
import { commonScale, type Scale } from './scale.js';
import {
  discretizeNoiseExp,
  discretizeNoiseOffset,
  discretizeVmax,
  discretizeVmin,
} from './voltage.js';

/** Integer compartments and the scale that made them from floats. */
export interface DiscretizedCompartments {
  readonly compartments: Compartments;
  readonly scale: Scale;
}

/** Discretizes the compartments of one block whose largest absolute weight is `wMax`. */
export function discretizeCompartments(
  from: Compartments,
  wMax: number,
  name: string,
  warn: ChipWarn,
): DiscretizedCompartments {
  const decayU = roundArray(from.decayU, discretizeDecayU);
  const decayV = roundArray(from.decayV, discretizeDecayV);
  const scale = commonScale({
    name,
    wMax,
    vth: from.vth,
    bias: from.bias,
    uIn: inputScale(decayU, 1, from.scaleU),
    vIn: inputScale(decayV, 0, from.scaleV),
  });
  const noisy = from.enableNoise.some((enabled) => enabled !== 0);
  const compartments: Compartments = {
    ...from,
    decayU,
    decayV,
    vth: Int32Array.from(scale.vth, (vth) => fromManExp(vthToManExp(vth, name))),
    bias: Int32Array.from(scale.bias, (bias) => fromManExp(biasToManExp(bias, name))),
    vmin: discretizeVmin(from.vmin, scale.vScale),
    vmax: discretizeVmax(from.vmax, scale.vScale),
    noiseExp: discretizeNoiseExp(from.noiseExp, scale.vScale, noisy, warn),
    noiseOffset: discretizeNoiseOffset(from.noiseOffset),
    scaleU: false,
    scaleV: false,
  };
  return { compartments, scale };
}
