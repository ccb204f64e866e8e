import { ConvertError } from '../core/errors.js';
import type { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import { sum } from '../operators/sum.js';
import { type Conversion, innerName, openConversion } from './conversion.js';
import { convertLayer } from './convert-layer.js';
import { activationPlan } from './layer-activation.js';
import { requireKnown } from './layer-pieces.js';
import type { Layer, LayerModel } from './model.js';
import type { ConvertOptions } from './options.js';
import { type ConvertReport, convertReport } from './report.js';

/** A layered model as a spiking network. */
export interface Converted {
  readonly network: Network;
  /** The signal of the model's output: values, largest for the answer. */
  readonly output: Signal;
  /** Signals of the layers by name: neurons where a layer has them, values otherwise. */
  readonly layers: ReadonlyMap<string, Signal>;
  readonly report: ConvertReport;
}

/**
 * Turns a layered model into a spiking network. A rectified linear layer becomes neurons with gain
 * s, bias s b and amplitude 1 / s for its firing rate scale s, so that more and smaller spikes carry
 * the same mean. The scale is applied here, once, to weights as they were trained. The first neuron
 * layer and the last linear layer stay off chip unless told otherwise; max pooling runs off chip.
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
  const output = onlyOutput(model);
  for (const layer of model.layers) requireKnown(layer);
  const plans = new Map(
    model.layers.map((layer) => [layer.name, activationPlan(layer, isLast(model, layer, output))]),
  );
  const neuronLayers = model.layers.filter((l) => plans.get(l.name)!.kind === 'neurons');
  const conversion = openConversion(
    model,
    neuronLayers.map((l) => l.name),
    options,
  );
  for (const layer of model.layers) convertLayer(layer, plans.get(layer.name)!, conversion);
  const signal = readOut(conversion, output);
  Object.assign(conversion.network.meta, metaOf(conversion, model, signal));
  return {
    network: conversion.network,
    output: signal,
    layers: new Map([...conversion.results].map(([name, result]) => [name, result.signal])),
    report: convertReport(model.source, conversion.rows),
  };
}

function readOut(conversion: Conversion, output: string): Signal {
  const { signal, spikesAt, synapse } = conversion.results.get(output)!;
  if (spikesAt === null) return signal;
  const taken = conversion.network.all.some((n) => n.name === 'output');
  const name = taken ? innerName(output, 'output', conversion) : 'output';
  return signal.pipe(synapse ?? sum()).named(name);
}

function onlyOutput(model: LayerModel): string {
  const [output, ...more] = model.outputs;
  if (output !== undefined && more.length === 0) return output;
  throw new ConvertError(
    `${model.source}: the model has ${model.outputs.length} outputs (${model.outputs.join(', ')}), ` +
      'expected one. Save the part of the model that gives the answer.',
    { code: 'many-outputs' },
  );
}

/** True if nothing with weights or neurons comes behind a layer. */
function isLast(model: LayerModel, layer: Layer, output: string): boolean {
  return layer.name === output || model.layers.every((l) => !l.inbound.includes(layer.name));
}

function metaOf(conversion: Conversion, model: LayerModel, output: Signal) {
  const { inputRange = [0, 1] } = conversion.options;
  return {
    title: model.name,
    source: model.source,
    inputRange: [...inputRange],
    output: output.name,
    neuronLayers: [...conversion.results]
      .filter(([name, result]) => result.spikesAt !== null && result.signal.name === name)
      .map(([name]) => name),
  };
}
