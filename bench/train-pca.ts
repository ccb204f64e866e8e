/**
 * What does the chip cost a small dense network, 16-32-16-10, on MNIST's first 16 principal components?
 * This shape is known for losing most of its accuracy on the way to the chip: 94 % in float, 49 % on the
 * reference emulator and 30 % on a board were reported.
 *
 *     node dist/bench/train-pca.js --mnist FOLDER [--steps 200] [--project]
 *
 * The projection is bench/pca/mnist-pca16.json; --project makes it anew from the training pictures.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { convert, layers, measure, measureFloat, sequential } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { openSamples } from 'rxspike/streams';
import { train } from 'rxspike/train';
import { machine } from './machine.js';
import { principalComponents, project, readProjection, writeProjection } from './pca/projection.js';
import { percent, tell } from './train/tell.js';

const { values } = parseArgs({
  options: {
    mnist: { type: 'string' },
    steps: { type: 'string', default: '200' },
    epochs: { type: 'string', default: '60' },
    count: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    project: { type: 'boolean', default: false },
  },
});
if (values.mnist === undefined) {
  console.error('train-pca: give --mnist, the folder of its four files.');
  process.exit(2);
}

const file = 'bench/pca/mnist-pca16.json';
const pictures = {
  train: await openSamples(`mnist:${values.mnist}`, { set: 'train' }),
  test: await openSamples(`mnist:${values.mnist}`, { set: 'test' }),
};
if (values.project) writeProjection(file, principalComponents(pictures.train, 16));
const projection = readProjection(file);
const training = project(pictures.train, projection);
const test = project(pictures.test, projection);

const seed = Number(values.seed);
const network = sequential(
  [
    layers.input([16], { name: 'components' }),
    layers.relu({ name: 'to-spikes' }),
    layers.dense({ name: 'hidden32', units: 32, activation: 'relu' }),
    layers.dense({ name: 'hidden16', units: 16, activation: 'relu' }),
    layers.dense({ name: 'answer', units: 10 }),
  ],
  { name: 'pca', seed },
);
/** Off chip, in the to-spikes layer, neurons that keep what is above their threshold. */
const scaleFiringRates = { 'to-spikes': 900, hidden32: 100, hidden16: 100 };
const settings = {
  epochs: Number(values.epochs),
  scaleFiringRates,
  curves: { 'to-spikes': { neuron: 'spikingRelu' } },
  learningRate: { kind: 'cosine', rate: 0.01 },
  ema: 0.998,
  seed,
} as const;
const { model, history } = await train(network, training, {
  ...settings,
  workers: Number(values.workers),
  validation: test,
  ...tell,
});

const count = Number(values.count);
const steps = Number(values.steps);
const float = history.at(-1)!.validation!.accuracy;
const relu = await measureFloat(convert(model), test, { count, rates: false });
const options = {
  scaleFiringRates,
  activation: { 'to-spikes': 'spikingRelu' },
  synapse: { 'to-spikes': 0.01, hidden32: 0.03, hidden16: 0.04 },
} as const;
const found = await measure(convert(model, options), test, {
  on: emulator(),
  count,
  steps,
  rates: true,
});
console.log(
  `float ${percent(float)} (curve), ${percent(relu.accuracy)} (relu); chip ${percent(found.accuracy)} of ` +
    `${found.count}, ${steps} timesteps each`,
);
const every = Array.from(found.accuracyAt);
console.log(
  every
    .map((share, s) => ((s + 1) % 10 === 0 ? `${s + 1}: ${percent(share)}` : ''))
    .filter(Boolean)
    .join(', '),
);
const result = {
  question: "16-32-16-10 on MNIST's first 16 principal components, on the emulated chip",
  settings,
  float: { curve: float, relu: relu.accuracy, count },
  chip: {
    steps,
    ...options,
    count: found.count,
    accuracy: found.accuracy,
    accuracyAt: every,
    rates: found.layers.map(({ layer, meanHz, maxHz }) => ({ layer, meanHz, maxHz })),
  },
  machine: machine(),
};
mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/train-pca.json', `${JSON.stringify(result, null, 1)}\n`);
