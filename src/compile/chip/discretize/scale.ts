import { CompileError } from '../../../core/errors.js';
import { BIAS_MAX, VTH_MAX, WEIGHT_EXP_BASE, WEIGHT_EXP_MIN, WEIGHT_MAN_MAX } from '../limits.js';
import { maxAbs, roundHalfEven } from '../rounding.js';

/** Weights and biases up to this size do not decide the scale. */
const NEGLIGIBLE = 1e-8;
const Q_MAX = 2 ** 21 - 1;

/** The float numbers of a block that decide its scale; vth and bias hold f32 values. */
export interface ScaleInput {
  /** How messages call the block. */
  readonly name: string;
  /** Largest absolute weight over all synapse groups. */
  readonly wMax: number;
  readonly vth: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
  /** Input scales of current and voltage per compartment. */
  readonly uIn: Float64Array;
  readonly vIn: Float64Array;
}

/** Common scale of a block. */
export interface Scale {
  /** True when weights decided the scale: weights are then scaled in single precision. */
  readonly fromWeights: boolean;
  readonly wExp: number;
  readonly vScale: number;
  /** Per compartment. */
  readonly bScale: Float64Array;
  /** Per compartment. */
  readonly wScale: Float64Array;
  /** Scaled and rounded once. */
  readonly vth: Float64Array;
  readonly bias: Float64Array;
}

type Candidate = Omit<Scale, 'vScale'> & { readonly vScale: Float64Array };

/** Chooses the scale by the weights, without weights by the bias, without both by the threshold. */
export function commonScale(input: ScaleInput): Scale {
  const candidate =
    input.wMax > NEGLIGIBLE
      ? scaleByWeights(input)
      : maxAbs(input.bias) > NEGLIGIBLE
        ? scaleByBias(input)
        : scaleByThreshold(input);
  return { ...candidate, vScale: uniformVScale(input.name, candidate.vScale) };
}

/** Largest mantissa for the largest weight; the exponent falls until threshold and bias fit. */
function scaleByWeights({ name, wMax, vth, bias, uIn, vIn }: ScaleInput): Candidate {
  const n = vth.length;
  const weightScale = WEIGHT_MAN_MAX / wMax;
  for (let wExp = 0; wExp >= WEIGHT_EXP_MIN; wExp--) {
    const vScale = fill(
      n,
      (i) => (1 / (uIn[i] * vIn[i])) * weightScale * 2 ** (WEIGHT_EXP_BASE + wExp),
    );
    const bScale = fill(n, (i) => vScale[i] * vIn[i]);
    const scaledVth = scaleVth(vth, vScale);
    const scaledBias = fill(n, (i) => roundHalfEven(bias[i] * bScale[i]));
    if (!fits(scaledVth, VTH_MAX) || !fits(scaledBias, BIAS_MAX)) continue;
    const wScale = new Float64Array(n).fill(weightScale);
    return { fromWeights: true, wExp, vScale, bScale, wScale, vth: scaledVth, bias: scaledBias };
  }
  throw new CompileError(
    `${name}: no weight exponent from 0 to ${WEIGHT_EXP_MIN} makes thresholds up to ${maxAbs(vth)} and biases up to ${maxAbs(bias)} fit beside weights up to ${wMax}. Use larger weights, a lower threshold or a shorter membrane time constant.`,
    { code: 'no-weight-exponent' },
  );
}

/** Starts with the largest bias at its limit and halves until the threshold fits. */
function scaleByBias({ name, vth, bias, uIn, vIn }: ScaleInput): Candidate {
  const n = vth.length;
  const biasMax = maxAbs(bias);
  for (let scale = BIAS_MAX / biasMax; scale * biasMax > 1; scale /= 2) {
    const vScale = fill(n, (i) => scale / vIn[i]);
    const scaledVth = scaleVth(vth, vScale);
    if (!fits(scaledVth, VTH_MAX)) continue;
    return {
      fromWeights: false,
      wExp: 0,
      vScale,
      bScale: new Float64Array(n).fill(scale),
      wScale: fill(n, (i) => (scale * uIn[i]) / 64),
      vth: scaledVth,
      // numpy 1 multiplies an f32 array by a number in single precision
      bias: fill(n, (i) => roundHalfEven(Math.fround(bias[i] * Math.fround(scale)))),
    };
  }
  throw new CompileError(
    `${name}: thresholds up to ${maxAbs(vth)} do not fit beside biases up to ${biasMax} at any scale. Use a lower threshold, larger biases or a shorter membrane time constant.`,
    { code: 'no-bias-scaling' },
  );
}

/** Nothing arrives: puts the threshold just under the range of the accumulator. */
function scaleByThreshold({ name, vth, bias, uIn, vIn }: ScaleInput): Candidate {
  const n = vth.length;
  const largest = largestOf(vth);
  const vScale = new Float64Array(n).fill(Math.min(VTH_MAX, Q_MAX) / (largest + 1));
  const bScale = fill(n, (i) => vScale[i] * vIn[i]);
  const scaledBias = fill(n, (i) => roundHalfEven(bias[i] * bScale[i]));
  if (!fits(scaledBias, BIAS_MAX)) {
    throw new CompileError(
      `${name}: the voltage decay rounds to 0 and its input cannot be scaled. Use a shorter membrane time constant.`,
      { code: 'no-bias-scaling' },
    );
  }
  return {
    fromWeights: false,
    wExp: 0,
    vScale,
    bScale,
    wScale: fill(n, (i) => (vScale[i] * vIn[i] * uIn[i]) / 64),
    vth: scaleVth(vth, vScale),
    bias: scaledBias,
  };
}

function uniformVScale(name: string, vScale: Float64Array): number {
  const first = vScale[0] ?? 1;
  const other = vScale.find((value) => value !== first);
  if (other === undefined) return first;
  throw new CompileError(
    `${name}: its compartments would get different voltage scales (${first} and ${other}). Give all neurons of a block the same time constants, or put them into different blocks.`,
    { code: 'v-scale-not-uniform' },
  );
}

function scaleVth(vth: ArrayLike<number>, vScale: Float64Array): Float64Array {
  return fill(vth.length, (i) => roundHalfEven(vth[i] * vScale[i]));
}

/** False for NaN as well: an infinite gain never fits. */
function fits(values: Float64Array, limit: number): boolean {
  return values.every((value) => Math.abs(value) <= limit);
}

function largestOf(values: ArrayLike<number>): number {
  let largest = values.length === 0 ? 0 : Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]);
  return largest;
}

function fill(n: number, value: (i: number) => number): Float64Array {
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = value(i);
  return values;
}
