import type { Layer, LayerModel } from '../../convert/model.js';
import type { ForwardContext } from '../forward/context.js';
import { outputOf } from '../forward/forward.js';
import * as tf from '../tf.js';
import type { SpikingLayer } from './population.js';

/** Shows batches to a spiking form of a model, one after another without resets. */
export interface Rehearsal {
  /**
   * Plays a batch for the timesteps of a picture, from wherever the one before left the neurons.
   *
   * @returns for every neuron layer what the layers behind it take: its mean over these timesteps,
   *   or, where only the answer reads it, its filtered output at the end
   */
  play(input: tf.Tensor, context: ForwardContext): ReadonlyMap<string, Float32Array>;
  /** Puts all neurons to rest. */
  rest(): void;
}

/**
 * A spiking form of a model in float: every neuron layer acts one timestep late, behind its filter.
 *
 * @param open makes the neurons of a layer for a batch, at rest
 */
export function openRehearsal(
  model: LayerModel,
  neurons: ReadonlySet<string>,
  steps: number,
  open: (layer: Layer, size: number) => SpikingLayer,
): Rehearsal {
  const layers = new Map<string, { readonly spiking: SpikingLayer; readonly shape: number[] }>();
  const last = lastNeurons(model, neurons);

  function step(input: tf.Tensor, context: ForwardContext): void {
    const seen = new Map<string, tf.Tensor>();
    const currents: [Layer, tf.Tensor][] = [];
    const before: ForwardContext = {
      ...context,
      activate(layer, current) {
        if (!neurons.has(layer.name)) return context.activate(layer, current);
        currents.push([layer, current]);
        const state = layers.get(layer.name) ?? start(layer, current);
        return tf.tensor(state.spiking.filtered.slice(), state.shape);
      },
    };
    for (const layer of model.layers) seen.set(layer.name, outputOf(layer, input, seen, before));
    for (const [layer, current] of currents) {
      layers.get(layer.name)!.spiking.step(current.dataSync() as Float32Array);
    }
  }

  function start(layer: Layer, current: tf.Tensor) {
    const state = { spiking: open(layer, current.size), shape: current.shape };
    layers.set(layer.name, state);
    return state;
  }

  return {
    rest: () => layers.clear(),
    play(input, context) {
      // A batch of another size is another stream.
      const fits = [...layers.values()].every(({ shape }) => shape[0] === input.shape[0]);
      if (!fits) layers.clear();
      for (const { spiking } of layers.values()) spiking.restart();
      for (let s = 0; s < steps; s++) tf.tidy(() => step(input, context));
      return new Map(
        [...layers].map(
          ([
            name,
            {
              spiking: { filtered, total },
            },
          ]) => [name, last.has(name) ? filtered.slice() : total.map((sum) => sum / steps)],
        ),
      );
    },
  };
}

/** Neuron layers from which no other neuron layer takes anything. */
function lastNeurons(model: LayerModel, neurons: ReadonlySet<string>): ReadonlySet<string> {
  const reached = new Set<string>();
  for (const layer of model.layers) {
    if (!neurons.has(layer.name)) continue;
    const waiting = [...layer.inbound];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (neurons.has(name)) reached.add(name);
      else waiting.push(...model.layers.find((l) => l.name === name)!.inbound);
    }
  }
  return new Set([...neurons].filter((name) => !reached.has(name)));
}
