import type { Params } from '../core/description.js';
import { sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { decodeInto } from './decode.js';
import {
  type CausalKernel,
  defineKernel,
  type KernelContext,
  type KernelDefinition,
  type SameStepKernel,
} from './kernel.js';

/** Parameters of `pes`. Its input is [decoded values, spikes, errors of the step before]. */
export interface PesParams {
  readonly neurons: number;
  /** Number of decoded values, and of errors. */
  readonly size: number;
  readonly learningRate: number;
  /** Time constant of the filter on the spikes, in seconds. */
  readonly preSynapse: number;
}

/**
 * The prescribed error sensitivity rule (MacNeil and Eliasmith, "Fine-tuning and the stability of
 * recurrent neural networks", 2011): decoders move against the error of their value,
 *
 *     change of D = -learningRate dt / neurons * (filtered spikes) x (error)
 *
 * This operator adds to the decoded value what was learned since the start: y = D' s + L' s. State:
 * `learned` (L, neurons x size), `filtered` and `shown` (spikes up to one and two steps before).
 */
export const pes = defineKernel<PesParams>({
  kind: 'pes',
  role: 'other',
  outputShape: ({ size }) => [size],
  make: pesKernel,
});

function pesKernel(params: PesParams, { dt }: KernelContext): SameStepKernel {
  const { neurons, size, preSynapse, learningRate } = params;
  const learned = new Float64Array(neurons * size);
  const filtered = new Float64Array(neurons);
  const shown = new Float64Array(neurons);
  const sum = new Float64Array(size);
  const keep = preSynapse === 0 ? 0 : Math.exp(-dt / preSynapse);
  const take = preSynapse === 0 ? 1 : -Math.expm1(-dt / preSynapse);
  const rate = (-learningRate * dt) / neurons;
  const step = (input: Vector, output: Vector): void => {
    const errors = input.subarray(size + neurons);
    const spikes = input.subarray(size, size + neurons);
    learnInto(learned, shown, errors, rate);
    decodeInto(sum, learned, spikes, neurons);
    for (let k = 0; k < size; k++) output[k] = input[k]! + sum[k]!;
    shown.set(filtered);
    for (let i = 0; i < neurons; i++) filtered[i] = keep * filtered[i]! + take * spikes[i]!;
  };
  return { causal: false, state: { learned, filtered, shown }, step };
}

function learnInto(
  learned: Float64Array,
  activity: Float64Array,
  errors: Vector,
  rate: number,
): void {
  const size = errors.length;
  for (let i = 0; i < activity.length; i++) {
    const a = rate * activity[i]!;
    if (a === 0) continue;
    for (let k = 0; k < size; k++) learned[i * size + k] = learned[i * size + k]! + a * errors[k]!;
  }
}

/** Where errors arrive: a change made from the errors of a timestep shows in the next. */
export const pesError: KernelDefinition = {
  kind: 'pesError',
  role: 'other',
  outputShape: (_params: Params, input) => input,
  make: (_params, { inputShape }): CausalKernel => {
    const errors = new Float64Array(sizeOf(inputShape));
    return {
      causal: true,
      state: { errors },
      emit: (output) => output.set(errors),
      absorb: (input) => errors.set(input),
    };
  },
};
