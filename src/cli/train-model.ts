import { existsSync } from 'node:fs';
import { loadKerasWithin } from '../convert/keras/load-within.js';
import { freshWeights } from '../convert/layers/initial.js';
import { seedModel } from '../convert/layers/seed-model.js';
import type { LayerModel } from '../convert/model.js';
import { embeddedModel, embeddedNames } from './embedded.js';
import { UsageError } from './failure.js';

/**
 * Opens a MODEL that can be trained: `seed`, the name of an embedded model, or a Keras file with its
 * weights.
 *
 * @param options.fresh new weights in place of those of the file
 */
export async function openTrainable(
  name: string,
  options: { readonly fresh: boolean; readonly seed: number },
): Promise<LayerModel> {
  if (name === 'seed') return seedModel(options.seed);
  const path = embeddedModel(name)?.path ?? name;
  if (!existsSync(path)) {
    throw new UsageError(
      `model "${name}": there is no such file, and no embedded model of that name. Give the path of a ` +
        `Keras file, seed, or ${embeddedNames().join(' or ')}.`,
    );
  }
  const model = await loadKerasWithin(path);
  return options.fresh ? freshWeights(model, options.seed) : model;
}
