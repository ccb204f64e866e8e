import type { Conversion } from './conversion.js';
import { innermost } from './keras/wrapped.js';
import type { Layer, LayerModel } from './model.js';
import { isSpikingKind } from './neuron-types.js';

/** True if the neurons of a layer are on the chip. */
export function isOnChip({ name }: Layer, { plans, offChip }: Conversion): boolean {
  const plan = plans.get(name)!;
  return plan.kind === 'neurons' && !offChip.has(name) && isSpikingKind(plan.neurons.kind);
}

/**
 * The chip neurons that a linear layer leads to, through other linear layers only: compiling merges
 * it into their synapses. `null` if the host takes its values.
 */
export function mergedInto(layer: Layer, conversion: Conversion): readonly string[] | null {
  const { layers, outputs } = conversion.model;
  if (outputs.includes(layer.name)) return null;
  const takers = layers.filter((other) => other.inbound.includes(layer.name));
  const ends = takers.map((taker) => endsAt(taker, conversion));
  const met = ends.flatMap((end) => end ?? []);
  return ends.length > 0 && ends.every((end) => end !== null) ? [...new Set(met)] : null;
}

function endsAt(taker: Layer, conversion: Conversion): readonly string[] | null {
  if (conversion.plans.get(taker.name)!.kind === 'neurons') {
    return isOnChip(taker, conversion) ? [taker.name] : null;
  }
  const pools = /MaxPooling/.test(innermost(taker).kind);
  const onHost = pools && conversion.options.maxPool !== 'average';
  return onHost ? null : mergedInto(taker, conversion);
}

/** The neuron layers that values of an input reach without neurons in between. */
export function firstNeuronLayers(model: LayerModel, neuronLayers: ReadonlySet<string>): string[] {
  const values = new Set<string>();
  const first: string[] = [];
  for (const { name, kind, inbound } of model.layers) {
    const reached = kind === 'InputLayer' || inbound.some((other) => values.has(other));
    if (!reached) continue;
    if (neuronLayers.has(name)) first.push(name);
    else values.add(name);
  }
  return first;
}
