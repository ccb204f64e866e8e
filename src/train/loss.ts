import { RunError } from '../core/errors.js';
import * as tf from './tf.js';

/** What training makes small. */
export type LossKind = 'crossEntropy' | 'meanSquared';

/** Loss of every sample of a batch: `[batch]`. */
export type SampleLoss = (logits: tf.Tensor2D, labels: ArrayLike<number>) => tf.Tensor1D;

/**
 * - `crossEntropy`: softmax cross entropy of the outputs as logits, in nats.
 * - `meanSquared`: mean over the outputs of the squared distance to 1 for the label and 0 elsewhere.
 */
export function sampleLoss(kind: LossKind, smoothing = 0): SampleLoss {
  if (kind === 'crossEntropy') return (logits, labels) => crossEntropy(logits, labels, smoothing);
  if (kind === 'meanSquared') return (logits, labels) => meanSquared(logits, labels);
  throw new RunError(
    `train: loss is "${String(kind)}", expected crossEntropy or meanSquared. Choose one of them.`,
    { code: 'bad-loss', path: 'loss' },
  );
}

function crossEntropy(logits: tf.Tensor2D, labels: ArrayLike<number>, smoothing: number) {
  const classes = logits.shape[1];
  const target = oneHot(labels, classes, smoothing);
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), target), 1)) as tf.Tensor1D;
}

function meanSquared(logits: tf.Tensor2D, labels: ArrayLike<number>) {
  const target = oneHot(labels, logits.shape[1], 0);
  return tf.mean(tf.square(tf.sub(logits, target)), 1) as tf.Tensor1D;
}

function oneHot(labels: ArrayLike<number>, classes: number, smoothing: number): tf.Tensor2D {
  const rows = new Float32Array(labels.length * classes).fill(smoothing / classes);
  for (let k = 0; k < labels.length; k++) rows[k * classes + labels[k]!]! += 1 - smoothing;
  return tf.tensor2d(rows, [labels.length, classes]);
}

/** How many rows are largest at their label; the first of equal ones counts. */
export function countRight(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): number {
  let right = 0;
  for (let k = 0; k < labels.length; k++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (logits[k * classes + c]! > logits[k * classes + best]!) best = c;
    }
    right += Number(best === labels[k]);
  }
  return right;
}
