import { ConvertError } from '../../core/errors.js';
import { unwrapped } from '../keras/wrapped.js';
import type { Layer, LayerModel } from '../model.js';

/** Layers that do the same at every time: they see one time slice after the other. */
const everyTime =
  /Dropout|^GaussianNoise$|^Identity$|^ActivityRegularization$|^Activation$|^(Leaky)?ReLU$|^Softmax$|^Dense$|^Add$|^Average$|^Subtract$|^Rescaling$|^SpikingActivation$|^Lowpass$|^Alpha$/;

/** Layers that only mean something over time. */
const overTime = new Set(['SpikingActivation', 'Lowpass', 'Alpha']);

/**
 * A model whose first axis is time as one of a single time slice: the axis becomes the timesteps of the
 * network, and `TimeDistributed` layers become those they apply.
 *
 * @throws {ConvertError} a layer that mixes times
 */
export function withoutTime(model: LayerModel): LayerModel {
  const inputs = model.inputs.map(({ name, shape }) => ({ name, shape: shape.slice(1) }));
  const flat = model.inputs.find(({ shape }) => shape.length < 2);
  if (flat !== undefined) {
    throw new ConvertError(
      `input "${flat.name}": its shape ${flat.shape.join('x')} has no time axis in front of its ` +
        'values. Leave temporalModel out.',
      { code: 'no-time-axis', path: flat.name },
    );
  }
  return { ...model, inputs, layers: model.layers.map(sliceOf) };
}

/** Refuses layers that only mean something over time, where there is no time axis. */
export function requireTime(layer: Layer): void {
  if (!overTime.has(layer.kind)) return;
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): acts over time. Say temporalModel: true, so that the ` +
      'first axis becomes timesteps.',
    { code: 'no-time-axis', path: layer.name },
  );
}

function sliceOf(layer: Layer): Layer {
  const { kind, config, name } = layer;
  if (kind === 'InputLayer') {
    return { ...layer, config: { ...config, shape: (config.shape as unknown[]).slice(1) } };
  }
  const inner = unwrapped(layer);
  if (inner !== null) return inner;
  if (everyTime.test(kind)) return layer;
  const axis = Number([config.axis ?? -1].flat()[0]);
  const kept = kind === 'BatchNormalization' || kind === 'Concatenate';
  // Keras counts the batch axis 0 and the time axis 1.
  if (kept && axis !== 1)
    return { ...layer, config: { ...config, axis: axis > 1 ? axis - 1 : axis } };
  throw new ConvertError(
    `layer "${name}" (${kind}): mixes what belongs to different times. Wrap it in TimeDistributed, or ` +
      'leave temporalModel out.',
    { code: 'mixes-time', path: name },
  );
}
