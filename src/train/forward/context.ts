import type { Layer } from '../../convert/model.js';
import type { Tensor } from '../tf.js';

/** What the layers of one forward pass share. Tensors have the batch as their first axis. */
export interface ForwardContext {
  /** True while training: dropout drops, batch normalization takes the batch's own statistics. */
  readonly training: boolean;
  /** A trained array of a layer, in Keras' shape. */
  weight(layer: Layer, name: string): Tensor;
  /** What the neurons of a layer put out for their current. */
  activate(layer: Layer, current: Tensor): Tensor;
  /** Told the statistics of a batch: the moving ones follow. */
  follow(layer: Layer, mean: Tensor, variance: Tensor): void;
  /** A seed for what is random in a layer: of its own in every step. */
  seed(layer: Layer): number;
}

/** What a layer makes of what it takes, before its activation. */
export type LayerRule = (
  layer: Layer,
  inputs: readonly Tensor[],
  context: ForwardContext,
) => Tensor;
