import type { Tensor, Tf } from 'rxspike/train';

type Variable = ReturnType<Tf['variable']>;
type Picture = ReturnType<Tf['tensor4d']>;
type Scalar = ReturnType<Tf['scalar']>;

/** A network for digits of 28 x 28 pixels that learns one batch, the same on every backend. */
export interface DigitsTrainer {
  /** One batch forward, back and RMSprop; gives the loss before it. */
  step(): number;
  dispose(): void;
}

const shapes = [
  [1, 1, 1, 3],
  [3, 3, 3, 32],
  [3, 3, 32, 64],
  [2304, 100],
  [100, 10],
];

/**
 * Three convolutions (3 of 1x1, 32 of 3x3 and 64 of 3x3, the latter two with stride 2) and dense layers
 * of 100 and 10, all but the last rectified; seeded weights and pictures.
 */
export function digitsTrainer(tf: Tf, batch = 200): DigitsTrainer {
  const kernels = shapes.map((shape, i) => seeded(tf, shape, i));
  const biases = shapes.map((shape) => tf.variable(tf.zeros([shape.at(-1)!])));
  const pixels = pattern(batch * 28 * 28);
  const labels = Int32Array.from({ length: batch }, (_, i) => i % 10);
  const optimizer = tf.train.rmsprop(0.001, 0.9, 0, 1e-7);
  const step = () => {
    const x = tf.tensor4d(pixels, [batch, 28, 28, 1]);
    const wanted = tf.oneHot(tf.tensor1d(labels, 'int32'), 10);
    const loss = () => tf.losses.softmaxCrossEntropy(wanted, scores(tf, x, kernels, biases));
    const value = optimizer.minimize(loss as () => Scalar, true, [...kernels, ...biases]);
    return value!.dataSync()[0]!;
  };
  return {
    step: () => tf.tidy(step),
    dispose: () => {
      optimizer.dispose();
      tf.dispose([...kernels, ...biases]);
    },
  };
}

function seeded(tf: Tf, shape: number[], seed: number): Variable {
  const inputs = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  return tf.variable(tf.randomNormal(shape, 0, Math.sqrt(2 / inputs), 'float32', seed + 1));
}

/** Numbers from 0 to 1 without a pattern to speak of. */
function pattern(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.abs(Math.sin(12.9898 * i) * 43758.5) % 1);
}

function scores(tf: Tf, x: Tensor, kernels: readonly Variable[], biases: readonly Variable[]) {
  let h = x;
  for (const [i, kernel] of kernels.entries()) {
    if (i === 3) h = tf.reshape(h, [h.shape[0]!, -1]);
    const sum =
      i < 3
        ? tf.conv2d(h as Picture, kernel as unknown as Picture, i === 0 ? 1 : 2, 'valid')
        : tf.matMul(h, kernel);
    h = tf.add(sum, biases[i]!);
    if (i < kernels.length - 1) h = tf.relu(h);
  }
  return h;
}
