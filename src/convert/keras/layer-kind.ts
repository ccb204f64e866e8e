import type { Call } from './inbound.js';
import type { Json } from './raw.js';

export interface LayerKind {
  readonly kind: string;
  readonly className: string;
  readonly operator: boolean;
}

const PACKAGES = /^(tf_)?keras(\.|$)|^tensorflow\b|^builtins$/;
/** Its layers are known like Keras' own. */
const KERAS_SPIKING = /^keras[_-]?spiking(\.|>|$)/i;
/** TensorFlow's addition as Keras 2 records it. */
const ADDITIONS = new Set(['__operators__.add', 'math.add']);

/**
 * What a layer is. Operators between tensors (`a + b`) are stored like layers but mean something
 * else than the layer of that name: they become `ops.Multiply` and so on, except a sum of exactly two
 * tensors, which is an `Add`.
 */
export function kindOf(spec: Json, calls: readonly Call[]): LayerKind {
  const stored = String(spec.class_name);
  const className = stored.slice(stored.lastIndexOf('>') + 1);
  const module = typeof spec.module === 'string' ? spec.module : '';
  const sum = calls.length > 0 && calls.every((c) => c.tensors.length === 2 && !c.constants);
  if (/^keras\.(src\.)?ops\b/.test(module)) {
    const kind = className === 'Add' && sum ? 'Add' : `ops.${className}`;
    return { kind, className, operator: true };
  }
  if (className === 'TFOpLambda' && sum && ADDITIONS.has(functionOf(spec)))
    return { kind: 'Add', className, operator: false };
  return { kind: packaged(spec, stored, module), className, operator: false };
}

function functionOf(spec: Json): string {
  const config = spec.config as Json | undefined;
  return typeof config?.function === 'string' ? config.function : '';
}

/** A user's own class keeps its package, so that nobody mistakes it for Keras' class of that name. */
function packaged(spec: Json, stored: string, module: string): string {
  if (KERAS_SPIKING.test(stored) || KERAS_SPIKING.test(module)) {
    return stored.slice(stored.lastIndexOf('>') + 1);
  }
  const registered = typeof spec.registered_name === 'string' ? spec.registered_name : '';
  if (registered.includes('>')) return registered;
  if (stored.includes('>') || module === '' || PACKAGES.test(module)) return stored;
  return `custom>${stored}`;
}
