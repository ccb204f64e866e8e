import { snakeCase } from '../keras/weights-groups.js';
import { type LayerFunction, layerError, type Tensor } from './tensor.js';

/**
 * The names of all applications of layers: given ones, else Keras' own (`conv2d`, `conv2d_1` ...); a
 * further application of a layer is `name@2`, `name@3` ...
 *
 * @throws {ConvertError} when two layers are given the same name.
 */
export function namesOf(tensors: readonly Tensor[], model: string): Map<Tensor, string> {
  const bases = baseNames(new Set(tensors.map(({ source }) => source.layer)), model);
  const applied = new Map<LayerFunction, number>();
  const names = new Map<Tensor, string>();
  for (const tensor of tensors) {
    const { layer } = tensor.source;
    const count = (applied.get(layer) ?? 0) + 1;
    applied.set(layer, count);
    names.set(tensor, `${bases.get(layer)!}${count === 1 ? '' : `@${count}`}`);
  }
  return names;
}

function baseNames(layers: ReadonlySet<LayerFunction>, model: string): Map<LayerFunction, string> {
  const taken = new Set<string>();
  const names = new Map<LayerFunction, string>();
  for (const layer of layers) {
    const { name } = layer.definition;
    if (name === undefined) continue;
    if (taken.has(name)) {
      throw layerError(
        layer.definition,
        `model "${model}" has another layer of this name. Rename one.`,
      );
    }
    taken.add(name);
    names.set(layer, name);
  }
  const numbers = new Map<string, number>();
  for (const layer of layers) {
    if (names.has(layer)) continue;
    const base = snakeCase(layer.definition.kind);
    let number = numbers.get(base) ?? 0;
    const next = () => (number === 0 ? base : `${base}_${number}`);
    while (taken.has(next())) number += 1;
    names.set(layer, next());
    numbers.set(base, number + 1);
  }
  return names;
}
