import { RunError } from '../../core/errors.js';
import { loihiTauRc, loihiTauRef } from '../../kernels/loihi-tau.js';
import { type Activations, curveOf } from '../activations.js';
import type { CurveOptions } from '../curve-options.js';
import type { Activate, Objective } from '../gradient.js';
import { activationOf, neuronLayers } from '../neuron-layers.js';
import type { TrainSettings } from '../options.js';
import { scalesOfLayers } from '../scales.js';
import * as tf from '../tf.js';
import { lookingContext, weightTensors } from '../weight-tensors.js';
import { type SpikingLayerOptions, spikingLayer } from './population.js';
import { openRehearsal } from './rehearsal.js';

/** Training through spikes: forward what spikes bring, backward the slope of the curve. */
export interface SpikingPass {
  /** Plays a batch in spikes; the activations that follow give what the spikes gave. */
  through(weights: Float32Array, input: tf.Tensor): Activate;
  /** Puts all neurons to rest. */
  rest(): void;
}

/**
 * Opens the spiking form of a model for training; `null` if the settings ask for none. One batch
 * follows the other without resets, as pictures do in a stream.
 */
export function openSpikingPass(
  { model, layout }: Objective,
  settings: TrainSettings,
  activations: Activations,
): SpikingPass | null {
  if (settings.spiking === null) return null;
  const { steps, synapse } = settings.spiking;
  const scales = scalesOfLayers(model, settings);
  const rectified = neuronLayers(model).filter((layer) => activationOf(layer) === 'relu');
  const neurons = new Set(rectified.map(({ name }) => name));
  const leaks = new Map(
    rectified.map((layer) => [layer.name, leakOf(curveOf(layer, settings), settings.dt)]),
  );
  const rehearsal = openRehearsal(model, neurons, steps, ({ name }, size) =>
    spikingLayer({ size, dt: settings.dt, scale: scales.get(name)!, synapse, ...leaks.get(name) }),
  );

  function play(weights: Float32Array, input: tf.Tensor): ReadonlyMap<string, Float32Array> {
    const tensors = weightTensors(layout, weights);
    const context = lookingContext(layout, tensors, activations.inference);
    const played = rehearsal.play(input, context);
    for (const tensor of tensors.values()) tensor.dispose();
    return played;
  }

  return {
    rest: rehearsal.rest,
    through(weights, input) {
      const played = play(weights, input);
      const curves = activations.training(0);
      return (layer, current) => {
        const rate = curves(layer, current);
        const spikes = played.get(layer.name);
        return spikes === undefined ? rate : replaced(rate, spikes);
      };
    },
  };
}

/** The values of `spikes` with the gradient of `rate`: what differs counts as a constant. */
function replaced(rate: tf.Tensor, spikes: Float32Array): tf.Tensor {
  const differs = spikes.slice();
  const values = rate.dataSync();
  for (let i = 0; i < differs.length; i++) differs[i]! -= values[i]!;
  return tf.add(rate, tf.tensor(differs, rate.shape));
}

function leakOf(curve: CurveOptions, dt: number): Pick<SpikingLayerOptions, 'leak'> {
  const { neuron, tauRc = 0.02, tauRef = 0.002 } = curve;
  if (neuron === 'loihiSpikingRelu') return {};
  if (neuron === 'loihiLif')
    return { leak: { tauRc: loihiTauRc(tauRc, dt), tauRef: loihiTauRef(tauRef, dt) } };
  throw new RunError(
    `train: spiking: neuron is ${neuron}, expected loihiSpikingRelu or loihiLif. Only the chip's ` +
      'neurons are trained through their spikes.',
    { code: 'bad-setting', path: 'spiking' },
  );
}
