import type { Layer, LayerModel } from '../convert/model.js';
import { seedOfPlace } from '../core/random.js';
import type { ForwardContext } from './forward/context.js';
import { forward } from './forward/forward.js';
import { countRight, type SampleLoss } from './loss.js';
import type { Parameter, ParameterLayout } from './parameters.js';
import * as tf from './tf.js';
import { weightTensors } from './weight-tensors.js';

/** What neurons put out for their current, by layer. */
export type Activate = (layer: Layer, current: tf.Tensor) => tf.Tensor;

/** What the loss has on top for a part of a batch, of what its layers put out and its share. */
export type Penalty = (outputs: ReadonlyMap<string, tf.Tensor>, share: number) => tf.Scalar;

/** What training needs to know of a model besides its weights. */
export interface Objective {
  readonly model: LayerModel;
  readonly layout: ParameterLayout;
  /** Name of the layer whose output is the answer. */
  readonly output: string;
  readonly loss: SampleLoss;
  readonly penalty: Penalty | null;
}

/** A part of a batch. */
export interface BatchPart {
  /** `[samples, ...shape]` */
  readonly input: tf.Tensor;
  readonly labels: ArrayLike<number>;
  /** Samples in the whole batch. */
  readonly batch: number;
  /** Of its own in every step, for what is random. */
  readonly seed: number;
}

/** What came of it. */
export interface StepTally {
  /** Sum over the samples. */
  readonly loss: number;
  /** Of the part, weighted by its share of the batch. */
  readonly penalty: number;
  readonly right: number;
}

/**
 * Adds nothing up: writes the gradient of this part's share of the batch's mean loss, so that the
 * parts of a batch sum up to the whole. Behind the trained numbers stands its share of the batch's
 * statistics.
 */
export function gradientInto(
  slot: Float32Array,
  weights: Float32Array,
  objective: Objective,
  activate: Activate,
  part: BatchPart,
): StepTally {
  const { layout } = objective;
  const size = part.labels.length;
  const share = size / part.batch;
  slot.fill(0);
  if (size === 0) return { loss: 0, penalty: 0, right: 0 };
  return tf.tidy(() => {
    const tensors = weightTensors(layout, weights);
    const kept: { logits?: tf.Tensor; penalty?: tf.Scalar } = {};
    const follow: [Parameter, tf.Tensor][] = [];
    const loss = (...trained: tf.Tensor[]): tf.Scalar => {
      layout.trained.forEach((parameter, i) => {
        tensors.set(parameter, trained[i]!);
      });
      const context = contextOf(objective, tensors, activate, part.seed, follow);
      const outputs = forward(objective.model, part.input, context);
      const logits = outputs.get(objective.output) as tf.Tensor2D;
      kept.logits = tf.keep(tf.clone(logits));
      const mean = tf.div(tf.sum(objective.loss(logits, part.labels)), part.batch) as tf.Scalar;
      if (objective.penalty === null) return mean;
      const penalty = objective.penalty(outputs, share);
      kept.penalty = tf.keep(tf.clone(penalty));
      return tf.add(mean, penalty) as tf.Scalar;
    };
    const own = layout.trained.map((parameter) => tensors.get(parameter)!);
    const { value, grads } = tf.valueAndGrads(loss)(own);
    layout.trained.forEach(({ offset }, i) => {
      slot.set(grads[i]!.dataSync() as Float32Array, offset);
    });
    for (const [{ offset }, tensor] of follow) addScaled(slot, offset, tensor, share);
    const penalty = kept.penalty?.dataSync()[0] ?? 0;
    const logits = kept.logits!;
    const right = countRight(logits.dataSync(), part.labels, logits.shape[1]!);
    const total = value.dataSync()[0]!;
    kept.penalty?.dispose();
    logits.dispose();
    for (const [, tensor] of follow) tensor.dispose();
    return { loss: (total - penalty) * part.batch, penalty, right };
  });
}

function contextOf(
  { model, layout }: Objective,
  tensors: ReadonlyMap<Parameter, tf.Tensor>,
  activate: Activate,
  seed: number,
  follow: [Parameter, tf.Tensor][],
): ForwardContext {
  const places = new Map(model.layers.map(({ name }, place) => [name, place]));
  const keep = (layer: Layer, name: string, tensor: tf.Tensor): void => {
    const parameter = layout.of(layer, name);
    if (parameter === null || !layout.moving.includes(parameter)) return;
    follow.push([parameter, tf.keep(tf.clone(tensor))]);
  };
  return {
    training: true,
    weight: (layer, name) => tensors.get(layout.of(layer, name)!)!,
    activate,
    follow: (layer, mean, variance) => {
      keep(layer, 'moving_mean', mean);
      keep(layer, 'moving_variance', variance);
    },
    seed: (layer) => seedOfPlace(seed, places.get(layer.name)!),
  };
}

function addScaled(slot: Float32Array, offset: number, tensor: tf.Tensor, share: number): void {
  const values = tensor.dataSync();
  for (let i = 0; i < values.length; i++) slot[offset + i]! += share * values[i]!;
}
