import { ConvertError } from '../core/errors.js';
import { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import type { Operator } from '../operators/operator.js';
import type { ActivationPlan } from './layer-activation.js';
import { outputShapeOf } from './layer-shapes.js';
import { firstNeuronLayers } from './merged-into.js';
import type { Layer, LayerModel } from './model.js';
import { isCurved } from './neuron-types.js';
import { type ConvertOptions, requireLayers, scalesOf, synapsesOf } from './options.js';
import type { LayerReport } from './report.js';

/** What a layer hands to the next. */
export interface LayerResult {
  readonly signal: Signal;
  /** Hz per unit of activation; `null` for values. */
  readonly spikesAt: number | null;
  /** What filters the neurons' output where it arrives; `null`: nothing. */
  readonly synapse: Operator | null;
  /** Rectified neurons that a pooling of their spikes can be turned into spikes with again. */
  readonly neurons: Operator | null;
}

/** Everything the layers of one conversion share. */
export interface Conversion {
  readonly model: LayerModel;
  readonly plans: ReadonlyMap<string, ActivationPlan>;
  readonly network: Network;
  readonly synapses: ReadonlyMap<string, Operator | null>;
  readonly scales: ReadonlyMap<string, number>;
  readonly offChip: ReadonlySet<string>;
  /** Numbers stored for each layer. */
  readonly parameters: ReadonlyMap<string, number>;
  readonly options: ConvertOptions;
  readonly results: Map<string, LayerResult>;
  readonly shapes: Map<string, readonly number[]>;
  readonly rows: LayerReport[];
}

/** Checks the options against the neuron layers and declares the inputs. */
export function openConversion(
  model: LayerModel,
  plans: ReadonlyMap<string, ActivationPlan>,
  parameters: ReadonlyMap<string, number>,
  options: ConvertOptions,
): Conversion {
  const neuronLayers = [...plans].flatMap(([name, { kind }]) => (kind === 'neurons' ? [name] : []));
  const { dt, seed, precision, blockShapes = {}, activation } = options;
  const offChip = options.offChip ?? firstNeuronLayers(model, new Set(neuronLayers));
  requireLayers('offChip', offChip, neuronLayers);
  requireLayers('blockShapes', Object.keys(blockShapes), neuronLayers);
  if (typeof activation === 'object') {
    requireLayers('activation', Object.keys(activation), neuronLayers);
  }
  const network = new Network({
    ...(dt === undefined ? {} : { dt }),
    ...(seed === undefined ? {} : { seed }),
    ...(precision === undefined ? {} : { precision }),
  });
  const conversion: Conversion = {
    model,
    plans,
    network,
    synapses: synapsesOf(options, neuronLayers),
    scales: scalesOf(
      options,
      neuronLayers.filter((name) => isScaled(plans.get(name)!)),
    ),
    offChip: new Set(offChip),
    parameters,
    options,
    results: new Map(),
    shapes: new Map(),
    rows: [],
  };
  for (const input of model.inputs) {
    const signal = network.input(input.name, input.shape);
    conversion.results.set(input.name, valuesOf(signal));
    conversion.shapes.set(input.name, input.shape);
  }
  return conversion;
}

/** Curves have no gain to put a rate into, unless they are the base of spikes. */
function isScaled(plan: ActivationPlan): boolean {
  if (plan.kind !== 'neurons') return false;
  return !isCurved(plan.neurons) || plan.neurons.params.base !== undefined;
}

/** A result of values. */
export function valuesOf(signal: Signal): LayerResult {
  return { signal, spikesAt: null, synapse: null, neurons: null };
}

/** Output shape of a layer, without the batch axis. Throws a ConvertError if its inputs do not fit. */
export function shapeOf(layer: Layer, { shapes }: Conversion): readonly number[] {
  const known = shapes.get(layer.name);
  if (known !== undefined) return known;
  const inputs = layer.inbound.map((name) => shapes.get(name)!);
  const output = outputShapeOf(layer, inputs);
  if (output !== null) return output;
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): takes ${inputs.map((s) => s.join('x')).join(' and ')}, ` +
      'which does not fit its options. Save the model again.',
    { code: 'shape-mismatch', path: layer.name },
  );
}

/**
 * Declares operators one behind another for a layer, each named `layer.kind`: the names that a network
 * makes up itself (`dense1`) may be those of layers to come.
 */
export function declare(
  layer: Layer,
  from: Signal,
  operators: readonly Operator[],
  conversion: Conversion,
): Signal {
  return operators.reduce(
    (signal, operator) =>
      signal.pipe(operator).named(innerName(layer.name, operator.kind, conversion)),
    from,
  );
}

/** A name for something inside a layer that no layer and no other signal has. */
export function innerName(layer: string, part: string, { model, network }: Conversion): string {
  const isTaken = (name: string) =>
    model.layers.some((l) => l.name === name) || network.all.some((n) => n.name === name);
  let name = `${layer}.${part}`;
  while (isTaken(name)) name += "'";
  return name;
}
