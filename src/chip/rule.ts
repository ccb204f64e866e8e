import { learnOverflowBits } from '../compile/chip/discretize/learning.js';
import { LEARN_FRAC, TRACE_MAX, WEIGHT_EXP_BASE } from '../compile/chip/limits.js';
import type { SynapseFormat } from '../compile/chip/model.js';
import { shiftBits } from '../compile/chip/synapse-bits.js';
import { DeviceError } from '../core/errors.js';
import type { RandomState } from '../core/mt19937.js';
import { roundStochastic, saturate, shift } from './arithmetic.js';
import { errorOf, type LearningGroup, noteSpikes, traceKept } from './learning.js';
import { flagIf, TRACE_CLIPPED, WEIGHTS_CLIPPED } from './warnings.js';

/** The PES rule of one group in the chip's integers. */
export interface Rule {
  readonly group: LearningGroup<Int32Array>;
  /** Part of a trace that is left after a train epoch, and what a spike adds to it. */
  readonly kept: number;
  readonly increment: number;
  /** Mantissa of the learning rate, and the shift of trace * error * rate to the sum's scale. */
  readonly rate: number;
  readonly productShift: number;
  /** Shift of a weight to the sum's scale (8 bits and LEARN_FRAC more). */
  readonly weightShift: number;
  /** Brings the sum to mantissas of the weight format, which are at most `largest`. */
  readonly toMantissa: number;
  readonly largest: number;
  /** Shift of a mantissa to a weight. */
  readonly mantissaShift: number;
}

/** Factors of the rule: a trace and an error. */
const FACTORS = 2;

/** Opens the rule of a discretized group whose weights have the given format. */
export function openRule(
  group: LearningGroup<Int32Array>,
  format: SynapseFormat,
  where: string,
): Rule {
  const { lrInt, lrExp, tracingMag } = group.parameters;
  if (lrInt === undefined || lrExp === undefined) {
    throw new DeviceError(
      `${where}: its learning rate is no integer yet. Discretize the model before opening it.`,
      { code: 'not-discretized', path: where },
    );
  }
  const s = shiftBits(format);
  const exponent = WEIGHT_EXP_BASE + format.weightExp;
  return {
    group,
    kept: traceKept(group.parameters),
    increment: tracingMag,
    rate: lrInt,
    productShift: LEARN_FRAC + lrExp - learnOverflowBits(FACTORS),
    weightShift: LEARN_FRAC - exponent,
    toMantissa: 2 ** -(LEARN_FRAC + s),
    largest: 2 ** (8 - s) - 1,
    mantissaShift: exponent + s,
  };
}

/**
 * Notes the spikes of step `t`; at the end of a train epoch the traces decay, rise by the increment
 * where an axon spiked, and are rounded with one draw per axon.
 */
export function updateTraces(rule: Rule, t: number, random: RandomState): number {
  const { group, kept, increment } = rule;
  const { traces, spiked, parameters } = group;
  const lost = noteSpikes(group);
  if (t % parameters.trainEpoch !== 0) return lost;
  let clipped = 0;
  for (let axon = 0; axon < traces.length; axon++) {
    const decayed = kept * traces[axon];
    const wanted = spiked[axon] === 1 ? decayed + increment : decayed;
    const rounded = roundStochastic(wanted, random.rand());
    traces[axon] = saturate(rounded, TRACE_MAX);
    clipped |= traces[axon] ^ rounded;
  }
  spiked.fill(0);
  return lost | flagIf(clipped, TRACE_CLIPPED);
}

/** At the end of a learn epoch every weight learns, with one draw each, axon by axon. */
export function updateWeights(rule: Rule, t: number, random: RandomState): number {
  const { traces, errors, synapse, parameters } = rule.group;
  if (t % parameters.learnEpoch !== 0) return 0;
  const { weights } = synapse;
  const n = 2 * errors.length;
  let clipped = 0;
  for (let axon = 0, i = 0; axon < traces.length; axon++) {
    for (let j = 0; j < n; j++, i++) {
      const wanted = learned(rule, weights[i], traces[axon], errorOf(errors, j));
      const rounded = roundStochastic(wanted, random.rand());
      const mantissa = saturate(rounded, rule.largest);
      clipped |= mantissa ^ rounded;
      weights[i] = shift(mantissa, rule.mantissaShift);
    }
  }
  return flagIf(clipped, WEIGHTS_CLIPPED);
}

/** The mantissa, not rounded yet, that a weight moves to. */
export function learned(rule: Rule, weight: number, trace: number, error: number): number {
  const product = Math.imul(Math.imul(trace, error), rule.rate);
  const sum = (shift(weight, rule.weightShift) + shift(product, rule.productShift)) | 0;
  return sum * rule.toMantissa;
}
