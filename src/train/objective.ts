import type { LayerModel } from '../convert/model.js';
import { ConvertError } from '../core/errors.js';
import { requireTrainable } from './forward/forward.js';
import type { Objective } from './gradient.js';
import { sampleLoss } from './loss.js';
import { neuronLayers } from './neuron-layers.js';
import type { TrainSettings } from './options.js';
import { parameterLayout } from './parameters.js';
import { openPenalty } from './penalty.js';

/** What a model is trained for. Throws a ConvertError for models that cannot be trained here. */
export function openObjective(model: LayerModel, settings: TrainSettings): Objective {
  requireTrainable(model);
  const output = onlyOutput(model);
  requireNames(model, 'frozen', settings.frozen);
  requireNames(model, 'curves', Object.keys(settings.curves));
  return {
    model,
    layout: parameterLayout(model, new Set(settings.frozen)),
    output,
    loss: sampleLoss(settings.loss, settings.labelSmoothing),
    penalty: openPenalty(model, neuronLayers(model), settings),
  };
}

function onlyOutput(model: LayerModel): string {
  const [output] = model.outputs;
  if (model.inputs.length === 1 && model.outputs.length === 1) return output!;
  throw new ConvertError(
    `model "${model.name}": has ${model.inputs.length} inputs and ${model.outputs.length} outputs, ` +
      'expected one of each. Train a model that takes one sample and gives one answer.',
    { code: 'many-outputs', path: model.name },
  );
}

function requireNames(model: LayerModel, option: string, given: readonly string[]): void {
  const unknown = given.find((name) => !model.layers.some((layer) => layer.name === name));
  if (unknown === undefined) return;
  const names = model.layers.map(({ name }) => name).join(', ');
  throw new ConvertError(
    `train: ${option}: there is no layer "${unknown}". Use some of ${names}.`,
    {
      code: 'unknown-layer',
      path: option,
    },
  );
}
