import { layerShapes } from '../layer-shapes.js';
import type { Layer, LayerModel, Weight } from '../model.js';
import { FOLDED_INTO } from '../pieces/piece.js';
import { isChannelsLast, marginsOf, numbersOf, placesOf, spatialRank } from '../shapes/options.js';

const convolutions = /^(Depthwise|Separable)?Conv[12]D$/;

/**
 * Takes zero padding into the convolution behind it, where that one with padding `same` sees the same
 * zeros: its kernel gets rows and columns of zeros where the margins are uneven. The kernel stays one
 * for all places then, which saves synapses on the chip. Padding that is left becomes an operator.
 */
export function foldPadding(model: LayerModel): LayerModel {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const shapes = layerShapes(model.layers);
  for (const conv of model.layers) {
    const pad = paddingBefore(conv, model);
    const input = pad === null ? null : (shapes.get(pad.inbound[0]!) ?? null);
    if (pad === null || input === null || isChannelsLast(pad) !== isChannelsLast(conv)) continue;
    const added = addedTaps(pad, conv, input);
    if (added === null) continue;
    const none = added.map(() => [0, 0]);
    const config = { ...pad.config, padding: none.length === 1 ? none[0] : none };
    layers.set(pad.name, { ...pad, config: { ...config, [FOLDED_INTO]: conv.name } });
    layers.set(conv.name, withTaps(conv, added));
  }
  return { ...model, layers: [...layers.values()] };
}

function paddingBefore(conv: Layer, { layers, outputs }: LayerModel): Layer | null {
  const { padding = 'valid' } = conv.config;
  if (!convolutions.test(conv.kind) || padding !== 'valid') return null;
  const pad = layers.find(({ name }) => name === conv.inbound[0]);
  if (pad?.kind !== `ZeroPadding${spatialRank(conv)}D` || outputs.includes(pad.name)) return null;
  return layers.filter((l) => l.inbound.includes(pad.name)).length === 1 ? pad : null;
}

/** Zeros in front of and behind the taps along every axis; `null` if `same` padding cannot be meant. */
function addedTaps(pad: Layer, conv: Layer, input: readonly number[]) {
  const rank = spatialRank(conv);
  const sizes = placesOf(conv, input);
  if (sizes === null || numbersOf(conv.config.dilation_rate, rank, 1).some((d) => d !== 1)) {
    return null;
  }
  const margins = marginsOf(pad.config.padding, rank);
  const kernel = numbersOf(conv.config.kernel_size, rank, 1);
  const strides = numbersOf(conv.config.strides, rank, 1);
  const added = sizes.map((n, axis) => {
    return alongAxis(n, margins[axis]!, kernel[axis]!, strides[axis]!);
  });
  return added.every((taps) => taps !== null) ? added : null;
}

function alongAxis(
  size: number,
  [before, after]: readonly [number, number],
  kernel: number,
  stride: number,
): readonly [number, number] | null {
  const windows = Math.floor((size + before + after - kernel) / stride) + 1;
  if (windows !== Math.ceil(size / stride)) return null;
  // One tap more on either side moves the middle, from which `same` padding counts, by a half.
  for (let more = 0; more <= kernel; more++) {
    for (const [front, back] of [
      [0, more],
      [more, 0],
    ] as const) {
      const total = Math.max((windows - 1) * stride + kernel + more - size, 0);
      if (Math.floor(total / 2) === before + front) return [front, back];
    }
  }
  return null;
}

function withTaps(conv: Layer, added: readonly (readonly [number, number])[]): Layer {
  const name = conv.kind.startsWith('Separable') ? 'depthwise_kernel' : 'kernel';
  const stored = conv.weights[name];
  if (stored === undefined) return conv;
  const kernel = enlarged(stored, added);
  const kernel_size = kernel.shape.slice(0, added.length);
  const config = { ...conv.config, kernel_size, padding: 'same' };
  return { ...conv, config, weights: { ...conv.weights, [name]: kernel } };
}

function enlarged({ shape, data }: Weight, added: readonly (readonly [number, number])[]): Weight {
  const rank = added.length;
  const sizes = added.map(([front, back], axis) => front + shape[axis]! + back);
  const inner = shape.slice(rank).reduce((n, d) => n * d, 1);
  const grown = new Float32Array(sizes.reduce((n, d) => n * d, inner));
  const columns = shape[rank - 1]!;
  for (let tap = 0; tap < data.length / inner; tap++) {
    const column = (tap % columns) + added[rank - 1]![0];
    const row = rank === 1 ? 0 : Math.floor(tap / columns) + added[0]![0];
    const to = (row * sizes[rank - 1]! + column) * inner;
    grown.set(data.subarray(tap * inner, (tap + 1) * inner), to);
  }
  return { shape: [...sizes, ...shape.slice(rank)], data: grown };
}
