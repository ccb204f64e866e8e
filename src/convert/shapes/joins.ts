import { axisOf, type LayerShape, type ShapeRule } from './options.js';

/** Elementwise; an axis of length 1 is repeated, as Keras does. */
export const elementwise: ShapeRule = (_layer, inputs) => {
  const rank = inputs[0]?.length;
  if (rank === undefined || inputs.some((s) => s.length !== rank)) return null;
  const output = Array.from({ length: rank }, (_, i) => Math.max(...inputs.map((s) => s[i]!)));
  return inputs.every((s) => s.every((n, i) => n === output[i] || n === 1)) ? output : null;
};

/** `Concatenate` along one axis. */
export const concatenate: ShapeRule = (layer, inputs) => {
  const [head] = inputs;
  if (!head) return null;
  const at = axisOf(layer.config.axis, head.length);
  const fits = (s: LayerShape) =>
    s.length === head.length && s.every((n, i) => i === at || n === head[i]);
  if (at < 0 || !inputs.every(fits)) return null;
  return head.map((n, i) => (i === at ? inputs.reduce((a, s) => a + s[at]!, 0) : n));
};
