import { NetworkError } from '../core/errors.js';
import { showShape, sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { defineKernel, type KernelDefinition, type SameStepKernel } from './kernel.js';
import type { NeuronParams } from './neurons.js';

/**
 * Parameters of an ensemble: those of its neuron type, with one gain and bias per neuron, and what
 * makes its neurons stand for values.
 */
export interface EnsembleParams extends NeuronParams {
  /** Neuron type, by its kind. */
  readonly neuronKind: string;
  readonly neurons: number;
  readonly dimensions: number;
  /** Length of the largest value that is represented well. */
  readonly radius: number;
  /** neurons x dimensions, row-major. */
  readonly encoders: Float64Array;
  readonly gain: Float64Array;
  readonly bias: Float64Array;
  /** points x dimensions, row-major: values at which decoders are fitted. */
  readonly evalPoints: Float64Array;
  /** What gain and bias were found from, when they were: rates in Hz at the radius. */
  readonly maxRates?: Float64Array;
  /** Values along the encoder, in radii, below which a neuron is silent. */
  readonly intercepts?: Float64Array;
}

/**
 * A population whose neurons prefer directions of a value x (Eliasmith and Anderson, "Neural
 * Engineering", 2003, 2.1): neuron i gets the current
 *
 *     J_i = gain_i (e_i . x / radius) + bias_i
 *
 * and then is a neuron of its type.
 *
 * @param find the definition of a neuron type
 */
export function ensembleDefinition(find: (kind: string) => KernelDefinition): KernelDefinition {
  return defineKernel<EnsembleParams>({
    kind: 'ensemble',
    role: 'neurons',
    outputShape: (params, input) => {
      if (sizeOf(input) === params.dimensions) return [params.neurons];
      throw new NetworkError(
        `ensemble: it has ${params.dimensions} dimensions, the input has ${showShape(input)}. ` +
          'Put a dense or slice in front, or give it other dimensions.',
        { code: 'shape-mismatch', path: 'ensemble' },
      );
    },
    make: (params, { dt }) => {
      const plain = params as unknown as Parameters<KernelDefinition['make']>[0];
      const neurons = find(params.neuronKind).make(plain, { dt, inputShape: [params.neurons] });
      return ensembleKernel(params, neurons as SameStepKernel);
    },
  });
}

function ensembleKernel(params: EnsembleParams, neurons: SameStepKernel): SameStepKernel {
  const along = new Float64Array(params.neurons);
  const step = (input: Vector, output: Vector): void => {
    projectInto(along, params, input);
    neurons.step(along, output);
  };
  return { causal: false, state: neurons.state, step };
}

/** Writes e_i . x / radius of every neuron. */
export function projectInto(
  along: Float64Array,
  { encoders, dimensions, radius }: Pick<EnsembleParams, 'encoders' | 'dimensions' | 'radius'>,
  x: ArrayLike<number>,
): void {
  for (let i = 0; i < along.length; i++) {
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += encoders[i * dimensions + d]! * x[d]!;
    along[i] = sum / radius;
  }
}
