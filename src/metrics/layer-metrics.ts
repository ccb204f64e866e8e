import type { Layer, LayerModel, Weight } from '../convert/model.js';
import { type UnrolledLayer, unroll } from './layer-fanout.js';

/** What can be said of a model without running it. */
export interface StaticMetrics {
  /** Bytes of all stored numbers and buffers, four each. */
  readonly footprint: number;
  /** Numbers that training changes. */
  readonly parameters: number;
  /** Zeros among the weights of dense, convolution and recurrent layers, to 4 decimals. */
  readonly connectionSparsity: number;
  /** Connections when convolutions are unrolled, those that fall inside their input. */
  readonly synapses: number;
  /** Multiply-adds of one pass of a machine that skips nothing, not even padding. */
  readonly denseMacs: number;
  /** Layers with weights that are not in these two. */
  readonly uncounted: readonly string[];
  /** Answers per second of model time; `null` if nobody said how often there is one. */
  readonly executionRateHz: number | null;
}

export interface StaticOptions {
  /** Numbers that a running model keeps besides its weights: potentials, constants; default 0. */
  readonly buffers?: number;
  /** Seconds of model time between answers. */
  readonly strideS?: number;
}

/** Static metrics of a trained layered model. Weights shared by several layers count once. */
export function layerMetrics(model: LayerModel, options: StaticOptions = {}): StaticMetrics {
  const stored = storedOf(model.layers);
  const numbers = [...stored].reduce((sum, [weight]) => sum + weight.data.length, 0);
  const trained = [...stored].filter(([, use]) => use.trainable);
  const connections = [...stored].filter(([, use]) => use.connects);
  const unrolled = unrollModel(model);
  const parts = [...unrolled.values()].flatMap((layer) => layer?.parts ?? []);
  return {
    footprint: 4 * (numbers + (options.buffers ?? 0)),
    parameters: trained.reduce((sum, [weight]) => sum + weight.data.length, 0),
    connectionSparsity: sparsityOf(connections.map(([weight]) => weight.data)),
    synapses: parts.reduce((sum, part) => sum + part.connections, 0),
    denseMacs: parts.reduce((sum, part) => sum + part.macs, 0),
    uncounted: [...unrolled].flatMap(([name, layer]) => (layer === null ? [name] : [])),
    executionRateHz: options.strideS === undefined ? null : 1 / options.strideS,
  };
}

/** Share of zeros over all arrays, to 4 decimals; 0 without any weight. */
export function sparsityOf(arrays: readonly ArrayLike<number>[]): number {
  let zeros = 0;
  let all = 0;
  for (const array of arrays) {
    all += array.length;
    for (let i = 0; i < array.length; i++) if (array[i] === 0) zeros += 1;
  }
  return all === 0 ? 0 : Math.round((1e4 * zeros) / all) / 1e4;
}

/**
 * Every layer with the inputs its weights meet; `null` where that is not known, which is so behind
 * layers whose shape is not known, too.
 */
export function unrollModel(model: LayerModel): Map<string, UnrolledLayer | null> {
  const layers = new Map<string, UnrolledLayer | null>();
  for (const layer of model.layers) {
    const shapes = layer.inbound.map((name) => layers.get(name)?.output ?? null);
    const known = shapes.filter((shape) => shape !== null);
    const weighted = Object.values(layer.weights).length > 0;
    const done = known.length === shapes.length ? unroll(layer, known) : null;
    layers.set(layer.name, done ?? (weighted ? null : { parts: [], output: null }));
  }
  return layers;
}

interface Use {
  readonly trainable: boolean;
  readonly connects: boolean;
}

function storedOf(layers: readonly Layer[]): Map<Weight, Use> {
  const found = new Map<Weight, Use>();
  const seen = new Set<Float32Array>();
  for (const { weights, config } of layers) {
    for (const [name, weight] of Object.entries(weights)) {
      if (seen.has(weight.data)) continue;
      seen.add(weight.data);
      const trainable = config.trainable !== false && !/^moving_|seed|^count$/.test(name);
      found.set(weight, { trainable, connects: /kernel$/.test(name) });
    }
  }
  return found;
}
