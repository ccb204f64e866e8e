import { isSpikingKind } from '../convert/neuron-types.js';
import { RunError } from '../core/errors.js';
import type { Samples } from '../core/samples.js';
import { showShape, sizeOf } from '../core/shape.js';
import type { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';

/** What can be measured: what `convert` gives, or a network with one input and its output. */
export interface Measurable {
  readonly network: Network;
  readonly output: Signal;
}

/** A layer of neurons and what it takes to read its rates. */
export interface NeuronLayer {
  readonly name: string;
  readonly size: number;
  readonly onChip: boolean;
  /** False for neurons that give rates, in one pass or in many. */
  readonly spiking: boolean;
  readonly amplitude: number;
}

/** The neuron layers that a network names in `meta.neuronLayers`, from input to output. */
export function neuronLayersOf({ network }: Measurable): readonly NeuronLayer[] {
  const { neuronLayers } = network.meta;
  const names: readonly unknown[] = Array.isArray(neuronLayers) ? neuronLayers : [];
  return names.map((name) => {
    const signal = network.get(String(name));
    const { kind, params } = network.node(signal.id);
    const spiking = isSpikingKind(kind);
    const onChip = spiking && params.onChip !== false;
    return {
      name: signal.name,
      size: signal.size,
      onChip,
      spiking,
      amplitude: params.amplitude as number,
    };
  });
}

/** Name of the probe on a layer. */
export function layerProbe(layer: string): string {
  return `layer ${layer}`;
}

/** Name of the only input. Refuses networks and samples that do not fit each other, with a RunError. */
export function inputFor({ network, output }: Measurable, samples: Samples): string {
  const [input, ...more] = network.inputs;
  if (input === undefined || more.length > 0) {
    throw new RunError(
      `measure: the network has ${network.inputs.length} inputs, expected one. Measure a network that takes one sample at a time.`,
      { code: 'inputs' },
    );
  }
  if (input.size !== sizeOf(samples.shape)) {
    throw new RunError(
      `measure: input "${input.name}" takes ${showShape(input.shape)} values, the samples of ` +
        `${samples.source} have ${showShape(samples.shape)}. Choose a network and samples of one size.`,
      { code: 'shape-mismatch', path: input.name },
    );
  }
  if (output.size < samples.classes) {
    throw new RunError(
      `measure: output "${output.name}" has ${output.size} values, the samples of ${samples.source} ` +
        `have ${samples.classes} classes. Choose a network with an output for every class.`,
      { code: 'classes', path: output.name },
    );
  }
  return input.name;
}

/**
 * Input values of sample `k`. Bytes are spread over the input range of the network (0 to 1 if it has
 * none); numbers are taken as they are.
 */
export function valuesOf({ network }: Pick<Measurable, 'network'>, samples: Samples, k: number) {
  const size = sizeOf(samples.shape);
  const stored = samples.data.subarray(k * size, (k + 1) * size);
  const range = network.meta.inputRange;
  const [low, high] =
    Array.isArray(range) && samples.data instanceof Uint8Array ? range.map(Number) : [0, 1];
  const factor = samples.scale * (high! - low!);
  return Float32Array.from(stored, (value) => low! + value * factor);
}

/** Refuses numbers of samples there are not, with a RunError; gives how many are played. */
export function countOf(samples: Samples, first: number, count = samples.count): number {
  const left = samples.count - first;
  if (Number.isInteger(first) && first >= 0 && left >= 1 && count >= 1) {
    return Math.min(Math.floor(count), left);
  }
  throw new RunError(
    `measure: count is ${count} from sample ${first} on, ${samples.source} has ${samples.count}. ` +
      'Ask for at least one sample that is there.',
    { code: 'bad-option', path: 'count' },
  );
}
