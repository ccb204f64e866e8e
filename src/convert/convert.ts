import { ConvertError } from '../core/errors.js';
import type { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import { sum } from '../operators/sum.js';
import { type Conversion, innerName, openConversion } from './conversion.js';
import { convertLayer } from './convert-layer.js';
import { type ActivationPlan, activationPlan } from './layer-activation.js';
import type { LayerModel } from './model.js';
import { isNeuronKind } from './neuron-types.js';
import type { ConvertOptions } from './options.js';
import { foldNormalization } from './passes/fold-normalization.js';
import { foldPadding } from './passes/fold-padding.js';
import { splitSharedWeights } from './passes/split-shared.js';
import { requireTime, withoutTime } from './passes/temporal.js';
import { requireKnown } from './pieces/table.js';
import { type ConvertReport, convertReport } from './report.js';

/** A layered model as a spiking network. */
export interface Converted {
  readonly network: Network;
  /** The signal of the model's output, the first of several: values, largest for the answer. */
  readonly output: Signal;
  /** The signals of all outputs by the names of their layers. */
  readonly outputs: ReadonlyMap<string, Signal>;
  /** Signals of the layers by name: neurons where a layer has them, values otherwise. */
  readonly layers: ReadonlyMap<string, Signal>;
  readonly report: ConvertReport;
}

/**
 * Turns a layered model into a spiking network. A rectified linear layer becomes neurons with gain
 * s, bias s b and amplitude 1 / s for its firing rate scale s, so that more and smaller spikes carry
 * the same mean. The scale is applied here, once, to weights as they were trained. The neuron layers
 * that an input reaches directly and the last linear layer stay off chip unless told otherwise; max
 * pooling runs off chip; batch normalization is taken into the weights in front of it where it can be.
 *
 * Behaves as nengo-dl's converter for the layers both know.
 *
 * @throws ConvertError that names the layer, what is wrong and what to do
 *
 * @example
 * const { network, output } = convert(await loadKeras('digits.h5'), {
 *   scaleFiringRates: 400, // Hz per unit of activation
 *   synapse: 0.002, // seconds
 * });
 */
export function convert(model: LayerModel, options: ConvertOptions = {}): Converted {
  for (const layer of model.layers) {
    requireKnown(layer);
    if (options.temporalModel !== true) requireTime(layer);
  }
  const prepared = prepare(model, options);
  const swapped = new Set<string>();
  const plans = plansOf(prepared, options, swapped);
  const conversion = openConversion(prepared, plans, parametersOf(model), options);
  for (const layer of prepared.layers) convertLayer(layer, conversion);
  const outputs = new Map(model.outputs.map((name) => [name, readOut(conversion, name)]));
  const output = firstOf(outputs, model);
  Object.assign(conversion.network.meta, metaOf(conversion, model, [...outputs.values()]));
  return {
    network: conversion.network,
    output,
    outputs,
    layers: new Map([...conversion.results].map(([name, result]) => [name, result.signal])),
    report: convertReport(model.source, conversion.rows, warningsOf(options, swapped)),
  };
}

function prepare(model: LayerModel, options: ConvertOptions): LayerModel {
  const timed = options.temporalModel === true ? withoutTime(model) : model;
  const folded = foldPadding(foldNormalization(timed));
  return options.splitSharedWeights === true ? splitSharedWeights(folded) : folded;
}

function plansOf(
  model: LayerModel,
  options: ConvertOptions,
  swapped: Set<string>,
): ReadonlyMap<string, ActivationPlan> {
  const taken = new Set(model.layers.flatMap((layer) => layer.inbound));
  return new Map(
    model.layers.map((layer) => [
      layer.name,
      activationPlan(layer, !taken.has(layer.name), options, swapped),
    ]),
  );
}

function parametersOf(model: LayerModel): ReadonlyMap<string, number> {
  const count = (weights: LayerModel['layers'][number]['weights']) =>
    Object.values(weights).reduce((n, w) => n + w.data.length, 0);
  return new Map(model.layers.map(({ name, weights }) => [name, count(weights)]));
}

function warningsOf({ swapActivations = {} }: ConvertOptions, swapped: Set<string>): string[] {
  return Object.keys(swapActivations)
    .filter((name) => !swapped.has(name))
    .map((name) => `swapActivations: no layer has activation "${name}".`);
}

function readOut(conversion: Conversion, output: string): Signal {
  const { signal, spikesAt, synapse } = conversion.results.get(output)!;
  if (spikesAt === null && synapse === null) return signal;
  const taken = conversion.network.all.some((n) => n.name === 'output');
  const name = taken ? innerName(output, 'output', conversion) : 'output';
  return signal.pipe(synapse ?? sum()).named(name);
}

function firstOf(outputs: ReadonlyMap<string, Signal>, model: LayerModel): Signal {
  const [first] = outputs.values();
  if (first !== undefined) return first;
  throw new ConvertError(`${model.source}: the model has no output. Save it again.`, {
    code: 'no-output',
  });
}

function metaOf(conversion: Conversion, model: LayerModel, outputs: readonly Signal[]) {
  const { inputRange = [0, 1] } = conversion.options;
  return {
    title: model.name,
    source: model.source,
    inputRange: [...inputRange],
    output: outputs[0]!.name,
    ...(outputs.length === 1 ? {} : { outputs: outputs.map(({ name }) => name) }),
    neuronLayers: [...conversion.results]
      .filter(([name, { spikesAt, signal }]) => {
        const { kind } = conversion.network.node(signal.id);
        return spikesAt !== null && signal.name === name && isNeuronKind(kind);
      })
      .map(([name]) => name),
  };
}
