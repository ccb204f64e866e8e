import type { LayerModel } from '../convert/model.js';
import { scalesOf } from '../convert/options.js';
import { neuronLayers } from './neuron-layers.js';
import type { TrainSettings } from './options.js';

/** Firing rate scale of every neuron layer, as `convert` reads it. */
export function scalesOfLayers(
  model: LayerModel,
  { scaleFiringRates }: Pick<TrainSettings, 'scaleFiringRates'>,
): ReadonlyMap<string, number> {
  const names = neuronLayers(model).map(({ name }) => name);
  return scalesOf({ scaleFiringRates }, names);
}
