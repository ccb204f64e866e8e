import { ConvertError } from '../../core/errors.js';
import type { Layer } from '../model.js';

/** Sizes of a layer's values without the batch axis. */
export type LayerShape = readonly number[];

/** Output shape of a layer for the shapes it takes; `null` where Keras would refuse them. */
export type ShapeRule = (layer: Layer, inputs: readonly LayerShape[]) => number[] | null;

/** Number of places a layer slides along, from its kind: 2 for `Conv2D`. */
export function spatialRank({ kind }: Layer): number {
  return Number(/([123])D(Transpose)?$/.exec(kind)?.[1] ?? 0);
}

/** An option that Keras stores as one number or as one per axis: always as `count` numbers. */
export function numbersOf(value: unknown, count: number, fallback: number): number[] {
  if (typeof value === 'number') return Array.from({ length: count }, () => value);
  if (Array.isArray(value) && value.length === count) return value.map(Number);
  return Array.from({ length: count }, () => fallback);
}

/** An option that Keras stores as one number or as one per axis: both as `[a, b]`. */
export function pairOf(value: unknown, fallback: number): [number, number] {
  return numbersOf(value, 2, fallback) as [number, number];
}

/** Numbers in front of and behind every axis, from all the forms Keras has for them. */
export function marginsOf(value: unknown, count: number): (readonly [number, number])[] {
  // Along one axis the margin is the pair itself: [before, after].
  if (count === 1)
    return [pairOf(Array.isArray(value) && value.length === 1 ? value[0] : value, 1)];
  const each = Array.isArray(value) && value.length === count ? value : Array(count).fill(value);
  return each.map((margin) => pairOf(margin, 1));
}

/** True if the channels are the last axis. */
export function isChannelsLast(layer: Layer): boolean {
  return layer.config.data_format !== 'channels_first';
}

/** Position of the channels in a shape without batch axis: the last, or 0 for `channels_first`. */
export function channelAxis(layer: Layer, rank: number): number {
  return isChannelsLast(layer) ? rank - 1 : 0;
}

/** Position of an axis that Keras counts with the batch axis, or from the end; -1 for none. */
export function axisOf(axis: unknown, rank: number): number {
  const n = Number([axis ?? -1].flat()[0]);
  const at = n < 0 ? rank + n : n - 1;
  return at >= 0 && at < rank ? at : -1;
}

/** The sizes a layer slides along, without the channels; `null` for shapes of another rank. */
export function placesOf(layer: Layer, input: LayerShape | undefined): number[] | null {
  const rank = spatialRank(layer);
  if (input?.length !== rank + 1) return null;
  return isChannelsLast(layer) ? input.slice(0, rank) : input.slice(1);
}

/** A shape from places and channels, in the layer's order. */
export function shapeFrom(layer: Layer, places: readonly number[], channels: number): number[] {
  return isChannelsLast(layer) ? [...places, channels] : [channels, ...places];
}

/** Places mapped by `along`, channels by `channels`; other ranks give `null`. */
export function mapPlaces(
  layer: Layer,
  input: LayerShape | undefined,
  along: (size: number, axis: number) => number,
  channels: (n: number) => number = (n) => n,
): number[] | null {
  const places = placesOf(layer, input);
  if (places === null) return null;
  const output = places.map(along);
  if (output.every((n) => n >= 1)) {
    return shapeFrom(layer, output, channels(input![channelAxis(layer, input!.length)]!));
  }
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): its window is larger than its input (${input!.join('x')}). Use a smaller window, or padding "same".`,
    { code: 'window-too-large', path: layer.name },
  );
}
