import type { Layer } from '../../convert/model.js';
import { seedOfPlace } from '../../core/random.js';
import { sizeOf } from '../../core/shape.js';
import { openActivations } from '../activations.js';
import { augmenter } from '../augment/augmenter.js';
import { batchTensor, labelsOf, type WriteSample } from '../data/batch-tensor.js';
import { batchOf, epochOrder, shareOf } from '../data/batches.js';
import { type Activate, gradientInto } from '../gradient.js';
import { openObjective } from '../objective.js';
import { openOptimizer } from '../optimize/optimizer.js';
import { rateAt } from '../optimize/schedule.js';
import { openSpikingPass } from '../spiking/spiking-pass.js';
import * as tf from '../tf.js';
import { movingMomenta, openApplier } from './apply.js';
import { meet } from './barrier.js';
import { openLooker } from './look.js';
import { CONTROL, TALLY } from './memory.js';
import type { EpochOrder, Looked, ReplicaSetup } from './setup.js';

/** One of the copies of a model that are trained together. */
export interface Replica {
  /** Plays an epoch; every replica must be told to. Told after each step of its number. */
  epoch(order: EpochOrder, onStep: (step: number) => void): { steps: number; stopped: boolean };
  /** Looks at this replica's share of the validation samples. */
  look(): Looked;
}

/** Makes a replica on this thread, whose backend is open. */
export function openReplica(setup: ReplicaSetup): Replica {
  const { model, settings, training, memory, index, replicas } = setup;
  const objective = openObjective(model, settings);
  const { layout } = objective;
  const activations = openActivations(model, settings);
  const optimizer = openOptimizer(settings.optimizer, memory.first, memory.second);
  const momenta = movingMomenta(model, layout);
  const applier = openApplier(memory, layout, optimizer, momenta, index, settings.ema);
  const spiking = openSpikingPass(objective, settings, activations);
  const { augmentInto } = augmenter(settings.augment, training.shape, settings.seed);
  const size = sizeOf(training.shape);
  const stepsPerEpoch = Math.ceil(training.count / settings.batch);
  const tally = memory.tallies.subarray(index * TALLY.length, (index + 1) * TALLY.length);

  function step(batch: Uint32Array, epoch: number, number: number): void {
    const mine = shareOf(batch, index, replicas);
    const seed = seedOfPlace(settings.seed, number);
    const write: WriteSample = (row, sample) => {
      const stored = training.data.subarray(sample * size, (sample + 1) * size);
      augmentInto(row, stored, epoch, sample, training.scale);
    };
    tf.tidy(() => {
      const input = batchTensor(training, mine, write);
      const labels = labelsOf(training, mine);
      const activate: Activate =
        spiking === null || mine.length === 0
          ? activations.training(seedOfPlace(seed, index))
          : spiking.through(memory.weights, input);
      const part = { input, labels, batch: batch.length, seed: seedOfPlace(seed, index) };
      const counted = gradientInto(memory.slots[index]!, memory.weights, objective, activate, part);
      tally[TALLY.loss]! += counted.loss;
      tally[TALLY.penalty]! += counted.penalty;
      tally[TALLY.right]! += counted.right;
      tally[TALLY.seen]! += mine.length;
    });
  }

  return {
    epoch({ epoch, rateFactor }, onStep) {
      const { control } = memory;
      const order = epochOrder(training.count, settings.seed, epoch);
      tally.fill(0);
      // Checkpoints know nothing of voltages, and what goes on from one must not differ.
      spiking?.rest();
      for (let s = 0; s < stepsPerEpoch; s++) {
        const number = epoch * stepsPerEpoch + s;
        step(batchOf(order, s, settings.batch), epoch, number);
        if (index === 0) control[CONTROL.stopping] = Atomics.load(control, CONTROL.stop);
        meet(control, replicas);
        const rate = rateAt(settings.learningRate, number, {
          epochs: settings.epochs,
          stepsPerEpoch,
        });
        applier.apply(number, rate * rateFactor);
        const stopped = control[CONTROL.stopping] === 1;
        meet(control, replicas);
        onStep(s + 1);
        if (stopped) return { steps: s + 1, stopped: true };
      }
      return { steps: stepsPerEpoch, stopped: false };
    },
    look: openLooker(setup, objective, (layer: Layer, current) =>
      activations.inference(layer, current),
    ),
  };
}
