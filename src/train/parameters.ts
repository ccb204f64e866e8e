import type { Layer, LayerModel, LayerWeights, Weight } from '../convert/model.js';

/** One trained array of a model, and where it stands among all numbers of the model. */
export interface Parameter {
  /** `layer/weight`, by the first layer that has it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** First number in the flat vector. */
  readonly offset: number;
  readonly size: number;
}

/**
 * All numbers of a model in one flat vector: those that gradients change, then the statistics of batch
 * normalization, which move by themselves, then what is frozen.
 */
export interface ParameterLayout {
  readonly trained: readonly Parameter[];
  readonly moving: readonly Parameter[];
  readonly frozen: readonly Parameter[];
  /** Where the trained numbers end and the moving ones begin. */
  readonly trainedEnd: number;
  /** Where the moving numbers end and the frozen ones begin. */
  readonly movingEnd: number;
  readonly total: number;
  /** Where a layer's weight is. Layers that share weights have the same parameter. */
  of(layer: Layer, weight: string): Parameter | null;
}

const MOVING = new Set(['moving_mean', 'moving_variance']);

/**
 * Lays a model out. Layers with `trainable: false`, and those named in `frozen`, keep their weights;
 * frozen batch normalization keeps its statistics, too.
 */
export function parameterLayout(
  model: LayerModel,
  frozen: ReadonlySet<string> = new Set(),
): ParameterLayout {
  const kinds = { trained: [], moving: [], frozen: [] } as Record<Kind, Draft[]>;
  const drafts = new Map<Float32Array, Draft>();
  for (const layer of model.layers) {
    const fixed = frozen.has(layer.name) || layer.config.trainable === false;
    for (const [name, weight] of Object.entries(layer.weights)) {
      if (drafts.has(weight.data)) continue;
      const kind: Kind = fixed ? 'frozen' : MOVING.has(name) ? 'moving' : 'trained';
      const draft = { name: `${layer.name}/${name}`, weight };
      drafts.set(weight.data, draft);
      kinds[kind].push(draft);
    }
  }
  const placed = new Map<Float32Array, Parameter>();
  let offset = 0;
  const place = (list: readonly Draft[]): Parameter[] =>
    list.map(({ name, weight: { shape, data } }) => {
      const parameter = { name, shape, offset, size: data.length };
      placed.set(data, parameter);
      offset += data.length;
      return parameter;
    });
  const trained = place(kinds.trained);
  const trainedEnd = offset;
  const moving = place(kinds.moving);
  const movingEnd = offset;
  return {
    trained,
    moving,
    frozen: place(kinds.frozen),
    trainedEnd,
    movingEnd,
    total: offset,
    of: (layer, weight) => {
      const found = layer.weights[weight];
      return found === undefined ? null : placed.get(found.data)!;
    },
  };
}

type Kind = 'trained' | 'moving' | 'frozen';

interface Draft {
  readonly name: string;
  readonly weight: Weight;
}

/** Writes the weights of a model into its flat vector. */
export function packInto(flat: Float32Array, model: LayerModel, layout: ParameterLayout): void {
  for (const layer of model.layers) {
    for (const [name, { data }] of Object.entries(layer.weights)) {
      flat.set(data, layout.of(layer, name)!.offset);
    }
  }
}

/** The model with the weights of a flat vector; layers that shared weights share them again. */
export function withWeights(
  model: LayerModel,
  layout: ParameterLayout,
  flat: Float32Array,
): LayerModel {
  const made = new Map<Parameter, Weight>();
  const fresh = (layer: Layer, name: string): Weight => {
    const parameter = layout.of(layer, name)!;
    const { offset, size, shape } = parameter;
    const weight = made.get(parameter) ?? { shape, data: flat.slice(offset, offset + size) };
    made.set(parameter, weight);
    return weight;
  };
  const layers = model.layers.map((layer): Layer => {
    const names = Object.keys(layer.weights);
    const weights: LayerWeights = Object.fromEntries(names.map((n) => [n, fresh(layer, n)]));
    return { ...layer, weights };
  });
  return { ...model, layers };
}
