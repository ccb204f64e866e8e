import type { Layer, LayerModel, LayerWeights, ModelInput } from '../model.js';
import { activationOf } from './layer-config.js';
import { type RawLayer, type RawModel, refusal, type TensorRef } from './raw.js';
import { onSlices } from './wrapped.js';

/** More applications than any real model has; nested sharing could multiply without end. */
const MAX_LAYERS = 100_000;

type Flat = Pick<LayerModel, 'inputs' | 'layers' | 'outputs'>;
type WeightsOf = (layer: RawLayer) => LayerWeights;

interface Job {
  readonly where: string;
  readonly weightsOf: WeightsOf;
  readonly layers: Layer[];
  /** How many of the models around it are applied to every element of the first axis. */
  readonly timed: number;
}

/**
 * Nested models opened up, layers applied several times listed once per application, all in an order
 * in which every layer stands after those it takes.
 *
 * @throws {ConvertError} open or missing input shapes, a second output of a layer, tensors that
 * nobody makes.
 */
export function flatten(model: RawModel, weightsOf: WeightsOf, where: string): Flat {
  const job: Job = { where, weightsOf, layers: [], timed: 0 };
  const outputs = place(model, '', null, job);
  const inputs = model.inputs.map((ref) => inputOf(model, ref, where));
  return { inputs, layers: job.layers, outputs };
}

/** Lists the layers of one application of a model; gives the layers that make its outputs. */
function place(
  model: RawModel,
  prefix: string,
  given: readonly string[] | null,
  job: Job,
): string[] {
  const made = new Map<string, readonly string[]>();
  const key = (layer: string, node: number) => `${node} ${layer}`;
  const find = (ref: TensorRef): string | undefined => {
    const tensors = made.get(key(ref.layer, ref.node));
    if (tensors && ref.tensor >= tensors.length) throw secondOutput(ref, job.where);
    return tensors?.[ref.tensor];
  };
  const seed = seeds(model, prefix, given, job);
  for (const [name, tensor] of seed) made.set(key(name, 0), [tensor]);
  let waiting = model.layers
    .filter((l) => !seed.has(l.name))
    .flatMap((layer) => layer.calls.map((call, node) => ({ layer, call, node })));
  while (waiting.length > 0) {
    const later: typeof waiting = [];
    for (const item of waiting) {
      const takes = item.call.map(find);
      if (takes.every((t) => t !== undefined))
        made.set(key(item.layer.name, item.node), apply(item.layer, item.node, takes, prefix, job));
      else later.push(item);
    }
    if (later.length === waiting.length) throw unmade(later[0]!, find, job.where);
    waiting = later;
  }
  return model.outputs.map((ref) => find(ref) ?? missing(ref, `model "${model.name}"`, job.where));
}

/** The tensors that exist before any call: the model's inputs. */
function seeds(model: RawModel, prefix: string, given: readonly string[] | null, job: Job) {
  const seed = new Map<string, string>();
  if (given && given.length !== model.inputs.length)
    throw refusal(
      job.where,
      `model "${prefix.slice(0, -1)}" is given ${given.length} tensors, it has ${model.inputs.length} inputs. Call it with one tensor per input and save again.`,
      'wrong-call',
    );
  model.inputs.forEach((ref, i) => {
    seed.set(ref.layer, given ? given[i]! : ref.layer);
    const layer = model.layers.find((l) => l.name === ref.layer);
    if (layer && !given) job.layers.push(leaf(layer, layer.name, [], job));
  });
  return seed;
}

function apply(
  layer: RawLayer,
  node: number,
  takes: readonly string[],
  prefix: string,
  job: Job,
): readonly string[] {
  const name = `${prefix}${layer.name}${node === 0 ? '' : `@${node + 1}`}`;
  if (layer.model) {
    const timed = job.timed + (layer.timed === true ? 1 : 0);
    return place(layer.model, `${name}/`, takes, { ...job, timed });
  }
  if (job.layers.length >= MAX_LAYERS)
    throw refusal(job.where, `the model has more than ${MAX_LAYERS} layers.`, 'too-large');
  job.layers.push(leaf(layer, name, takes, job));
  return [name];
}

function leaf(layer: RawLayer, name: string, inbound: readonly string[], job: Job): Layer {
  let { kind, config } = layer;
  for (let i = 0; i < job.timed; i++) ({ kind, config } = onSlices(kind, config));
  const activation = activationOf(config);
  return { name, kind, config, inbound, weights: job.weightsOf(layer), activation };
}

function inputOf(model: RawModel, ref: TensorRef, where: string): ModelInput {
  const layer = model.layers.find((l) => l.name === ref.layer);
  const shape = layer?.config.shape as readonly (number | null)[] | undefined;
  if (shape?.length && shape.every((n) => n !== null && Number.isSafeInteger(n) && n > 0))
    return { name: ref.layer, shape: shape as readonly number[] };
  const found = shape ? `is open (${shape.map((n) => n ?? '?').join(', ')})` : 'is not in the file';
  throw refusal(
    where,
    `the shape of input "${ref.layer}" ${found}. Begin the model with Input(shape=...), for example Input(shape=(28, 28, 1)), copy the weights into it and save it again.`,
    'no-input-shape',
  );
}

function secondOutput(ref: TensorRef, where: string) {
  return refusal(
    where,
    `output ${ref.tensor} of layer "${ref.layer}" is used, only layers with one output can be read. Rebuild the model without it.`,
    'many-outputs',
  );
}

function missing(ref: TensorRef | undefined, user: string, where: string): never {
  const what = ref ? `call ${ref.node} of layer "${ref.layer}"` : 'a tensor';
  throw refusal(
    where,
    `${user} takes ${what}, which nothing makes. Save the model again.`,
    'bad-graph',
  );
}

function unmade(
  { layer, call }: { layer: RawLayer; call: readonly TensorRef[] },
  find: (ref: TensorRef) => string | undefined,
  where: string,
): never {
  return missing(
    call.find((ref) => find(ref) === undefined),
    `layer "${layer.name}"`,
    where,
  );
}
