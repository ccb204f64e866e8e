/**
 * How many MNIST test pictures does the tutorial's network get right on the emulated chip, in one
 * continuous stream without resets, and after how many timesteps?
 *
 *     node dist/bench/accuracy.js --models FOLDER --mnist FOLDER [--most 1000]
 *
 * FOLDER of --models holds mnist-tutorial-loihi.h5 and mnist-tutorial-relu.h5.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { convert, floatForm, loadKeras, type Network, runFrom } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { type LabelledPictures, mnistPictures, presentChunks } from 'rxspike/streams';
import { machine } from './machine.js';

const { values } = parseArgs({
  options: {
    models: { type: 'string' },
    mnist: { type: 'string' },
    most: { type: 'string', default: '1000' },
  },
});
if (values.models === undefined || values.mnist === undefined) {
  console.error(
    'accuracy: give --models and --mnist, the folders of the weights and the pictures.',
  );
  process.exit(2);
}

const STEPS = 30;
const READ_AT = [10, 15, 20, 25, 30];
const settings = [
  { weights: 'loihi', rates: [400, 400, 400, 400], synapse: 0.005, count: 300 },
  { weights: 'loihi', rates: [400, 400, 400, 400], synapse: 0.002, count: 1000 },
  { weights: 'loihi', rates: [400, 400, 400, 400], synapse: 0.001, count: 400 },
  { weights: 'loihi', rates: [400, 400, 400, 400], synapse: 0, count: 100 },
  { weights: 'relu', rates: [600, 600, 400, 300], synapse: 0.002, count: 200 },
  { weights: 'relu', rates: [287, 409, 279, 64], synapse: 0.005, count: 60 },
];

const pictures = mnistPictures(values.mnist, 'test');
const results: object[] = [];
for (const setting of settings) {
  const count = Math.min(setting.count, Number(values.most));
  const path = join(values.models, `mnist-tutorial-${setting.weights}.h5`);
  const { network, output } = convert(await loadKeras(path), {
    scaleFiringRates: setting.rates,
    synapse: setting.synapse,
    blockShapes: { conv0: [16, 16, 4], conv1: [8, 8, 16], dense0: [50] },
  });
  const right = await accuracyAt(network, output.name, pictures, count, STEPS, READ_AT);
  const float = floatForm(network);
  const [once] = await accuracyAt(float, output.name, pictures, count, 1, [1], true);
  const chip = Object.fromEntries(READ_AT.map((step, i) => [step, right[i]]));
  results.push({ ...setting, count, chipAtStep: chip, float: once });
  console.log(JSON.stringify(results.at(-1)));
}

mkdirSync('bench/results', { recursive: true });
const record = {
  question: 'share of MNIST test pictures right on the emulator, by timestep of reading',
  stepsPerPicture: STEPS,
  results,
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
};
writeFileSync('bench/results/accuracy.json', `${JSON.stringify(record, null, 2)}\n`);

async function accuracyAt(
  network: Network,
  name: string,
  source: LabelledPictures,
  count: number,
  steps: number,
  readAt: readonly number[],
  inFloat = false,
): Promise<number[]> {
  const output = network.get(name);
  const right = readAt.map(() => 0);
  function* inputs() {
    for (let k = 0; k < count; k++) yield Float32Array.from(source.pixels(k), (b) => b / 255);
  }
  let k = 0;
  const [input] = network.inputs;
  await runFrom(presentChunks(input!.name, inputs(), { steps, chunk: steps }), network, {
    probes: { output },
    ...(inFloat ? {} : { on: emulator() }),
  }).forEach(({ data }) => {
    for (const [i, step] of readAt.entries()) {
      const row = data.output.subarray((step - 1) * output.size, step * output.size);
      if (row.indexOf(Math.max(...row)) === source.label(k)) right[i] = right[i]! + 1;
    }
    k += 1;
  });
  return right.map((n) => n / count);
}
