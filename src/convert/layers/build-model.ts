import { ConvertError } from '../../core/errors.js';
import { seededRandom, seedOfPlace } from '../../core/random.js';
import { activationOf } from '../keras/layer-config.js';
import type { Layer, LayerModel, LayerWeights } from '../model.js';
import { initialWeights } from './initial.js';
import { namesOf } from './names.js';
import { type LayerFunction, layerError, type Tensor } from './tensor.js';

/** What a model is made with. */
export interface BuildOptions {
  /** Name of the model; default 'model', of a chain 'sequential'. */
  readonly name?: string;
  /** Of the initial weights, a whole number; default 1. */
  readonly seed?: number;
}

/** Where a model begins and ends. */
export interface FunctionalOptions extends BuildOptions {
  readonly inputs: Tensor | readonly Tensor[];
  readonly outputs: Tensor | readonly Tensor[];
}

/**
 * The model between inputs and outputs, with initial weights.
 *
 * @throws {ConvertError} outputs that need other inputs, inputs nobody needs, names used twice.
 *
 * @example
 * const image = layers.input([28, 28, 1]);
 * const a = layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same' })(image);
 * const b = layers.conv2d({ filters: 8, kernelSize: 1 })(image);
 * const model = functional({ inputs: image, outputs: layers.add()([a, b]) });
 */
export function functional(options: FunctionalOptions): LayerModel {
  const { name = 'model', seed = 1 } = options;
  const inputs = listOf(options.inputs);
  const outputs = listOf(options.outputs);
  const tensors = inOrder(inputs, outputs, name);
  const names = namesOf(tensors, name);
  const weights = weightsOf(tensors, names, seed);
  const layers = tensors.map((tensor): Layer => {
    const { layer, inputs: takes } = tensor.source;
    const { kind } = layer.definition;
    const config = { name: names.get(tensor)!.replace(/@\d+$/, ''), ...layer.definition.config };
    const inbound = takes.map((from) => names.get(from)!);
    const activation = activationOf(config);
    const own = weights.get(layer)!;
    return { name: names.get(tensor)!, kind, config, inbound, weights: own, activation };
  });
  return {
    name,
    source: `built in code (seed ${seed})`,
    inputs: inputs.map((tensor) => ({ name: names.get(tensor)!, shape: tensor.shape })),
    layers,
    outputs: outputs.map((tensor) => names.get(tensor)!),
  };
}

/**
 * A chain: an input, then layers one behind another.
 *
 * @throws {ConvertError} at the layer that does not fit behind the one before.
 *
 * @example
 * const model = sequential([
 *   layers.input([28, 28, 1]),
 *   layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
 *   layers.flatten(),
 *   layers.dense({ units: 10 }),
 * ]);
 */
export function sequential(
  chain: readonly [Tensor, ...LayerFunction[]],
  options: BuildOptions = {},
): LayerModel {
  const [first, ...rest] = chain;
  const { name = 'sequential' } = options;
  if (typeof first !== 'object' || !isInput(first)) {
    throw modelError(name, 'begins with no input. Begin with layers.input(shape).');
  }
  let end: Tensor = first;
  for (const layer of rest) {
    if (typeof layer !== 'function') {
      throw modelError(name, 'has a second input or a tensor in its chain. Use functional for it.');
    }
    end = layer(end);
  }
  return functional({ ...options, name, inputs: first, outputs: end });
}

function listOf(tensors: Tensor | readonly Tensor[]): readonly Tensor[] {
  return 'shape' in tensors ? [tensors] : tensors;
}

function isInput(tensor: Tensor | undefined): boolean {
  return tensor?.source.layer.definition.kind === 'InputLayer';
}

/** Inputs first, then every tensor behind those it needs. */
function inOrder(inputs: readonly Tensor[], outputs: readonly Tensor[], name: string): Tensor[] {
  const stranger = inputs.find((tensor) => !isInput(tensor));
  if (stranger !== undefined) {
    throw layerError(
      stranger.source.layer.definition,
      'is no input. Begin at layers.input(shape).',
    );
  }
  if (inputs.length === 0 || outputs.length === 0) {
    throw modelError(
      name,
      `has no ${inputs.length === 0 ? 'inputs' : 'outputs'}. Give at least one.`,
    );
  }
  const done = new Set<Tensor>(inputs);
  const reached = new Set<Tensor>();
  // By hand instead of by recursion, so that no depth is too deep.
  const open: { tensor: Tensor; ready: boolean }[] = [];
  for (const output of outputs.toReversed()) open.push({ tensor: output, ready: false });
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { tensor, ready } = next;
    reached.add(tensor);
    if (done.has(tensor)) continue;
    const needs = tensor.source.inputs;
    if (ready) done.add(tensor);
    else if (isInput(tensor)) {
      throw modelError(
        name,
        `needs an input of ${tensor.shape.join('x')} that is not among its inputs. Add it.`,
      );
    } else {
      open.push({ tensor, ready: true });
      for (const need of needs.toReversed()) open.push({ tensor: need, ready: false });
    }
  }
  const idle = inputs.find((tensor) => !reached.has(tensor));
  if (idle === undefined) return [...done];
  const where = idle.source.layer.definition;
  throw layerError(where, `no output of model "${name}" depends on it. Leave it out.`);
}

function weightsOf(
  tensors: readonly Tensor[],
  names: ReadonlyMap<Tensor, string>,
  seed: number,
): Map<LayerFunction, LayerWeights> {
  const weights = new Map<LayerFunction, LayerWeights>();
  let place = 0;
  for (const tensor of tensors) {
    const { layer } = tensor.source;
    if (weights.has(layer)) continue;
    const shapes = layer.weightShapes();
    const hasWeights = Object.keys(shapes).length > 0;
    const random = seededRandom(seedOfPlace(seed, hasWeights ? place++ : 0));
    weights.set(layer, initialWeights(shapes, random, names.get(tensor)!));
  }
  return weights;
}

function modelError(name: string, what: string): ConvertError {
  return new ConvertError(`model "${name}": ${what}`, { code: 'bad-model', path: name });
}
