import type { Layer, LayerModel } from '../convert/model.js';
import { curveOf } from './activations.js';
import type { Penalty } from './gradient.js';
import type { TrainSettings } from './options.js';
import { openRegularization } from './regularizers/regularization.js';
import type { RegularizerSpec } from './regularizers/spec.js';
import { scalesOfLayers } from './scales.js';
import * as tf from './tf.js';

/**
 * What regularizers add to the loss; `null` without any. As in `convert`, the first neuron layer is
 * the one off the chip.
 */
export function openPenalty(
  model: LayerModel,
  layers: readonly Layer[],
  settings: TrainSettings,
): Penalty | null {
  const { regularizers } = settings;
  if (regularizers.length === 0) return null;
  const scales = scalesOfLayers(model, settings);
  const known = layers.map((layer, i) => ({
    name: layer.name,
    onChip: i > 0,
    amplitude: (curveOf(layer, settings).amplitude ?? 1) / scales.get(layer.name)!,
  }));
  // A sum over the samples of a part is a part of the sum; a mean is so with its share.
  const [sums, means] = [regularizers.filter(isSum), regularizers.filter((r) => !isSum(r))].map(
    (specs) => (specs.length === 0 ? null : openRegularization(specs, known)),
  );
  return (outputs, share) => {
    const given = known.map((layer) => ({ ...layer, output: outputs.get(layer.name)! }));
    const parts = [sums?.(given), means === null ? undefined : tf.mul(means!(given), share)];
    return tf.addN(parts.filter((part) => part !== undefined)) as tf.Scalar;
  };
}

function isSum({ kind }: RegularizerSpec): boolean {
  return kind === 'range';
}
