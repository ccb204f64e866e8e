import { extname } from 'node:path';
import type { Command } from 'commander';
import { openSamples } from '../../streams/samples/open-samples.js';
import { type CalibrateOptions, calibrate } from '../calibrate/calibrate.js';
import type { Calibration } from '../calibrate/calibration.js';
import type { Target } from '../calibrate/layer-needs.js';
import type { Goal } from '../calibrate/search.js';
import { emulator } from '../chip/emulator.js';
import { encodeNetwork } from '../codec/network-file.js';
import { convert } from '../convert/convert.js';
import type { LayerModel } from '../convert/model.js';
import type { ConvertOptions } from '../convert/options.js';
import type { Measurement } from '../measure/measurement.js';
import { networkToJson } from '../network/json.js';
import { writeFileAtomic } from '../report/write-file.js';
import { interpreter } from '../run/device.js';
import { UsageError } from './failure.js';
import { log } from './log.js';
import { openModel } from './model.js';
import { addModelFlags, type ModelFlags } from './model-options.js';
import { choice, MOST_STEPS, number, wholeNumber } from './parse.js';

interface CalibrateFlags extends ModelFlags {
  readonly data: string;
  readonly steps?: number;
  readonly accuracy?: number;
  readonly mostSteps?: number;
  readonly targetHz?: number;
  readonly percentile?: '99' | '99.9' | 'mean';
  readonly search: boolean;
  readonly budget?: number;
  readonly seed?: number;
  readonly count?: number;
  readonly streams?: number;
  readonly on: 'emulator' | 'interpreter';
  readonly out?: string;
  readonly json?: boolean;
}

/** `rxspike calibrate MODEL --data SOURCE`: finds scales, synapses and timesteps without training. */
export function calibrateVerb(program: Command): void {
  const verb = program
    .command('calibrate')
    .argument('<model>', 'an embedded model or a Keras file (.keras, .h5, model.json)')
    .description('find firing rates, synapses and timesteps of a conversion, without training')
    .requiredOption(
      '--data <source>',
      'samples to calibrate on: mnist:DIR, cifar10:DIR, npz:FILE, digits:SEED (the training set)',
    )
    .option(
      '--steps <n>',
      'best accuracy within so many timesteps a sample (default: 30)',
      wholeNumber('--steps', 1, MOST_STEPS),
    )
    .option('--accuracy <percent>', 'fewest timesteps for this accuracy', percent)
    .option(
      '--most-steps <n>',
      'with --accuracy: at most so many timesteps (default: 60)',
      wholeNumber('--most-steps', 1, MOST_STEPS),
    )
    .option(
      '--target-hz <hz>',
      'rate no layer may exceed (default: 250 with --no-search, else none)',
      number('--target-hz', 'above 0'),
    )
    .option(
      '--percentile <p>',
      'what of the active neurons has that rate: 99, 99.9 or mean (default: 99)',
      choice('--percentile', ['99', '99.9', 'mean'] as const),
    )
    .option('--no-search', 'only scales that give every layer the target rate')
    .option(
      '--budget <n>',
      'samples the search may play (default: 12000, for --accuracy 16000)',
      wholeNumber('--budget', 1),
    )
    .option('--seed <n>', 'which samples are taken for what (default: 0)', wholeNumber('--seed', 0))
    .option('--count <n>', 'at most so many samples of the source', wholeNumber('--count', 3))
    .option(
      '--streams <n>',
      'streams played at once, in threads (default: 1)',
      wholeNumber('--streams', 1, 64),
    )
    .option(
      '--on <device>',
      'emulator or interpreter',
      choice('--on', ['emulator', 'interpreter'] as const),
      'emulator',
    )
    .option('--out <file>', 'write the calibrated network, FILE.net')
    .option('--json', 'print one JSON object');
  addModelFlags(verb).action(async (name: string, flags: CalibrateFlags) => {
    if (flags.out !== undefined && extname(flags.out) !== '.net') {
      throw new UsageError(`--out: got "${flags.out}", expected a file ending in .net.`);
    }
    const goal = goalOf(flags);
    const { stored, conversion } = await openModel(name, flags);
    if (stored === null || conversion === null) throw converted(name);
    const { count } = flags;
    const samples = await openSamples(flags.data, {
      set: 'train',
      ...(count === undefined ? {} : { count }),
    });
    const { budget, seed, streams, split } = flags;
    const found = await calibrate(stored, samples, {
      on: flags.on === 'emulator' ? emulator() : interpreter({ placed: true }),
      convert: conversion,
      goal,
      search: flags.search,
      ...(budget === undefined ? {} : { budget }),
      ...(seed === undefined ? {} : { seed }),
      ...(streams === undefined ? {} : { streams }),
      ...(split === undefined ? {} : { split }),
      ...targetOf(flags),
      ...progressOf(flags),
    });
    if (flags.out !== undefined) await writeNetwork(flags.out, stored, found.settings);
    process.stdout.write(
      flags.json === true
        ? `${JSON.stringify(jsonOf(name, flags, found))}\n`
        : textOf(flags, found),
    );
  });
}

function goalOf({ steps, accuracy, mostSteps }: CalibrateFlags): Goal {
  if (accuracy !== undefined && steps !== undefined) {
    throw new UsageError('--steps and --accuracy are two goals. Give one of them.');
  }
  if (accuracy === undefined && mostSteps !== undefined) {
    throw new UsageError('--most-steps has no effect without --accuracy. Give --steps instead.');
  }
  if (accuracy === undefined) return { steps: steps ?? 30 };
  return { accuracy, ...(mostSteps === undefined ? {} : { most: mostSteps }) };
}

function targetOf(flags: CalibrateFlags): Pick<CalibrateOptions, 'target'> {
  const { targetHz, percentile, search } = flags;
  if (targetHz === undefined && percentile === undefined) return {};
  if (targetHz === undefined && search) {
    throw new UsageError('--percentile has no effect without --target-hz. Give both.');
  }
  const hz = targetHz ?? 250;
  const target: Target =
    percentile === 'mean' ? { mean: hz } : { percentile: percentile === '99.9' ? 99.9 : 99, hz };
  return { target };
}

/** What is tried, on a terminal. */
function progressOf({ json }: CalibrateFlags): Pick<CalibrateOptions, 'onTry'> {
  if (json === true || process.stderr.isTTY !== true) return {};
  return {
    onTry: ({ steps, count, accuracy }, left) =>
      log.info(`${(100 * accuracy).toFixed(1)} % of ${count} at ${steps} timesteps, ${left} left`),
  };
}

async function writeNetwork(file: string, stored: LayerModel, settings: ConvertOptions) {
  await writeFileAtomic(file, encodeNetwork(networkToJson(convert(stored, settings).network)));
}

/** The flags that convert as was found. */
function useOf({ to, steps }: Calibration): string {
  const seconds = Object.values(to.synapses ?? {});
  const same = new Set(seconds).size === 1;
  const synapse = seconds.length === 0 ? '' : ` --synapse ${same ? seconds[0] : seconds.join(',')}`;
  return `--rate ${Object.values(to.scales).join(',')}${synapse} --steps ${steps}`;
}

function textOf({ out }: CalibrateFlags, found: Calibration): string {
  const use = out === undefined ? useOf(found) : `wrote ${out}; --steps ${found.steps}`;
  return `${found}\n\n${use}\n`;
}

function jsonOf(model: string, { data, out }: CalibrateFlags, found: Calibration): object {
  const { steps, goal, reached, target, from, to, needs, history, played } = found;
  return {
    model,
    data,
    goal,
    reached,
    target,
    steps,
    from,
    to,
    before: shortOf(found.before),
    after: shortOf(found.after),
    needs,
    history,
    played,
    out: out ?? null,
  };
}

function shortOf({ count, accuracy, interval, accuracyAt, layers }: Measurement): object {
  const rates = layers.map(({ ratesHz: _, ...layer }) => layer);
  return { count, accuracy, interval, accuracyAt: [...accuracyAt], layers: rates };
}

function converted(name: string): UsageError {
  return new UsageError(
    `"${name}": it is converted already, expected a model whose scales can still be chosen. Give the ` +
      'Keras file it was converted from.',
  );
}

function percent(text: string): number {
  const value = Number(text.replace(/\s*%$/, ''));
  if (value > 0 && value <= 100 && text.trim() !== '') return value / 100;
  throw new UsageError(`--accuracy: got "${text}", expected percent above 0 and at most 100.`);
}
