import type { LayerModel } from '../../convert/model.js';
import type { Optimizer, Range } from '../optimize/optimizer.js';
import type { ParameterLayout } from '../parameters.js';
import type { TrainMemory } from './memory.js';

/** Turns the gradients of all replicas into one step over a part of the weights. */
export interface Applier {
  /** @param step number of the step since training began, from 0 */
  apply(step: number, rate: number): void;
}

/**
 * The part of replica `index`: it adds the gradients of all replicas in their order, so that a number
 * of replicas gives the same sums in every run.
 *
 * @param ema share of itself that the mean of the weights keeps in a step; 0 for no mean
 */
export function openApplier(
  memory: TrainMemory,
  layout: ParameterLayout,
  optimizer: Optimizer,
  momenta: Float32Array,
  index: number,
  ema: number,
): Applier {
  const { weights, average, slots } = memory;
  const replicas = slots.length;
  const trained = part(0, layout.trainedEnd, index, replicas);
  const moving = part(layout.trainedEnd, layout.movingEnd, index, replicas);
  const gradient = new Float32Array(layout.movingEnd);
  return {
    apply(step, rate) {
      for (const range of [trained, moving]) addInto(gradient, slots, range);
      optimizer.apply(weights, gradient, trained, step, rate);
      for (let i = moving.begin; i < moving.end; i++) {
        const kept = momenta[i - layout.trainedEnd]!;
        weights[i] = kept * weights[i]! + (1 - kept) * gradient[i]!;
      }
      if (ema === 0) return;
      // Short at first, so that the mean does not remember how training began.
      const kept = Math.min(ema, (step + 1) / (step + 10));
      for (const { begin, end } of [trained, moving]) {
        for (let i = begin; i < end; i++) average[i]! += (1 - kept) * (weights[i]! - average[i]!);
      }
    },
  };
}

function addInto(sum: Float32Array, slots: readonly Float32Array[], { begin, end }: Range): void {
  const [first, ...others] = slots;
  for (let i = begin; i < end; i++) sum[i] = first![i]!;
  for (const slot of others) for (let i = begin; i < end; i++) sum[i]! += slot[i]!;
}

function part(begin: number, end: number, index: number, replicas: number): Range {
  const at = (i: number): number => begin + Math.floor(((end - begin) * i) / replicas);
  return { begin: at(index), end: at(index + 1) };
}

/** For every moving number how much of itself it keeps in a step: Keras' `momentum`. */
export function movingMomenta(model: LayerModel, layout: ParameterLayout): Float32Array {
  const momenta = new Float32Array(layout.movingEnd - layout.trainedEnd);
  for (const layer of model.layers) {
    for (const name of ['moving_mean', 'moving_variance']) {
      const parameter = layout.of(layer, name);
      if (parameter === null || !layout.moving.includes(parameter)) continue;
      const begin = parameter.offset - layout.trainedEnd;
      momenta.fill(Number(layer.config.momentum ?? 0.99), begin, begin + parameter.size);
    }
  }
  return momenta;
}
