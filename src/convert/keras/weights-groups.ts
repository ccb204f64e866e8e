import type { Hdf5Group } from './hdf5.js';
import {
  type RawLayer,
  type RawModel,
  refusal,
  type StoredWeight,
  type WeightStore,
} from './raw.js';

/** Wrapped layers inside wrapped layers; also ends groups that link to themselves. */
const MAX_DEPTH = 16;

/**
 * Weights of a `.keras` file's `model.weights.h5`. Its groups are named after the layers' classes with
 * a counter per container (`conv2d`, `conv2d_1`), in the order of the config.
 *
 * @throws {ConvertError} the file has no such groups, or they carry other layers' names.
 */
export function readGroups(root: Hdf5Group, model: RawModel, where: string): WeightStore {
  const store = new Map<RawLayer, readonly StoredWeight[]>();
  readContainer(root, model, where, store);
  return store;
}

function readContainer(
  parent: Hdf5Group,
  model: RawModel,
  where: string,
  store: Map<RawLayer, readonly StoredWeight[]>,
): void {
  // The second name was used by Keras 2.12 to 2.14.
  const container = parent.group('layers') ?? parent.group('_layer_checkpoint_dependencies');
  if (!container)
    throw refusal(
      where,
      `the weights of model "${model.name}" are not in the file (no group "layers"). Save the whole model with model.save("model.keras").`,
      'weights-missing',
    );
  const used = new Map<string, number>();
  for (const layer of model.layers) {
    if (layer.operator) continue;
    const base = snakeCase(layer.className);
    const count = used.get(base) ?? 0;
    used.set(base, count + 1);
    const group = matching(container, count === 0 ? base : `${base}_${count}`, layer, where);
    if (layer.model) {
      const inside = layer.timed === true ? (group?.group('layer') ?? null) : group;
      if (inside) readContainer(inside, layer.model, where, store);
    } else store.set(layer, group ? variables(group, '', 0, where) : []);
  }
}

/** Keras' own rule: `AveragePooling2D` -> `average_pooling2d`, `ReLU` -> `re_lu`. */
export function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The group of that name; since Keras 3.6 it tells its layer's name, which is then checked. */
function matching(container: Hdf5Group, name: string, layer: RawLayer, where: string) {
  const group = container.group(name);
  const told = group?.group('vars')?.text('name') ?? null;
  if (group === null || told === null || told === layer.name) return group;
  throw refusal(
    where,
    `weight group "${name}" belongs to layer "${told}", expected "${layer.name}". config.json and model.weights.h5 are of different models; save the model again.`,
    'weights-mismatch',
  );
}

/** All variables below a group, the layer's own first; state of random generators left out. */
function variables(group: Hdf5Group, path: string, depth: number, where: string): StoredWeight[] {
  if (depth > MAX_DEPTH)
    throw refusal(
      where,
      `weight groups are nested deeper than ${MAX_DEPTH} ("${path}").`,
      'too-deep',
    );
  const own = group.group('vars');
  const order = (own?.keys() ?? []).sort((a, b) => Number(a) - Number(b));
  const found = order.map((key) => ({ ...own!.numbers(key), name: `${path}weight${key}` }));
  for (const key of group.keys()) {
    if (key === 'vars' || key === 'seed_generator') continue;
    const inner = group.group(key);
    if (inner) found.push(...variables(inner, `${path}${key}/`, depth + 1, where));
  }
  return found;
}
