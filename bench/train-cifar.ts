/**
 * How well does NengoLoihi's CIFAR-10 network learn from 3200 pictures, does it fit one chip, and what
 * does the emulated chip lose against the float network on 800 others, in one stream without resets?
 *
 *     node dist/bench/train-cifar.js --cifar FOLDER [--workers 2] [--epochs 60] [--steps 200] [--out FILE.h5]
 *
 * With --model FILE.h5 a network trained before is played instead.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  convert,
  encodeKerasH5,
  layers,
  loadKeras,
  measure,
  measureFloat,
  sequential,
} from 'rxspike';
import { emulator } from 'rxspike/chip';
import { openSamples } from 'rxspike/streams';
import { train } from 'rxspike/train';
import { machine } from './machine.js';
import { percent, tell } from './train/tell.js';

const { values } = parseArgs({
  options: {
    cifar: { type: 'string' },
    workers: { type: 'string', default: '2' },
    epochs: { type: 'string', default: '60' },
    steps: { type: 'string', default: '200' },
    count: { type: 'string', default: '800' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
    model: { type: 'string' },
  },
});
if (values.cifar === undefined) {
  console.error('train-cifar: give --cifar, the folder of its pictures.');
  process.exit(2);
}

const seed = Number(values.seed);
const conv = (name: string, filters: number, kernelSize: number, strides = 1) =>
  layers.conv2d({ name, filters, kernelSize, strides, activation: 'relu' });
const network = sequential(
  [
    layers.input([32, 32, 3], { name: 'picture' }),
    conv('to-spikes', 4, 1),
    conv('conv1', 64, 3, 2),
    conv('conv2', 72, 3),
    conv('conv3', 256, 3, 2),
    conv('conv4', 256, 1),
    conv('conv5', 64, 1),
    layers.dropout({ rate: 0.3 }),
    layers.flatten({ name: 'flatten' }),
    layers.dense({ name: 'dense', units: 100, activation: 'relu' }),
    layers.dropout({ rate: 0.3 }),
    layers.dense({ name: 'answer', units: 10 }),
  ],
  { name: 'cifar', seed },
);
const blockShapes = {
  conv1: [8, 8, 16],
  conv2: [7, 7, 8],
  conv3: [6, 6, 12],
  conv4: [6, 6, 24],
  conv5: [6, 6, 24],
  dense: [50],
};

/** Of both conversions: as trained, and with twice the rates and a longer filter before the answer. */
const names = ['to-spikes', 'conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'dense'];
const synapses = (last: number) =>
  Object.fromEntries(names.map((name) => [name, name === 'dense' ? last : 0.005]));
const conversions = [
  { scaleFiringRates: 200, synapse: synapses(0.005) },
  { scaleFiringRates: 400, synapse: synapses(0.02) },
];
const settings = {
  epochs: Number(values.epochs),
  batch: 64,
  scaleFiringRates: 200,
  augment: { shift: 3, rotate: 8, scale: 0.1, flip: true },
  learningRate: { kind: 'cosine', rate: 0.0015, warmup: 1 },
  optimizer: { kind: 'adam', weightDecay: 0.01 },
  labelSmoothing: 0.05,
  ema: 0.99,
  seed,
} as const;

const training = await openSamples(`cifar10:${values.cifar}`, { set: 'train' });
const test = await openSamples(`cifar10:${values.cifar}`, { set: 'test' });
const trained = values.model === undefined ? await learn() : await stored(values.model);
const { model } = trained;
if (values.out !== undefined) writeFileSync(values.out, await encodeKerasH5(model));

const count = Number(values.count);
const steps = Number(values.steps);
const asTrained = convert(model, { scaleFiringRates: 200 });
const relu = await measureFloat(asTrained, test, { count, rates: false });
const curve = await measureFloat(asTrained, test, { count, rates: false, curve: 'neuron' });
console.log(
  `float: ${percent(curve.accuracy)} with the curve, ${percent(relu.accuracy)} with relu`,
);
const chip = [];
for (const options of conversions) {
  const found = await measure(convert(model, { ...options, blockShapes }), test, {
    on: emulator(),
    count,
    steps,
    rates: true,
  });
  chip.push({
    steps,
    ...options,
    count: found.count,
    accuracy: found.accuracy,
    accuracyAt: Array.from(found.accuracyAt),
    cores: found.report?.cores ?? null,
    stepsPerSecond: found.stepsPerSecond,
    rates: found.layers.map(({ layer, meanHz, maxHz }) => ({ layer, meanHz, maxHz })),
  });
  console.log(
    `chip, ${options.scaleFiringRates} Hz: ${percent(found.accuracy)} of ${found.count} on ` +
      `${found.report?.cores} cores, ${found.stepsPerSecond.toFixed(0)} timesteps/s`,
  );
}
const result = {
  question: 'CIFAR-10 from 3200 pictures, on one emulated chip in one stream without resets',
  settings,
  training: trained.about,
  float: { curve: curve.accuracy, relu: relu.accuracy, count },
  chip,
  machine: machine(),
};
mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/train-cifar.json', `${JSON.stringify(result, null, 1)}\n`);

async function learn() {
  const started = performance.now();
  const workers = Number(values.workers);
  const { model } = await train(network, training, {
    ...settings,
    workers,
    backend: 'wasm', // the same numbers on every machine
    validation: test,
    ...tell,
  });
  const seconds = (performance.now() - started) / 1000;
  console.log(`trained in ${seconds.toFixed(0)} s`);
  return { model, about: { workers, seconds } };
}

async function stored(path: string) {
  return { model: await loadKeras(path), about: null };
}
