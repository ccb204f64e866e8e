import { seededRandom } from '../../src/core/random.js';
import type { ActivityFigure } from '../../src/report/figure-activity-types.js';

/** A small figure: three pictures of 4 x 3 pixels, 10 steps each, two layers, the second answer wrong. */
export function exampleFigure(changes: Partial<ActivityFigure> = {}): ActivityFigure {
  const random = seededRandom(1);
  const picture = (i: number, label: number, answer: number) => ({
    pixels: Uint8Array.from({ length: 12 }, (_, at) => (at === i ? 255 : at === 11 ? 128 : 0)),
    rows: 3,
    cols: 4,
    fromStep: 10 * i,
    toStep: 10 * (i + 1),
    label,
    answer,
  });
  const spikes = (count: number, neurons: number) => ({
    step: Array.from({ length: count }, () => random.integer(30)),
    neuron: Array.from({ length: count }, () => random.integer(neurons)),
  });
  return {
    title: 'Three <pictures> & two layers',
    dt: 0.001,
    pictures: [picture(0, 0, 0), picture(1, 1, 2), picture(2, 2, 2)],
    layers: [
      { name: 'conv0', neurons: 20, rateHz: 12.5, spikes: spikes(60, 20) },
      { name: 'dense0', neurons: 5000, spikes: spikes(400, 5000) },
    ],
    outputs: {
      names: ['cat', 'dog', 'owl'],
      values: Float32Array.from({ length: 90 }, () => random.normal()),
      steps: 30,
    },
    ...changes,
  };
}
