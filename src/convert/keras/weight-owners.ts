import { leaves, type RawLayer, type RawModel, refusal, type StoredWeight } from './raw.js';

/**
 * Finds the layer that a weight named `outer/inner/kernel` belongs to: the one that shares most of its
 * path, and of those the innermost.
 *
 * @throws {ConvertError} when no layer, or more than one, fits.
 */
export function weightOwners(model: RawModel, where: string): (name: string) => RawLayer {
  const all = [...leaves(model)];
  return (name) => {
    const folders = `/${name.slice(0, name.lastIndexOf('/') + 1)}`;
    let best: { score: number; at: number; owners: RawLayer[] } = { score: 0, at: -1, owners: [] };
    for (const { path, layer } of all) {
      const { score, at } = overlap(folders, path);
      if (score === 0 || score < best.score || (score === best.score && at < best.at)) continue;
      const equal = score === best.score && at === best.at;
      best = { score, at, owners: equal ? [...best.owners, layer] : [layer] };
    }
    if (best.owners.length === 1) return best.owners[0]!;
    const problem = best.owners.length === 0 ? 'belongs to no layer' : 'fits several layers';
    throw refusal(
      where,
      `weight "${name}" ${problem} of model "${model.name}". Give all layers different names, or save as .keras.`,
      'weights-mismatch',
    );
  };
}

/** How many trailing parts of a layer's path stand in `folders`, and where they end. */
function overlap(folders: string, path: readonly string[]): { score: number; at: number } {
  for (let score = path.length; score > 0; score--) {
    const part = `/${path.slice(-score).join('/')}/`;
    const at = folders.lastIndexOf(part);
    if (at >= 0) return { score, at: at + part.length };
  }
  return { score: 0, at: -1 };
}

/** Hands out weights read from a flat list to the layers of a model. */
export function assign(
  model: RawModel,
  weights: readonly StoredWeight[],
  where: string,
  store: Map<RawLayer, StoredWeight[]>,
): void {
  const ownerOf = weightOwners(model, where);
  for (const { layer } of leaves(model)) store.set(layer, []);
  for (const weight of weights) store.get(ownerOf(weight.name))!.push(weight);
}
