/**
 * How well does the tutorial's network learn MNIST for the chip, how long does that take, and how many
 * of all 10 000 test pictures does the emulated chip get right in one stream without resets?
 *
 *     node dist/bench/train-mnist.js --mnist FOLDER [--workers 2] [--epochs 18] [--seed 1] [--write FOLDER]
 *
 * With --write the trained model is stored there as digits.h5 with its card digits.json: this is how
 * the embedded model was made.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { convert, encodeKerasH5, measure, measureFloat, seedModel } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { openSamples } from 'rxspike/streams';
import { train } from 'rxspike/train';
import { machine } from './machine.js';
import { percent, tell } from './train/tell.js';

const { values } = parseArgs({
  options: {
    mnist: { type: 'string' },
    workers: { type: 'string', default: '2' },
    epochs: { type: 'string', default: '18' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
    write: { type: 'string' },
  },
});
if (values.mnist === undefined) {
  console.error('train-mnist: give --mnist, the folder of its four files.');
  process.exit(2);
}

const seed = Number(values.seed);
const settings = {
  epochs: Number(values.epochs),
  scaleFiringRates: 250,
  augment: { shift: 1, rotate: 10, scale: 0.08 },
  learningRate: { kind: 'cosine', rate: 0.003, warmup: 0.3 },
  ema: 0.999,
  seed,
} as const;
/** How the trained network is converted, for answers after 30 and after 12 timesteps. */
const within = { 'to-spikes': 0.001, conv0: 0.001, conv1: 0.001 };
const conversions = [
  { steps: 30, convert: { scaleFiringRates: 400, synapse: { ...within, dense0: 0.005 } } },
  { steps: 12, convert: { scaleFiringRates: 400, synapse: { ...within, dense0: 0.001 } } },
];
const blockShapes = { conv0: [16, 16, 4], conv1: [8, 8, 16], dense0: [50] };

const training = await openSamples(`mnist:${values.mnist}`, { set: 'train' });
const test = await openSamples(`mnist:${values.mnist}`, { set: 'test' });
const started = performance.now();
const { model, history } = await train(seedModel(seed), training, {
  ...settings,
  workers: Number(values.workers),
  backend: 'wasm', // the same numbers on every machine
  validation: test,
  ...tell,
});
const seconds = (performance.now() - started) / 1000;
console.log(`trained in ${seconds.toFixed(0)} s`);

const count = Number(values.count);
const float = await measureFloat(convert(model), test, { count, rates: false });
const curve = history.at(-1)!.validation!.accuracy;
console.log(
  `float: ${percent(curve)} with the curve it was trained with, ${percent(float.accuracy)} with relu`,
);
const chip = [];
for (const { steps, convert: options } of conversions) {
  const converted = convert(model, { ...options, blockShapes });
  const found = await measure(converted, test, { on: emulator(), count, steps, rates: false });
  chip.push({
    steps,
    ...options,
    count: found.count,
    accuracy: found.accuracy,
    accuracyAt: Array.from(found.accuracyAt),
    stepsPerSecond: found.stepsPerSecond,
  });
  console.log(`chip, ${steps} timesteps a picture: ${percent(found.accuracy)} of ${found.count}`);
}

const result = {
  question: 'MNIST, trained and played on the emulated chip in one stream without resets',
  settings,
  workers: Number(values.workers),
  trainingSeconds: seconds,
  float: { curve, relu: float.accuracy, count },
  chip,
  epochs: history,
  machine: machine(),
};
mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/train-mnist.json', `${JSON.stringify(result, null, 1)}\n`);

if (values.write !== undefined) {
  const [shown] = chip;
  const card = {
    title: 'Handwritten digits, 28x28x1 to ten classes',
    file: 'digits.h5',
    made: {
      command: `node dist/bench/train-mnist.js --mnist FOLDER --seed ${seed} --workers ${values.workers} --write models`,
      settings,
    },
    accuracy: {
      float: curve,
      chip: Object.fromEntries(chip.map(({ steps, accuracy }) => [`${steps} timesteps`, accuracy])),
      pictures: count,
    },
    convert: {
      activation: 'loihiSpikingRelu',
      scaleFiringRates: shown!.scaleFiringRates,
      synapse: shown!.synapse,
      blockShapes,
    },
  };
  writeFileSync(join(values.write, 'digits.h5'), await encodeKerasH5(model));
  writeFileSync(join(values.write, 'digits.json'), `${JSON.stringify(card, null, 2)}\n`);
}
