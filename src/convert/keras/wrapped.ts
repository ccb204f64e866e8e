import type { Layer } from '../model.js';
import { activationOf } from './layer-config.js';
import { isJson } from './raw.js';

/** The layer that a `TimeDistributed` applies, with its name and weights; `null` for other layers. */
export function unwrapped(layer: Layer): Layer | null {
  const inner = layer.kind === 'TimeDistributed' ? layer.config.layer : null;
  if (!isJson(inner) || typeof inner.class_name !== 'string') return null;
  const config = isJson(inner.config) ? inner.config : {};
  return { ...layer, kind: inner.class_name, config, activation: activationOf(config) };
}
