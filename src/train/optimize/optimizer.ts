import { RunError } from '../../core/errors.js';

/** How gradients become steps; the numbers are Keras' defaults where left out. */
export type OptimizerSpec =
  /** `v = momentum v - rate g; w += v`. Momentum 0. */
  | { readonly kind: 'sgd'; readonly momentum?: number }
  /** `s = rho s + (1 - rho) g^2; w -= rate g / sqrt(s + epsilon)`. rho 0.9, epsilon 1e-7. */
  | { readonly kind: 'rmsprop'; readonly rho?: number; readonly epsilon?: number }
  /**
   * Adam (Kingma and Ba 2015): beta1 0.9, beta2 0.999, epsilon 1e-7. `weightDecay` is taken off the
   * weights themselves, times the rate (AdamW, Loshchilov and Hutter 2019); default 0.
   */
  | {
      readonly kind: 'adam';
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
      readonly weightDecay?: number;
    };

/** One step over a part of all parameters. */
export interface Optimizer {
  /**
   * Changes `weights[begin .. end)` by `gradient`, in place.
   *
   * @param step number of the step, from 0
   * @param rate learning rate of this step
   */
  apply(
    weights: Float32Array,
    gradient: Float32Array,
    range: Range,
    step: number,
    rate: number,
  ): void;
}

/** Part of the flat vector, the end excluded. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/**
 * An optimizer over two vectors of state as long as the parameters, zero at the start; they are all it
 * remembers, so that they can be shared, kept and brought back.
 */
export function openOptimizer(
  spec: OptimizerSpec,
  first: Float32Array,
  second: Float32Array,
): Optimizer {
  if (spec.kind === 'sgd') return sgd(spec.momentum ?? 0, first);
  if (spec.kind === 'rmsprop') return rmsprop(spec.rho ?? 0.9, spec.epsilon ?? 1e-7, second);
  if (spec.kind === 'adam') return adam(spec, first, second);
  const { kind } = spec as { readonly kind: string };
  throw new RunError(
    `train: optimizer is "${kind}", expected sgd, rmsprop or adam. Choose one of them.`,
    { code: 'bad-optimizer', path: 'optimizer' },
  );
}

function sgd(momentum: number, velocity: Float32Array): Optimizer {
  return {
    apply(weights, gradient, { begin, end }, _step, rate) {
      for (let i = begin; i < end; i++) {
        const v = momentum * velocity[i]! - rate * gradient[i]!;
        velocity[i] = v;
        weights[i]! += v;
      }
    },
  };
}

function rmsprop(rho: number, epsilon: number, square: Float32Array): Optimizer {
  return {
    apply(weights, gradient, { begin, end }, _step, rate) {
      for (let i = begin; i < end; i++) {
        const g = gradient[i]!;
        const s = rho * square[i]! + (1 - rho) * g * g;
        square[i] = s;
        weights[i]! -= (rate * g) / Math.sqrt(s + epsilon);
      }
    },
  };
}

function adam(
  {
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-7,
    weightDecay = 0,
  }: Extract<OptimizerSpec, { kind: 'adam' }>,
  mean: Float32Array,
  square: Float32Array,
): Optimizer {
  return {
    apply(weights, gradient, { begin, end }, step, rate) {
      const unbiased = (rate * Math.sqrt(1 - beta2 ** (step + 1))) / (1 - beta1 ** (step + 1));
      const kept = 1 - rate * weightDecay;
      for (let i = begin; i < end; i++) {
        const g = gradient[i]!;
        const m = beta1 * mean[i]! + (1 - beta1) * g;
        const s = beta2 * square[i]! + (1 - beta2) * g * g;
        mean[i] = m;
        square[i] = s;
        weights[i] = kept * weights[i]! - (unbiased * m) / (Math.sqrt(s) + epsilon);
      }
    },
  };
}
