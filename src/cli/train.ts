import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Command } from 'commander';
import { openSamples } from '../../streams/samples/open-samples.js';
import { encodeNetwork } from '../codec/network-file.js';
import { convert } from '../convert/convert.js';
import { encodeKerasH5 } from '../convert/keras/write.js';
import type { LayerModel } from '../convert/model.js';
import { ConvertError } from '../core/errors.js';
import type { Samples } from '../core/samples.js';
import { split } from '../core/subset.js';
import { networkToJson } from '../network/json.js';
import { writeFileAtomic } from '../report/write-file.js';
import { decodeTraining, encodeTraining } from '../train/checkpoint.js';
import type { EpochReport } from '../train/history.js';
import { type Trained, train } from '../train/train.js';
import { UsageError } from './failure.js';
import { makeFolderOf } from './folder.js';
import { log } from './log.js';
import { wholeNumber } from './parse.js';
import { openTrainable } from './train-model.js';
import { addTrainFlags, type TrainFlags, trainOptions } from './train-options.js';
import { openTrainScreen } from './train-progress.js';

interface Flags extends TrainFlags {
  readonly data: string;
  readonly count?: number;
  readonly validation: string;
  readonly out?: string;
  readonly fresh?: boolean;
  readonly checkpoint?: string;
  readonly resume?: string;
  readonly json?: boolean;
}

/** `rxspike train MODEL --data SOURCE`: trains a layered model for the chip. */
export function trainVerb(program: Command): void {
  const verb = program
    .command('train')
    .argument('<model>', 'seed (the tutorial network), an embedded model, or a Keras file')
    .description('train a model with the curves of spiking neurons')
    .requiredOption('--data <source>', 'mnist:DIR, cifar10:DIR, npz:FILE, digits: or a folder')
    .option('--count <n>', 'only the first so many samples', wholeNumber('--count', 1))
    .option(
      '--validation <which>',
      'looked at after every epoch: test (the test set), a share of the training set, or none',
      'test',
    )
    .option('--out <file>', 'where the trained model goes: .h5 (Keras) or .net')
    .option('--fresh', 'begin with new weights instead of those in the file')
    .option('--checkpoint <file>', 'keep the training in a file after every epoch')
    .option('--resume <file>', 'go on with a training that --checkpoint kept')
    .option('--json', 'print one JSON object');
  addTrainFlags(verb).action((name: string, flags: Flags) =>
    run(name, flags).catch((error: unknown) => {
      // The option has another name on the command line.
      if (!(error instanceof ConvertError) || !error.message.startsWith('scaleFiringRates'))
        throw error;
      throw new UsageError(error.message.replace('scaleFiringRates', '--rate'), { cause: error });
    }),
  );
}

async function run(name: string, flags: Flags): Promise<void> {
  checkOut(flags);
  const options = trainOptions(flags);
  const model = await openTrainable(name, { fresh: flags.fresh === true, seed: flags.seed });
  const { samples, validation } = await openData(flags);
  const from = flags.resume === undefined ? null : await openResume(flags.resume);
  for (const name of ['out', 'checkpoint'] as const) {
    const file = flags[name];
    if (file !== undefined) await makeFolderOf(`--${name}`, file);
  }
  const screen = openTrainScreen(flags.json === true);
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  process.once('SIGINT', interrupted);
  let backend = '';
  try {
    const trained = await train(model, samples, {
      ...options,
      ...(validation === null ? {} : { validation }),
      ...(from === null ? {} : { from }),
      signal: stop.signal,
      onStart: (start) => {
        backend = start.backend;
        if (flags.json === true) return;
        const { workers, parameters } = start;
        const threads = `${workers} ${workers === 1 ? 'worker' : 'workers'}`;
        log.info(`${parameters} parameters, ${samples.count} samples; ${backend}, ${threads}`);
        if (flags.out === undefined)
          log.warn('--out is not given: the trained model will not be kept.');
      },
      onStep: screen.step,
      onEpoch: (report) => {
        screen.epoch(report, flags.epochs);
        warnOfSilence(report, flags);
      },
      ...(flags.checkpoint === undefined
        ? {}
        : {
            onCheckpoint: (checkpoint) =>
              writeFileAtomic(flags.checkpoint!, encodeTraining(checkpoint)),
          }),
    });
    screen.stop();
    if (flags.out !== undefined) await writeFileAtomic(flags.out, await bytesOf(trained, flags));
    tell(trained, flags, backend);
  } finally {
    screen.stop();
    process.off('SIGINT', interrupted);
  }
}

/** Neurons that no sample makes fire have no gradient either: they stay silent. */
function warnOfSilence({ epoch, validation }: EpochReport, { json }: Flags): void {
  const silent = validation?.rates.filter(({ maxHz }) => maxHz === 0) ?? [];
  if (silent.length === 0 || epoch > 0 || json === true) return;
  log.warn(
    `no neuron of ${silent.map(({ layer }) => layer).join(', ')} fires for any sample, so training cannot change ` +
      'it. Begin with another --seed and --fresh, or a lower --learning-rate.',
  );
}

function checkOut({ out }: Flags): void {
  if (out === undefined || ['.h5', '.net'].includes(extname(out))) return;
  throw new UsageError(`--out: got "${out}", expected a file ending in .h5 or .net.`);
}

async function openData({ data, count, validation, seed }: Flags): Promise<{
  samples: Samples;
  validation: Samples | null;
}> {
  const first = count === undefined ? {} : { count };
  const samples = await openSamples(data, { set: 'train', ...first });
  if (validation === 'none') return { samples, validation: null };
  if (validation === 'test') {
    return { samples, validation: await openSamples(data, { set: 'test', ...first }) };
  }
  const share = Number(validation);
  if (share > 0 && share < 1) {
    const { rest, part } = split(samples, share, seed);
    return { samples: rest, validation: part };
  }
  throw new UsageError(
    `--validation: got "${validation}", expected test, none, or a share of the samples such as 0.1.`,
  );
}

async function openResume(path: string) {
  if (!existsSync(path)) {
    throw new UsageError(`--resume: there is no "${path}". Give a file that --checkpoint wrote.`);
  }
  return decodeTraining(await readFile(path), path);
}

async function bytesOf({ model }: Trained, flags: Flags): Promise<Uint8Array> {
  if (extname(flags.out!) === '.h5') return encodeKerasH5(model);
  const { network } = convert(model, {
    activation: convertible(flags.neuron),
    scaleFiringRates: flags.rate.length === 1 ? flags.rate[0]! : flags.rate,
    synapse: flags.synapse,
  });
  return encodeNetwork(networkToJson(network));
}

function convertible(neuron: TrainFlags['neuron']) {
  if (neuron === 'softLif') return 'lif' as const;
  return neuron === 'relu' ? ('loihiSpikingRelu' as const) : neuron;
}

function tell({ model, history, epoch, ended }: Trained, flags: Flags, backend: string): void {
  const { out } = flags;
  if (flags.json === true) {
    const parameters = parametersOf(model);
    const facts = { parameters, epoch, ended, backend, out: out ?? null, history };
    process.stdout.write(`${JSON.stringify(facts)}\n`);
    return;
  }
  if (ended === 'signal') log.warn('Training was ended before its last epoch.');
  const report = epoch === null ? undefined : history[epoch];
  const right = report?.validation?.accuracy;
  const lines = [
    ...(right === undefined
      ? []
      : [
          `${(100 * right).toFixed(2)} % of ${report!.validation!.count} right after epoch ${epoch! + 1}`,
        ]),
    ...(out === undefined
      ? ['nothing written; give --out FILE.h5 to keep the model']
      : [`wrote ${out}${extname(out) === '.h5' ? `; play it with ${playedWith(flags)}` : ''}`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** What a Keras file cannot tell: the stairs of the curve stand where they did at these rates only. */
function playedWith({ rate, neuron }: Flags): string {
  const type = convertible(neuron);
  return `--rate ${rate.join(',')}${type === 'loihiSpikingRelu' ? '' : ` --neuron ${type}`}`;
}

function parametersOf(model: LayerModel): number {
  const arrays = new Set(model.layers.flatMap((l) => Object.values(l.weights).map((w) => w.data)));
  return [...arrays].reduce((n, data) => n + data.length, 0);
}
