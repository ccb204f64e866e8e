import { ConvertError } from '../../core/errors.js';
import type { Layer, LayerModel, LayerWeights } from '../model.js';
import type { Json } from './raw.js';
import { writtenConfig } from './write-options.js';
import { kerasOrder } from './write-order.js';

/** A layer as a file has it: once, however often it is applied. */
export interface WrittenLayer {
  readonly name: string;
  readonly kind: string;
  readonly weights: LayerWeights;
}

/** A model's config and its layers in the same order. */
export interface WrittenGraph {
  readonly config: Json;
  readonly layers: readonly WrittenLayer[];
}

/**
 * The config of a functional model in the form of Keras 2: layers of nested models stand alone as
 * `outer.inner`, the applications of one layer (`name`, `name@2`) are calls of it. Layers that no output
 * depends on are left out, as Keras does.
 *
 * @throws {ConvertError} layers that cannot be written, names that fall together, applications of one
 * layer that differ.
 */
export function writtenGraph(model: LayerModel): WrittenGraph {
  const applications = grouped(kerasOrder(model, storedName));
  const refs = new Map<string, readonly [string, number, number]>();
  for (const [name, layers] of applications) {
    for (const [node, layer] of layers.entries()) refs.set(layer.name, [name, node, 0]);
  }
  const refOf = (name: string) => refs.get(name) ?? missing(name, model.name);
  const list = [...applications].map(([name, layers]) => ({
    class_name: layers[0]!.kind,
    config: writtenConfig(layers[0]!, name),
    name,
    inbound_nodes: layers[0]!.inbound.length === 0 ? [] : layers.map((l) => callOf(l, refOf)),
  }));
  const config = {
    name: model.name,
    trainable: true,
    layers: list,
    input_layers: aloneOrList(model.inputs.map(({ name }) => refOf(name))),
    output_layers: aloneOrList(model.outputs.map(refOf)),
  };
  const layers = [...applications].map(([name, [{ kind, weights }]]) => ({ name, kind, weights }));
  return { config: { class_name: 'Functional', config }, layers };
}

function callOf(layer: Layer, refOf: (name: string) => readonly [string, number, number]) {
  return layer.inbound.map((from) => [...refOf(from), {}]);
}

/** One tensor stands alone: from a list Keras 3 would take only lists without a warning. */
function aloneOrList<T>(tensors: readonly T[]): T | readonly T[] {
  return tensors.length === 1 ? tensors[0]! : tensors;
}

/** Applications by the name of their layer in the file, each in order of its number. */
function grouped(layers: readonly Layer[]): Map<string, readonly [Layer, ...Layer[]]> {
  const paths = new Map<string, string>();
  const groups = new Map<string, [Layer, ...Layer[]]>();
  for (const layer of layers) {
    const path = withoutNumbers(layer.name);
    const name = storedName(layer);
    if ((paths.get(name) ?? path) !== path) {
      const both = `layers "${paths.get(name)}" and "${path}" would both be "${name}"`;
      throw refusal(`${both} in the file. Rename one.`, layer.name);
    }
    paths.set(name, path);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [layer]);
    else group.push(layer);
  }
  for (const group of groups.values()) {
    group.sort((a, b) => byNumbers(numbersOf(a.name), numbersOf(b.name)));
    for (const layer of group) checkAlike(group[0], layer);
  }
  return groups;
}

/** The name in the file, the same for all applications of a layer. */
function storedName({ name }: Layer): string {
  return withoutNumbers(name).replaceAll('/', '.');
}

function withoutNumbers(name: string): string {
  return name.replace(/@\d+(?=\/|$)/g, '');
}

/** Which application of each part of a path: `block@2/conv` is 2, 1. */
function numbersOf(name: string): number[] {
  return name.split('/').map((part) => Number(/@(\d+)$/.exec(part)?.[1] ?? 1));
}

function byNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((n, i) => n !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

function checkAlike(first: Layer, layer: Layer): void {
  const names = Object.keys(first.weights);
  const alike =
    layer.kind === first.kind &&
    Object.keys(layer.weights).length === names.length &&
    names.every((name) => sameNumbers(first.weights[name]!.data, layer.weights[name]?.data));
  if (alike) return;
  const both = `layers "${first.name}" and "${layer.name}" are one layer by their names`;
  throw refusal(`${both}, but have different weights. Rename one.`, layer.name);
}

function sameNumbers(a: Float32Array, b: Float32Array | undefined): boolean {
  return a === b || (a.length === b?.length && a.every((value, i) => Object.is(value, b[i])));
}

function missing(name: string, model: string): never {
  throw refusal(`model "${model}": there is no layer "${name}", which others take.`, name);
}

function refusal(message: string, path: string): ConvertError {
  return new ConvertError(message, { code: 'not-writable', path });
}
