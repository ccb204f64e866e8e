import { isJson, type TensorRef } from './raw.js';

/** What one call of a layer is given: tensors, and whether there are other values too. */
export interface Call {
  readonly tensors: readonly TensorRef[];
  readonly constants: boolean;
}

/** A triple `[layer, node, tensor]`, with whatever follows it. */
function refOf(value: unknown): TensorRef | null {
  if (!Array.isArray(value) || value.length < 3) return null;
  const [layer, node, tensor] = value;
  const named = typeof layer === 'string' && Number.isInteger(node) && Number.isInteger(tensor);
  return named && node >= 0 && tensor >= 0 ? { layer, node, tensor } : null;
}

function walk(value: unknown, tensors: TensorRef[], constants: unknown[]): void {
  const direct = refOf(value);
  if (direct) {
    tensors.push(direct);
    for (const extra of (value as unknown[]).slice(3)) walk(extra, tensors, constants);
  } else if (Array.isArray(value)) {
    for (const item of value) walk(item, tensors, constants);
  } else if (isJson(value) && value.class_name === '__keras_tensor__') {
    walk(isJson(value.config) ? value.config.keras_history : null, tensors, constants);
  } else if (isJson(value)) {
    for (const item of Object.values(value)) walk(item, tensors, constants);
  } else if (value !== null && value !== undefined) constants.push(value);
}

/** Tensors in a value, in order: Keras 3's `{args, kwargs}` as well as Keras 2's nested arrays. */
export function callOf(node: unknown): Call {
  const tensors: TensorRef[] = [];
  const constants: unknown[] = [];
  walk(node, tensors, constants);
  return { tensors, constants: constants.length > 0 };
}

/** The calls of a layer, from its `inbound_nodes`. */
export function callsOf(inboundNodes: unknown): Call[] {
  return Array.isArray(inboundNodes) ? inboundNodes.map(callOf) : [];
}
