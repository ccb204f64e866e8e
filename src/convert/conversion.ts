import { ConvertError } from '../core/errors.js';
import { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import type { Operator } from '../operators/operator.js';
import { outputShapeOf } from './layer-shapes.js';
import type { Layer, LayerModel } from './model.js';
import {
  activationOf,
  type ConvertOptions,
  requireLayers,
  scalesOf,
  synapsesOf,
} from './options.js';
import type { LayerReport } from './report.js';

/** What a layer hands to the next: its signal and, if that is spikes, the scale of the neurons. */
export interface LayerResult {
  readonly signal: Signal;
  /** Hz per unit of activation; `null` for values. */
  readonly spikesAt: number | null;
  /** What filters the spikes where they arrive; `null`: nothing. */
  readonly synapse: Operator | null;
}

/** Everything the layers of one conversion share. */
export interface Conversion {
  readonly model: LayerModel;
  readonly neuronLayers: ReadonlySet<string>;
  readonly network: Network;
  readonly activation: Operator;
  readonly synapses: ReadonlyMap<string, Operator | null>;
  readonly scales: ReadonlyMap<string, number>;
  readonly offChip: ReadonlySet<string>;
  readonly options: ConvertOptions;
  readonly results: Map<string, LayerResult>;
  readonly shapes: Map<string, readonly number[]>;
  readonly rows: LayerReport[];
}

/** Checks the options against the neuron layers and declares the inputs. */
export function openConversion(
  model: LayerModel,
  neuronLayers: readonly string[],
  options: ConvertOptions,
): Conversion {
  const { dt, seed, precision, offChip = neuronLayers.slice(0, 1), blockShapes = {} } = options;
  requireLayers('offChip', offChip, neuronLayers);
  requireLayers('blockShapes', Object.keys(blockShapes), neuronLayers);
  const network = new Network({
    ...(dt === undefined ? {} : { dt }),
    ...(seed === undefined ? {} : { seed }),
    ...(precision === undefined ? {} : { precision }),
  });
  const conversion: Conversion = {
    model,
    neuronLayers: new Set(neuronLayers),
    network,
    activation: activationOf(options),
    synapses: synapsesOf(options, neuronLayers),
    scales: scalesOf(options, neuronLayers),
    offChip: new Set(offChip),
    options,
    results: new Map(),
    shapes: new Map(),
    rows: [],
  };
  for (const input of model.inputs) {
    conversion.results.set(input.name, {
      signal: network.input(input.name, input.shape),
      spikesAt: null,
      synapse: null,
    });
    conversion.shapes.set(input.name, input.shape);
  }
  return conversion;
}

/** Output shape of a layer, without the batch axis. */
export function shapeOf(layer: Layer, { shapes }: Conversion): readonly number[] {
  const known = shapes.get(layer.name);
  if (known !== undefined) return known;
  const inputs = layer.inbound.map((name) => shapes.get(name)!);
  return outputShapeOf(layer, inputs) ?? inputs[0] ?? [];
}

/** What reaches a layer. Throws a ConvertError unless that is one layer. */
export function inputOf(layer: Layer, { results }: Conversion): LayerResult {
  if (layer.inbound.length !== 1) {
    throw new ConvertError(
      `layer "${layer.name}" (${layer.kind}): takes ${layer.inbound.length} layers, expected ` +
        'one. Build the model as one chain of layers.',
      { code: 'many-inputs', path: layer.name },
    );
  }
  return results.get(layer.inbound[0]!)!;
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
  const taken = new Set([...model.layers, ...network.all].map(({ name }) => name));
  let name = `${layer}.${part}`;
  while (taken.has(name)) name += "'";
  return name;
}

/** The report's line for a layer. */
export function reportRow(
  layer: Layer,
  output: readonly number[],
  became: string,
  runs: LayerReport['runs'],
  scale: number | null,
): LayerReport {
  const parameters = Object.values(layer.weights).reduce((n, w) => n + w.data.length, 0);
  return { layer: layer.name, kind: layer.kind, output, parameters, became, runs, scale };
}
