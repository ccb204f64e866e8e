import type { Layer, LayerModel } from '../convert/model.js';
import { ConvertError } from '../core/errors.js';
import { seedOfPlace } from '../core/random.js';
import { type CurveOptions, curveSpec } from './curve-options.js';
import { type NeuronCurve, openCurve } from './curves/open-curve.js';
import type { Activate } from './gradient.js';
import { activationOf, neuronLayers } from './neuron-layers.js';
import type { TrainSettings } from './options.js';
import { scalesOfLayers } from './scales.js';
import * as tf from './tf.js';

/** What the activations of a model do while it is trained, and while it is looked at. */
export interface Activations {
  /** @param draw the number of this draw, for curves with noise */
  training(draw: number): Activate;
  readonly inference: Activate;
}

/** Opens the curves of all layers. Throws for an activation that has none. */
export function openActivations(model: LayerModel, settings: TrainSettings): Activations {
  const scales = scalesOfLayers(model, settings);
  const open = (training: boolean): Map<string, NeuronCurve> =>
    new Map(
      neuronLayers(model).map((layer, i) => {
        const seed = seedOfPlace(settings.seed, i);
        const place = { layer, scale: scales.get(layer.name)!, dt: settings.dt, seed, training };
        return [layer.name, openCurve(curveSpec(curveOf(layer, settings), place))];
      }),
    );
  const curves = { training: open(true), looking: open(false) };
  for (const layer of model.layers) requireActivation(layer, model);
  return {
    training: (draw) => (layer, current) =>
      curves.training.get(layer.name)?.(current, draw) ?? plain(layer, current, model),
    inference: (layer, current) =>
      curves.looking.get(layer.name)?.(current) ?? plain(layer, current, model),
  };
}

/** What the neurons of a layer do: its own curve, or that of all layers. */
export function curveOf({ name }: Layer, { curve, curves }: TrainSettings): CurveOptions {
  return curves[name] ?? curve;
}

/** A softmax at the end is part of the loss: what is trained are the logits. */
function plain(layer: Layer, current: tf.Tensor, model: LayerModel): tf.Tensor {
  const last = model.outputs.includes(layer.name);
  return activationOf(layer) === 'softmax' && !last ? tf.softmax(current) : current;
}

function requireActivation(layer: Layer, model: LayerModel): void {
  const name = activationOf(layer);
  const neurons = neuronLayers(model).some((one) => one.name === layer.name);
  if (name === null || name === 'softmax' || neurons) return;
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): activation ${name} cannot be trained here. Use relu, ` +
      'leaky_relu, sigmoid, tanh, linear or softmax.',
    { code: 'unknown-activation', path: layer.name },
  );
}
