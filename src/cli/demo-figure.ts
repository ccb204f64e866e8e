import type { LabelledPictures } from '../../streams/idx/pictures.js';
import type { ActivityFigure, FigurePicture } from '../report/figure-activity-types.js';
import type { RunChunk } from '../run/run.js';
import type { Answer } from './classify.js';
import { layerProbe, type Playable } from './playable.js';
import { openRates } from './rates.js';

/** Collects the first pictures of a stream for a figure: input, spikes, output over time. */
export interface FigureCollector {
  add(answer: Answer, chunk: RunChunk): void;
  figure(title: string): ActivityFigure;
}

/** Opens a collector of the first `limit` pictures. */
export function collectFigure(
  model: Playable,
  pictures: LabelledPictures,
  limit: number,
): FigureCollector {
  const shown: FigurePicture[] = [];
  const values: number[] = [];
  const layers = model.layers.map((layer) => ({
    layer,
    step: [] as number[],
    neuron: [] as number[],
  }));
  const rates = openRates(model.layers, model.dt);
  let t = 0;
  return {
    add({ index, label, answer }, chunk) {
      if (shown.length >= limit) return;
      rates.add(chunk);
      const { rows, columns } = pictures;
      const span = { fromStep: t, toStep: t + chunk.steps };
      shown.push({ pixels: pictures.pixels(index), rows, cols: columns, ...span, label, answer });
      values.push(...chunk.data.output!);
      for (const { layer, step, neuron } of layers) {
        const spikes = chunk.data[layerProbe(layer.name)]!;
        for (let at = 0; at < spikes.length; at++) {
          if (spikes[at] === 0) continue;
          step.push(t + Math.floor(at / layer.size));
          neuron.push(at % layer.size);
        }
      }
      t += chunk.steps;
    },
    figure: (title) => ({
      title,
      dt: model.dt,
      pictures: shown,
      layers: layers.map(({ layer, step, neuron }, l) => ({
        name: layer.name,
        neurons: layer.size,
        rateHz: rates.means()[l]!.activeRateHz,
        spikes: { step, neuron },
      })),
      outputs: {
        names: Array.from({ length: model.output.size }, (_, i) => String(i)),
        values,
        steps: t,
      },
    }),
  };
}
