import type { Conversion } from './conversion.js';
import type { Layer } from './model.js';

/** True if the neurons of a layer are on the chip. */
export function isOnChip(layer: Layer, conversion: Conversion): boolean {
  const { neuronLayers, offChip, activation } = conversion;
  return neuronLayers.has(layer.name) && !offChip.has(layer.name) && activation.kind !== 'relu';
}

/**
 * The chip neurons that a linear layer leads to, through other linear layers only: compiling merges
 * it into their synapses. `null` if the host takes its values.
 */
export function mergedInto(layer: Layer, conversion: Conversion): readonly string[] | null {
  const takers = conversion.model.layers.filter((other) => other.inbound.includes(layer.name));
  const ends = takers.map((taker) => endsAt(taker, conversion));
  return ends.length > 0 && ends.every((end) => end !== null) ? ends.flat() : null;
}

function endsAt(taker: Layer, conversion: Conversion): readonly string[] | null {
  if (conversion.neuronLayers.has(taker.name)) {
    return isOnChip(taker, conversion) ? [taker.name] : null;
  }
  const onHost = taker.kind === 'MaxPooling2D' && conversion.options.maxPool !== 'average';
  return onHost ? null : mergedInto(taker, conversion);
}
