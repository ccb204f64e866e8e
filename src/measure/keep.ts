import type { Chunk, Rows, SpikeTrain } from '../core/chunk.js';
import { layerProbe, type NeuronLayer } from './measurable.js';
import type { KeptSample } from './measurement.js';

/** Copies what was seen of one sample. */
export function keepSample(
  about: Pick<KeptSample, 'sample' | 'label' | 'answer'>,
  chunk: Chunk,
  layers: readonly NeuronLayer[],
  dt: number,
): KeptSample {
  const spiking = layers.filter((layer) => layer.spiking);
  return {
    ...about,
    outputs: Float32Array.from(chunk.data.output!),
    spikes: Object.fromEntries(
      spiking.map((layer) => [
        layer.name,
        trainOf(chunk.data[layerProbe(layer.name)]!, chunk.steps, layer, dt),
      ]),
    ),
  };
}

/** The spikes in dense rows, where one has the value amplitude / dt. */
function trainOf(rows: Rows, steps: number, layer: NeuronLayer, dt: number): SpikeTrain {
  const { size, amplitude } = layer;
  const offsets = new Uint32Array(steps + 1);
  const indices: number[] = [];
  for (let s = 0, at = 0; s < steps; s++) {
    for (let i = 0; i < size; i++, at++) {
      if (rows[at] === 0) continue;
      for (let n = Math.round((rows[at]! * dt) / amplitude); n > 0; n--) indices.push(i);
    }
    offsets[s + 1] = indices.length;
  }
  return { size, offsets, indices: Uint32Array.from(indices) };
}
