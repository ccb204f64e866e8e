import { ConvertError } from '../core/errors.js';
import type { Layer } from './model.js';

/** What the activation of a layer asks for. */
export type ActivationPlan =
  | { readonly kind: 'none' }
  /** Read out as values; the largest stays the largest. */
  | { readonly kind: 'dropped'; readonly was: string }
  | { readonly kind: 'neurons'; readonly was: 'relu' };

/** The activation of a layer: its own, or that of an `Activation`, `ReLU` or `Softmax` layer. */
export function activationPlan(layer: Layer, isOutput: boolean): ActivationPlan {
  const name = activationName(layer);
  if (name === null || name === 'linear') return { kind: 'none' };
  if (name === 'relu') return { kind: 'neurons', was: 'relu' };
  if (name === 'softmax' && isOutput) return { kind: 'dropped', was: 'softmax' };
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): activation ${name} has no spiking form here. Use relu, ` +
      'or linear (softmax is accepted on the last layer).',
    { code: 'unknown-activation', path: layer.name },
  );
}

function activationName(layer: Layer): string | null {
  if (layer.kind === 'Softmax') return 'softmax';
  if (layer.kind !== 'ReLU') return layer.activation;
  const { max_value, negative_slope, threshold } = layer.config;
  if (max_value == null && !negative_slope && !threshold) return 'relu';
  throw new ConvertError(
    `layer "${layer.name}" (ReLU): max_value, negative_slope and threshold have no spiking form ` +
      'here. Use a plain ReLU.',
    { code: 'unsupported-option', path: layer.name },
  );
}
