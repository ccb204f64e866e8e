/**
 * What becomes of accuracy and firing rates from relu to chip neurons? The five rows of the table in Nengo's
 * tutorial on converting a Keras model for the chip, ours beside its own figures.
 *
 *     node dist/bench/tutorial.js --data mnist:DIR [--epochs 3 | --models DIR] [--count 100] [--steps 30]
 *       [--out FILE] [--json]
 *
 * Its two networks are trained first, on the training pictures; or they are mnist-tutorial-relu.h5 and
 * mnist-tutorial-loihi.h5 in the folder of --models.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openSamples } from 'rxspike/streams';
import { machine } from './machine.js';
import { storedModels } from './tutorial/models.js';
import { playRow, type RowResult } from './tutorial/play-row.js';
import { rows } from './tutorial/rows.js';
import { footnotes, type TutorialResult, tutorialText } from './tutorial/text.js';
import { trainModels } from './tutorial/train-models.js';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    models: { type: 'string' },
    epochs: { type: 'string' },
    count: { type: 'string', default: '100' },
    steps: { type: 'string', default: '30' },
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

try {
  await bench();
} catch (error) {
  stop(error instanceof Error ? error.message : String(error), 1);
}

async function bench(): Promise<void> {
  const { data } = values;
  if (data === undefined) return stop('give --data, its pictures: mnist:DIR.', 2);
  const asked = wholeNumber('--count', values.count);
  const steps = wholeNumber('--steps', values.steps);
  const epochs = epochsAsked();
  const samples = await openSamples(data, { set: 'test', count: asked });
  const models =
    values.models === undefined
      ? await trainModels(data, epochs)
      : await storedModels(values.models).catch((error: Error) => stop(error.message, 2));
  const count = Math.min(asked, samples.count);
  const found: RowResult[] = [];
  for (const row of rows) {
    if (process.stderr.isTTY) process.stderr.write(`${row.name}\n`);
    found.push(await playRow(row, models, samples, { count, steps }));
  }
  const result: TutorialResult = {
    question: "the tutorial's table of accuracy and firing rates",
    data: data.replace(/:.*/, ''),
    models: models.how,
    count,
    steps,
    rows: found,
    footnotes: footnotes(models, steps),
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
  };
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : tutorialText(result));
}

/** Epochs each network is trained for. */
function epochsAsked(): number {
  if (values.epochs !== undefined && values.models !== undefined) {
    return stop(
      '--epochs has no effect on networks that --models gives. Leave one of them out.',
      2,
    );
  }
  return wholeNumber('--epochs', values.epochs ?? '3', 1);
}

function wholeNumber(name: string, word: string, least = 2): number {
  const number = Number(word);
  if (Number.isInteger(number) && number >= least) return number;
  return stop(`${name}: got "${word}", expected a whole number of at least ${least}.`, 2);
}

function stop(sentence: string, code: number): never {
  process.stderr.write(`error: bench tutorial: ${sentence}\n`);
  process.exit(code);
}
