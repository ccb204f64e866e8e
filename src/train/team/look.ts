import { batchTensor, labelsOf, plainWriter } from '../data/batch-tensor.js';
import { batchOf, shareOf } from '../data/batches.js';
import { forward } from '../forward/forward.js';
import type { Activate, Objective } from '../gradient.js';
import { countRight } from '../loss.js';
import { neuronLayers } from '../neuron-layers.js';
import { scalesOfLayers } from '../scales.js';
import * as tf from '../tf.js';
import { lookingContext, weightTensors } from '../weight-tensors.js';
import type { LayerRates, Looked, ReplicaSetup } from './setup.js';

/** Samples that go through the network at once. */
const AT_ONCE = 200;

/** Looks at a replica's share of the validation samples, with the mean of the weights if there is one. */
export function openLooker(
  { model, settings, validation, memory, index, replicas }: ReplicaSetup,
  objective: Objective,
  activate: Activate,
): () => Looked {
  const { layout, output } = objective;
  const layers = neuronLayers(model);
  const scales = scalesOfLayers(model, settings);
  return () => {
    if (validation === null) return { seen: 0, right: 0, loss: 0, rates: [] };
    const mine = shareOf(
      Uint32Array.from({ length: validation.count }, (_, i) => i),
      index,
      replicas,
    );
    const rates = new Map(layers.map(({ name }) => [name, { sumHz: 0, maxHz: 0, neurons: 0 }]));
    const counted = { right: 0, loss: 0 };
    const weights = weightTensors(layout, memory.average);
    const context = lookingContext(layout, weights, activate);
    for (let b = 0; b * AT_ONCE < mine.length; b++) {
      const part = batchOf(mine, b, AT_ONCE);
      tf.tidy(() => {
        const input = batchTensor(validation, part, plainWriter(validation));
        const outputs = forward(model, input, context);
        const logits = outputs.get(output) as tf.Tensor2D;
        const labels = labelsOf(validation, part);
        counted.right += countRight(logits.dataSync(), labels, logits.shape[1]);
        counted.loss += tf.sum(objective.loss(logits, labels)).dataSync()[0]!;
        for (const { name } of layers) {
          addRates(rates.get(name)!, outputs.get(name)!, scales.get(name)!);
        }
      });
    }
    for (const tensor of weights.values()) tensor.dispose();
    return {
      seen: mine.length,
      ...counted,
      rates: [...rates].map(([layer, rate]): LayerRates => ({ layer, ...rate })),
    };
  };
}

interface RateTally {
  sumHz: number;
  maxHz: number;
  neurons: number;
}

/** An output of 1 is as many spikes a second as the scale says. */
function addRates(tally: RateTally, output: tf.Tensor, scale: number): void {
  tally.neurons = output.size / output.shape[0]!;
  tally.sumHz += scale * tf.sum(output).dataSync()[0]!;
  tally.maxHz = Math.max(tally.maxHz, scale * tf.max(output).dataSync()[0]!);
}
