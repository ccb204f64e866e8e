import { callOf, callsOf } from './inbound.js';
import { inputShapeOf, plainConfig, renamedOptions } from './layer-config.js';
import { kindOf } from './layer-kind.js';
import { isJson, type Json, type RawLayer, type RawModel, refusal, type TensorRef } from './raw.js';

/** Models inside models inside ... */
const MAX_DEPTH = 16;

interface Place {
  readonly where: string;
  readonly depth: number;
}

/**
 * A model's config (`{class_name, config}`) with the dialects of Keras 2, Keras 3 and tfjs removed.
 *
 * @throws {ConvertError} not a Sequential or functional model, no input shape, names used twice.
 */
export function parseModel(spec: Json, where: string): RawModel {
  const model = modelOf(spec, { where, depth: 0 });
  if (model) return model;
  throw refusal(
    where,
    `the model is of class "${String(spec.class_name)}", which stores no layers. Rebuild it as a Sequential or functional model and save it again.`,
    'not-a-graph',
  );
}

/** The model in a layer's spec, or `null` for a plain layer. */
function modelOf(spec: Json, place: Place): RawModel | null {
  if (place.depth > MAX_DEPTH)
    throw refusal(place.where, `models are nested deeper than ${MAX_DEPTH}.`, 'too-deep');
  const config = spec.config;
  if (spec.class_name === 'Sequential') {
    const list = Array.isArray(config) ? config : isJson(config) ? config.layers : null; // oldest: a bare list
    if (Array.isArray(list)) return sequential(spec, list, place);
  }
  if (!isJson(config) || !Array.isArray(config.layers)) return null;
  if (config.input_layers === undefined || config.output_layers === undefined) return null;
  return functional(spec, config, config.layers, place);
}

function nameOf(spec: Json, fallback?: string): string | undefined {
  const inner = isJson(spec.config) ? spec.config.name : undefined;
  for (const name of [spec.name, inner]) if (typeof name === 'string') return name;
  return fallback;
}

function functional(spec: Json, config: Json, list: unknown[], place: Place): RawModel {
  const layers = list.map((item) => {
    const layer = layerOf(item, place);
    return { ...layer, calls: callsOf((item as Json).inbound_nodes).map((c) => c.tensors) };
  });
  const inputs = callOf(config.input_layers).tensors;
  const outputs = callOf(config.output_layers).tensors;
  return checked(startingAtZero({ name: nameOf(spec, 'model')!, layers, inputs, outputs }), place);
}

/**
 * The first call of a nested model may be number 1, its own construction being number 0: always so
 * in Keras 2, in Keras 3 for functional ones.
 */
function startingAtZero(model: RawModel): RawModel {
  const refs = [...model.layers.flatMap((l) => l.calls.flat()), ...model.outputs];
  const shift = new Map<string, number>();
  for (const { name, model: nested, calls } of model.layers) {
    if (!nested) continue;
    const last = refs.reduce((a, r) => (r.layer === name ? Math.max(a, r.node) : a), 0);
    shift.set(name, Math.max(0, last - calls.length + 1));
  }
  const moved = (r: TensorRef) => ({ ...r, node: r.node - (shift.get(r.layer) ?? 0) });
  const layers = model.layers.map((l) => ({ ...l, calls: l.calls.map((c) => c.map(moved)) }));
  return { ...model, layers, outputs: model.outputs.map(moved) };
}

function sequential(spec: Json, list: unknown[], place: Place): RawModel {
  const stored = list.map((item) => layerOf(item, place));
  const first = stored[0];
  const layers =
    first?.kind === 'InputLayer' ? stored : [...missingInput(spec, list[0], first), ...stored];
  const ref = (layer: RawLayer): TensorRef => ({ layer: layer.name, node: 0, tensor: 0 });
  const chained = layers.map((l, i) => ({ ...l, calls: i === 0 ? [] : [[ref(layers[i - 1]!)]] }));
  const ends = [chained[0], chained.at(-1)].map((l) => (l ? [ref(l)] : []));
  const model = { name: nameOf(spec, 'sequential')!, layers: chained };
  return checked({ ...model, inputs: ends[0]!, outputs: ends[1]! }, place);
}

/** Older Sequential models keep the input's shape in their first layer, or in the model's. */
function missingInput(spec: Json, firstSpec: unknown, first: RawLayer | undefined): RawLayer[] {
  if (!first) return [];
  const nested = first.model?.layers.find((l) => l.kind === 'InputLayer');
  const shape = nested?.config.shape ?? inputShapeOf(firstSpec) ?? inputShapeOf(spec);
  return [
    {
      name: `${first.name}_input`,
      kind: 'InputLayer',
      className: 'InputLayer',
      config: shape ? { shape } : {},
      calls: [],
      operator: false,
      model: null,
    },
  ];
}

function layerOf(item: unknown, place: Place): RawLayer {
  const spec = isJson(item) ? item : {};
  const name = nameOf(spec);
  if (name === undefined || typeof spec.class_name !== 'string')
    throw refusal(
      place.where,
      `a layer of the config has no ${name === undefined ? 'name' : 'class_name'}. Save the model again.`,
      'bad-config',
    );
  const { kind, className, operator } = kindOf(spec, callsOf(spec.inbound_nodes));
  const shape = kind === 'InputLayer' ? inputShapeOf(spec) : undefined;
  const options = renamedOptions(kind, plainConfig(spec.config));
  const config = { ...options, ...(shape ? { shape } : {}) };
  const wrapped = kind === 'TimeDistributed' && isJson(spec.config) ? spec.config.layer : null;
  const timed = isJson(wrapped);
  const inner = { ...place, depth: place.depth + 1 };
  const model = operator ? null : modelOf(timed ? wrapped : spec, inner);
  const layer = { name, kind, className, calls: [], operator };
  return model ? { ...layer, config: {}, model, timed } : { ...layer, config, model };
}

function checked(model: RawModel, place: Place): RawModel {
  const seen = new Set<string>();
  for (const { name } of model.layers) {
    if (seen.has(name))
      throw refusal(
        place.where,
        `model "${model.name}" has two layers named "${name}". Rename one and save it again.`,
        'duplicate-name',
      );
    seen.add(name);
  }
  if (model.layers.length > 0 && model.outputs.length > 0) return model;
  throw refusal(place.where, `model "${model.name}" has no layers. Save it again.`, 'empty-model');
}
