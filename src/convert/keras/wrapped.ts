import type { Layer } from '../model.js';
import { activationOf } from './layer-config.js';
import { isJson, type Json } from './raw.js';

/** The layer that a `TimeDistributed` applies, with its name and weights; `null` for other layers. */
export function unwrapped(layer: Layer): Layer | null {
  const inner = layer.kind === 'TimeDistributed' ? layer.config.layer : null;
  if (!isJson(inner) || typeof inner.class_name !== 'string') return null;
  const config = isJson(inner.config) ? inner.config : {};
  return { ...layer, kind: inner.class_name, config, activation: activationOf(config) };
}

/** The layer that is applied in the end, however often it is wrapped; a plain layer itself. */
export function innermost(layer: Layer): Layer {
  const inner = unwrapped(layer);
  return inner === null ? layer : innermost(inner);
}

const elementwise = new Set(['Add', 'Average', 'Subtract', 'Multiply', 'Maximum', 'Minimum']);

/** Kind and config of a layer of a model that is applied to every element of a first axis. */
export function onSlices(kind: string, config: Json): { kind: string; config: Json } {
  if (elementwise.has(kind)) return { kind, config };
  if (kind !== 'Concatenate') {
    return { kind: 'TimeDistributed', config: { layer: { class_name: kind, config } } };
  }
  // Keras counts the batch axis 0 and the axes of a slice from 1.
  const axis = Number(config.axis ?? -1);
  return { kind, config: { ...config, axis: axis > 0 ? axis + 1 : axis } };
}
