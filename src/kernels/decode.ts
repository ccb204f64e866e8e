import { NetworkError } from '../core/errors.js';
import { showShape, sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { defineKernel, type SameStepKernel } from './kernel.js';
import type { SolverKind } from './solve/decoders.js';

/** How the decoders of a `decode` are found. */
export interface SolverParams {
  readonly kind: SolverKind;
  /** Share of the highest rate that counts as noise. */
  readonly reg: number;
  /** On chip: full weights between two ensembles instead of values in between. */
  readonly weights: boolean;
}

/** Parameters of `decode`: a function of the represented value at points, or its decoders. */
export interface DecodeParams {
  readonly neurons: number;
  /** Number of decoded values. */
  readonly size: number;
  readonly solver: SolverParams;
  /** points x size, row-major; absent when the value itself is decoded. */
  readonly targets?: Float64Array;
  /** points x dimensions; absent: those of the ensemble. */
  readonly evalPoints?: Float64Array;
  /** neurons x size, row-major, in units of the value per Hz; absent until they are solved. */
  readonly decoders?: Float64Array;
}

/** y = D' s: every spike adds its neuron's decoder. */
export const decode = defineKernel<DecodeParams>({
  kind: 'decode',
  role: 'linear',
  outputShape: ({ neurons, size }, input) => {
    if (sizeOf(input) === neurons) return [size];
    throw new NetworkError(
      `decode: it was made for ${neurons} neurons, the input has ${showShape(input)}.`,
      { code: 'shape-mismatch', path: 'decode' },
    );
  },
  make: decodeKernel,
});

function decodeKernel({ neurons, size, decoders }: DecodeParams): SameStepKernel {
  if (decoders === undefined) {
    throw new NetworkError(
      'decode: the decoders are not solved. Decode a signal of an ensemble, or give decoders.',
      { code: 'no-decoders', path: 'decode' },
    );
  }
  const sum = new Float64Array(size);
  const step = (input: Vector, output: Vector): void => {
    decodeInto(sum, decoders, input, neurons);
    output.set(sum);
  };
  return { causal: false, state: {}, step };
}

/** Writes D' s, neuron by neuron; silent neurons cost nothing. */
export function decodeInto(
  sum: Float64Array,
  decoders: Float64Array,
  spikes: Vector,
  neurons: number,
): void {
  const size = sum.length;
  sum.fill(0);
  for (let i = 0; i < neurons; i++) {
    const s = spikes[i]!;
    if (s === 0) continue;
    for (let k = 0; k < size; k++) sum[k] = sum[k]! + decoders[i * size + k]! * s;
  }
}
