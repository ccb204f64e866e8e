import { ConvertError } from '../../core/errors.js';

/** A JSON object of unknown content. */
export type Json = Readonly<Record<string, unknown>>;

/** Output `tensor` of call `node` of a layer. */
export interface TensorRef {
  readonly layer: string;
  readonly node: number;
  readonly tensor: number;
}

/** A layer as stored, dialect removed, nested models kept. */
export interface RawLayer {
  readonly name: string;
  readonly kind: string;
  /** Class name without package: what the groups of a `.keras` file are named after. */
  readonly className: string;
  readonly config: Json;
  /** One entry per call of the layer: the tensors it takes. */
  readonly calls: readonly (readonly TensorRef[])[];
  /** True for operators (`a + b`), which are not layers and have no place among the weights. */
  readonly operator: boolean;
  readonly model: RawModel | null;
  /** True if the model is applied to every element of the first axis. */
  readonly timed?: boolean;
}

export interface RawModel {
  readonly name: string;
  readonly layers: readonly RawLayer[];
  readonly inputs: readonly TensorRef[];
  readonly outputs: readonly TensorRef[];
}

/** A weight as the file has it, under the file's own name. */
export interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Stored weights of every layer that is not a model. */
export type WeightStore = ReadonlyMap<RawLayer, readonly StoredWeight[]>;

/** True for a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The error every reader throws: `where` is the file, or the file and the layer. */
export function refusal(where: string, sentence: string, code: string, cause?: unknown) {
  return new ConvertError(`${where}: ${sentence}`, { code, path: where, cause });
}

/** `text` as a JSON object, or a sentence. */
export function parseJson(text: string, where: string, what: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw refusal(
      where,
      `${what} is not valid JSON (${detail}). Save the model again.`,
      'bad-json',
      cause,
    );
  }
  if (isJson(value)) return value;
  throw refusal(where, `${what} is not a JSON object. Save the model again.`, 'bad-json');
}

/** Layers that are not models, with the names of the models around them, outermost first. */
export function* leaves(
  model: RawModel,
  outer: readonly string[] = [],
): Generator<{ readonly path: readonly string[]; readonly layer: RawLayer }> {
  for (const layer of model.layers) {
    const path = [...outer, layer.name];
    if (layer.model) yield* leaves(layer.model, path);
    else yield { path, layer };
  }
}
