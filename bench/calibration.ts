/**
 * What does calibration gain, without training? Finds settings for the tutorial's two networks on training
 * pictures, for 30 and for 12 timesteps a picture, and plays test pictures with them and with the settings before.
 *
 *     node dist/bench/calibration.js --models DIR --data mnist:DIR [--count 2000] [--out FILE]
 *
 * DIR of --models holds mnist-tutorial-relu.h5 and mnist-tutorial-loihi.h5. Everything is played on the emulator,
 * in one stream without resets.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ConvertOptions, calibrate, convert, type LayerModel, measure } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { openSamples } from 'rxspike/streams';
import { machine } from './machine.js';
import { storedModels } from './tutorial/models.js';

const { values } = parseArgs({
  options: {
    models: { type: 'string' },
    data: { type: 'string' },
    count: { type: 'string', default: '2000' },
    out: { type: 'string' },
  },
});
if (values.models === undefined || values.data === undefined) {
  console.error(
    'calibration: give --models and --data, the folder of the weights and the pictures.',
  );
  process.exit(2);
}

/** What the command line converts with when nothing is said. */
const usual: ConvertOptions = {
  scaleFiringRates: 400,
  synapse: 0.002,
  blockShapes: { conv0: [16, 16, 4], conv1: [8, 8, 16], dense0: [50] },
};

const training = await openSamples(values.data, { set: 'train' });
const testing = await openSamples(values.data, { set: 'test', count: Number(values.count) });
const models = await storedModels(values.models);

const results: object[] = [];
for (const weights of ['relu', 'loihi'] as const) {
  for (const steps of [30, 12]) results.push(await gain(weights, models[weights], steps));
}
if (values.out !== undefined) {
  const record = {
    question: 'right answers before and after calibration, on pictures it never saw',
    before: usual,
    count: testing.count,
    results,
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
  };
  writeFileSync(values.out, `${JSON.stringify(record, null, 2)}\n`);
}

async function gain(weights: string, model: LayerModel, steps: number): Promise<object> {
  const found = await calibrate(model, training, {
    on: emulator(),
    convert: usual,
    goal: { steps },
  });
  const play = (options: ConvertOptions) =>
    measure(convert(model, options), testing, { on: emulator(), steps });
  const [before, after] = [await play(usual), await play(found.settings)];
  const short = ({ accuracy, interval, layers }: typeof before) => ({
    accuracy,
    interval,
    activeMeanHz: Object.fromEntries(layers.map((l) => [l.layer, l.activeMeanHz])),
    spikesPerPicture: layers.reduce((sum, { spikesPerSample }) => sum + spikesPerSample, 0),
  });
  const row = {
    weights,
    steps,
    to: found.to,
    before: short(before),
    after: short(after),
    played: found.played,
  };
  console.log(JSON.stringify(row));
  return row;
}
