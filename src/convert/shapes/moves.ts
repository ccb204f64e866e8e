import { ConvertError } from '../../core/errors.js';
import { sizeOf } from '../../core/shape.js';
import { mapPlaces, marginsOf, numbersOf, type ShapeRule, spatialRank } from './options.js';

/** `Flatten`. */
export const flatten: ShapeRule = (_layer, [input]) => (input ? [sizeOf(input)] : null);

/** `Reshape`, with one open size at most. */
export const reshape: ShapeRule = (layer, [input]) => {
  const target = layer.config.target_shape;
  if (!input || !Array.isArray(target)) return null;
  const dims = target.map(Number);
  const known = dims.reduce((a, n) => (n === -1 ? a : a * n), 1);
  const output = dims.map((n) => (n === -1 ? sizeOf(input) / known : n));
  if (sizeOf(output) === sizeOf(input) && output.every(Number.isInteger)) return output;
  throw new ConvertError(
    `layer "${layer.name}" (Reshape): ${input.join('x')} = ${sizeOf(input)} values do not fill ${dims.join('x')}. Correct target_shape.`,
    { code: 'shape-mismatch', path: layer.name },
  );
};

/** `Permute`: its axes count from 1. */
export const permute: ShapeRule = (layer, [input]) => {
  const { dims } = layer.config;
  if (!input || !Array.isArray(dims)) return null;
  const axes = dims.map((n) => Number(n) - 1);
  const sorted = [...axes].sort((a, b) => a - b);
  return sorted.length === input.length && sorted.every((axis, i) => axis === i)
    ? axes.map((axis) => input[axis]!)
    : null;
};

/** `ZeroPadding1D` to `3D`. */
export const padding: ShapeRule = (layer, [input]) => {
  const margins = marginsOf(layer.config.padding, spatialRank(layer));
  return mapPlaces(layer, input, (n, axis) => n + margins[axis]![0] + margins[axis]![1]);
};

/** `Cropping1D` to `3D`. */
export const cropping: ShapeRule = (layer, [input]) => {
  const margins = marginsOf(layer.config.cropping, spatialRank(layer));
  return mapPlaces(layer, input, (n, axis) => n - margins[axis]![0] - margins[axis]![1]);
};

/** `UpSampling1D` to `3D`. */
export const upsampling: ShapeRule = (layer, [input]) => {
  const factor = numbersOf(layer.config.size, spatialRank(layer), 2);
  return mapPlaces(layer, input, (n, axis) => n * factor[axis]!);
};

/** `RepeatVector`. */
export const repeatVector: ShapeRule = (layer, [input]) =>
  input?.length === 1 ? [Number(layer.config.n), input[0]!] : null;
