import { ConvertError } from '../../core/errors.js';
import { type Shape, showShape } from '../../core/shape.js';
import { outputShapeOf } from '../layer-shapes.js';
import type { Layer } from '../model.js';

/** What a layer gives: its shape, without the batch axis, and where it comes from. */
export interface Tensor {
  readonly shape: Shape;
  readonly source: { readonly layer: LayerFunction; readonly inputs: readonly Tensor[] };
}

/**
 * A layer: called with a tensor, or with a list for layers that join several, it gives a tensor. Called
 * more than once it is one layer applied several times, with the same weights.
 */
export interface LayerFunction {
  (input: Tensor | readonly Tensor[]): Tensor;
  readonly definition: LayerDefinition;
  /** Shapes of its weights in Keras' order, known once it has been called. */
  weightShapes(): Readonly<Record<string, Shape>>;
}

/** What there is to know about a kind of layer. */
export interface LayerDefinition {
  /** Keras' class name. */
  readonly kind: string;
  /** As the user gave it; without one the model numbers it. */
  readonly name: string | undefined;
  /** Keras 3's options. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What it takes, in words, for errors: `rows x columns x channels`. */
  readonly takes: string;
  /** Number of dimensions it takes; any if it is not said. */
  readonly rank?: number;
  /** Smallest and largest number of tensors it takes; default one. */
  readonly inputs?: readonly [number, number];
  /** Shapes of its weights for a shape of its input. */
  readonly weights?: (input: Shape) => Readonly<Record<string, Shape>>;
}

/**
 * The function that a definition describes.
 *
 * @throws {ConvertError} when called with tensors that do not fit.
 */
export function layerFunction(definition: LayerDefinition): LayerFunction {
  let built: Readonly<Record<string, Shape>> | undefined;
  const apply = (input: Tensor | readonly Tensor[]): Tensor => {
    const inputs = 'shape' in input ? [input] : input;
    checkInputs(definition, inputs);
    const shape = shapeFor(definition, inputs);
    const weights = definition.weights?.(inputs[0]!.shape) ?? {};
    if (built !== undefined) checkShared(definition, built, weights);
    built = weights;
    return { shape, source: { layer, inputs } };
  };
  const layer = Object.assign(apply, { definition, weightShapes: () => built ?? {} });
  return layer;
}

/** A mistake in a layer: which one, what is wrong, what to do. */
export function layerError(
  { kind, name }: Pick<LayerDefinition, 'kind' | 'name'>,
  what: string,
): ConvertError {
  const where = name === undefined ? `a layer (${kind})` : `layer "${name}" (${kind})`;
  return new ConvertError(`${where}: ${what}`, { code: 'bad-layer', path: name ?? kind });
}

function checkInputs(definition: LayerDefinition, inputs: readonly Tensor[]): void {
  const [least, most] = definition.inputs ?? [1, 1];
  if (inputs.length < least || inputs.length > most) {
    const wanted = most === 1 ? 'one' : `at least ${least}`;
    throw layerError(definition, `is given ${inputs.length} tensors, it takes ${wanted}.`);
  }
  const { rank } = definition;
  const wrong = inputs.find(({ shape }) => rank !== undefined && shape.length !== rank);
  if (wrong !== undefined) throw unfit(definition, inputs);
}

function shapeFor(definition: LayerDefinition, inputs: readonly Tensor[]): Shape {
  const { kind, name = kind, config } = definition;
  const layer: Layer = { name, kind, config, inbound: [], weights: {}, activation: null };
  const shape = outputShapeOf(
    layer,
    inputs.map((input) => input.shape),
  );
  if (shape === null) throw unfit(definition, inputs);
  return shape;
}

function unfit(definition: LayerDefinition, inputs: readonly Tensor[]): ConvertError {
  const given = inputs.map(({ shape }) => showShape(shape)).join(' and ');
  return layerError(definition, `takes ${definition.takes}, it is given ${given}.`);
}

/** A further application must fit the weights of the first. */
function checkShared(
  definition: LayerDefinition,
  built: Readonly<Record<string, Shape>>,
  now: Readonly<Record<string, Shape>>,
): void {
  for (const [name, shape] of Object.entries(built)) {
    if (showShape(shape) === showShape(now[name]!)) continue;
    const was = `its ${name} is ${showShape(shape)}, this application needs ${showShape(now[name]!)}`;
    throw layerError(definition, `is applied again, ${was}. Make another layer for it.`);
  }
}
