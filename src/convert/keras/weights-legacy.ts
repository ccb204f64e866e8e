import type { Hdf5Group } from './hdf5.js';
import {
  type RawLayer,
  type RawModel,
  refusal,
  type StoredWeight,
  type WeightStore,
} from './raw.js';
import { assign } from './weight-owners.js';

/**
 * Weights of a legacy `.h5` file: under `model_weights` one group per layer name, whose attribute
 * `weight_names` lists the datasets. A nested model has all its weights in one group.
 *
 * @throws {ConvertError} groups, names or datasets that are not there.
 */
export function readLegacy(root: Hdf5Group, model: RawModel, where: string): WeightStore {
  const all = root.group('model_weights');
  if (!all)
    throw refusal(
      where,
      'there is no group "model_weights", the file holds an architecture only. Save the trained model with model.save("model.h5").',
      'weights-missing',
    );
  const store = new Map<RawLayer, StoredWeight[]>();
  for (const layer of model.layers) {
    if (layer.operator) continue;
    const weights = weightsOf(all, layer.name);
    if (layer.model) assign(layer.model, weights, where, store);
    else store.set(layer, weights);
  }
  return store;
}

/** Names end in `:0` in Keras 2; state of random generators is left out. */
function weightsOf(all: Hdf5Group, layer: string): StoredWeight[] {
  const group = all.group(layer);
  const names = group?.texts('weight_names') ?? [];
  return names
    .filter((name) => !name.includes('seed_generator'))
    .map((name) => ({ ...group!.numbers(name), name: name.replace(/:\d+$/, '') }));
}
