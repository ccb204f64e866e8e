import * as tf from '@tensorflow/tfjs-core';
import { NetworkError } from '../../core/errors.js';
import { outputNorm } from './output-norm.js';
import { percentileRange } from './percentile-range.js';
import { rateRange } from './rate-range.js';
import { checkRegularizer, type LayerChoice, type RegularizerSpec } from './spec.js';
import { targetRate } from './target-rate.js';

/** A neuron layer of a pass forward. */
export interface NeuronLayer {
  readonly name: string;
  readonly onChip: boolean;
  /** Output per Hz, by which rates follow from the output; above 0. */
  readonly amplitude: number;
}

/** A neuron layer with what came out of it. */
export interface LayerOutput extends NeuronLayer {
  /** `[batch, ...]`, float32, amplitude times Hz. */
  readonly output: tf.Tensor;
}

/** Everything that is added to the loss. Differentiable in the outputs. */
export type Regularization = (layers: readonly LayerOutput[]) => tf.Scalar;

/**
 * Adds up what the specs ask for: for each, weight times its term of every layer it chooses. Without
 * specs the scalar 0.
 *
 * @param layers all neuron layers there will be, in any order
 * @throws NetworkError if a field is out of range, or a choice names a layer that is not there or
 *   finds none
 *
 * @example
 * const penalty = openRegularization([{ kind: 'targetRate', layers: 'onChip', targetHz: 200 }], layers);
 * const loss = tf.add(crossEntropy, penalty(outputs));
 */
export function openRegularization(
  specs: readonly RegularizerSpec[],
  layers: readonly NeuronLayer[],
): Regularization {
  const terms = specs.map((spec) => {
    checkRegularizer(spec);
    return { term: termOf(spec), names: chosen(spec, layers) };
  });
  return (outputs) => {
    const parts = terms.flatMap(({ term, names }) =>
      names.map((name) => term(find(name, outputs))),
    );
    return parts.length === 0 ? tf.scalar(0) : (tf.addN(parts) as tf.Scalar);
  };
}

function find(name: string, outputs: readonly LayerOutput[]): LayerOutput {
  const found = outputs.find((layer) => layer.name === name);
  if (found !== undefined) return found;
  throw new NetworkError(
    `regularization: no output of layer "${name}" was given. Give those of all chosen layers.`,
    { code: 'unknown-layer', path: name },
  );
}

function termOf(spec: RegularizerSpec): (layer: LayerOutput) => tf.Scalar {
  switch (spec.kind) {
    case 'targetRate': {
      const { targetHz = 250, weight = 1e-3 } = spec;
      return ({ output, amplitude }) => tf.mul(targetRate(output, amplitude, targetHz), weight);
    }
    case 'range': {
      const { minHz = 200, maxHz = 300, weight = 100 } = spec;
      const bounds = { minHz, maxHz };
      return ({ output, amplitude }) => tf.mul(rateRange(output, amplitude, bounds), weight);
    }
    case 'percentileRange': {
      const { percentile = 99, minHz, maxHz, weight = 1e-3 } = spec;
      const bounds = { percentile, minHz, maxHz };
      return ({ output, amplitude }) => tf.mul(percentileRange(output, amplitude, bounds), weight);
    }
    case 'norm': {
      const { order = 2, weight = 1 } = spec;
      return ({ output }) => tf.mul(outputNorm(output, order), weight);
    }
  }
}

function chosen({ kind, layers: choice = 'all' }: RegularizerSpec, layers: readonly NeuronLayer[]) {
  const names = namesOf(choice, layers);
  const missing = names.find((name) => !layers.some((layer) => layer.name === name));
  if (missing === undefined && names.length > 0) return names;
  const known = layers.map(({ name }) => name).join(', ');
  const what =
    missing === undefined
      ? `layers is ${JSON.stringify(choice)}, which is none of the neuron layers`
      : `there is no neuron layer "${missing}"`;
  throw new NetworkError(`${kind}: ${what}. There are: ${known || 'none'}.`, {
    code: 'unknown-layer',
    path: `${kind}.layers`,
  });
}

function namesOf(choice: LayerChoice, layers: readonly NeuronLayer[]): readonly string[] {
  if (typeof choice !== 'string') return choice;
  const wanted = layers.filter(
    ({ onChip }) => choice === 'all' || onChip === (choice === 'onChip'),
  );
  return wanted.map(({ name }) => name);
}
