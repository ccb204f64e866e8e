import type { Command } from 'commander';
import { of } from 'rxjs';
import { openPictures } from '../../streams/idx/sources.js';
import { emulator } from '../chip/emulator.js';
import { writeFileAtomic } from '../report/write-file.js';
import { interpreter } from '../run/device.js';
import { type Classification, classify } from './classify.js';
import { log } from './log.js';
import { openPlayable } from './model.js';
import { addModelFlags, type ModelFlags } from './model-options.js';
import { choice, MOST_STEPS, numberBetween, wholeNumber } from './parse.js';
import type { Playable } from './playable.js';
import { openProgress } from './progress.js';
import { fromRest, openResume } from './resume.js';
import { table } from './table.js';

interface RunFlags extends ModelFlags {
  readonly in: string;
  readonly count: number;
  readonly steps: number;
  readonly on: 'emulator' | 'interpreter';
  readonly threads?: number;
  readonly checkpoint?: string;
  readonly resume?: string;
  readonly json?: boolean;
}

const threads = wholeNumber('--threads', 1, 64);
const steps = numberBetween('--steps', 1, MOST_STEPS);

/** `rxspike run MODEL --in SOURCE`: plays pictures one after another and scores the answers. */
export function runVerb(program: Command): void {
  const verb = program
    .command('run')
    .argument('<model>', 'an embedded model, a .net file, a .prog file, or a Keras file')
    .description('play a stream of pictures through a model and score its answers')
    .requiredOption(
      '--in <source>',
      'mnist:DIR (test set), mnist-train:DIR, or digits: or digits:SEED (drawn here)',
    )
    .option('--count <n>', 'pictures to play', wholeNumber('--count', 1), 100)
    .option('--steps <n>', 'timesteps (ms) each picture is shown, whole or not', steps, 30)
    .option(
      '--on <device>',
      'emulator or interpreter',
      choice('--on', ['emulator', 'interpreter'] as const),
      'emulator',
    )
    .option('--threads <n>', 'threads of the emulator (default: what makes it faster)', threads)
    .option('--checkpoint <file>', 'write the state at the end to a file, for --resume')
    .option('--resume <file>', 'go on from a checkpoint, with the pictures after it')
    .option('--json', 'print one JSON object');
  addModelFlags(verb).action(async (name: string, flags: RunFlags) => {
    const model = await openPlayable(name, flags);
    const begin =
      flags.resume === undefined ? fromRest : await openResume(flags.resume, flags.steps);
    const pictures = openPictures(flags.in, { count: begin.picture + flags.count });
    const left = pictures.count - begin.picture;
    if (left > 0 && left < flags.count) {
      const more = begin.picture === 0 ? '' : ' left';
      log.warn(`${flags.in} has ${left} pictures${more}, fewer than --count ${flags.count}.`);
    }
    const progress = openProgress(Math.min(flags.count, left), flags.json === true);
    let right = 0;
    let kept: Uint8Array | undefined;
    const take = ({ bytes }: { readonly bytes: Uint8Array }): void => {
      kept = bytes;
    };
    const result = await classify(model, pictures, {
      count: flags.count,
      steps: flags.steps,
      on: deviceOf(flags),
      ...(flags.split === undefined ? {} : { split: flags.split }),
      begin,
      ...(flags.checkpoint === undefined ? {} : { checkpoints: { at: of('end' as const), take } }),
      onPicture: ({ index, answer, label }) => {
        const shown = index - begin.picture + 1;
        right += Number(answer === label);
        progress.update(shown, right / shown);
      },
    }).finally(() => progress.stop());
    if (kept !== undefined) await writeFileAtomic(flags.checkpoint!, kept);
    for (const warning of result.report?.warnings ?? []) log.warn(warning);
    const lost = (result.floatAccuracy ?? 0) - result.accuracy;
    if (result.count >= 20 && lost > 0.1) log.warn(hint(lost, flags));
    process.stdout.write(
      flags.json === true
        ? `${JSON.stringify({ model: model.name, in: flags.in, ...jsonOf(result, flags) })}\n`
        : textOf(result, model, flags),
    );
  });
}

function deviceOf({ on, threads }: RunFlags) {
  if (on === 'interpreter') return interpreter();
  return emulator(threads === undefined ? {} : { threads });
}

function jsonOf(result: Classification, flags: RunFlags): object {
  const { report, rates, ...numbers } = result;
  return {
    ...numbers,
    rates: Object.fromEntries(rates.map((rate) => [rate.layer, rate])),
    on: flags.on,
    cores: report?.cores ?? null,
  };
}

function textOf(result: Classification, model: Playable, flags: RunFlags): string {
  const { report, first, count, steps, floatAccuracy, differsFromFloat } = result;
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  const crossings = result.spikesPerStepToChip;
  const rows = result.rates.map((rate) => ({
    layer: rate.layer,
    neurons: rate.neurons,
    'active %': Number((100 * rate.active).toFixed(1)),
    'Hz (active)': Number(rate.activeRateHz.toFixed(1)),
    'spikes/step': Number(rate.spikesPerStep.toFixed(1)),
  }));
  const cores = report === null ? '' : ` (${report.cores} cores)`;
  const from = first === 0 ? '' : ` from number ${first + 1} on`;
  return [
    `${model.name} on ${flags.on}${cores}: ${count} ${count === 1 ? 'picture' : 'pictures'}${from}, ${steps} timesteps each`,
    '',
    `accuracy              ${percent(result.accuracy)}`,
    ...(floatAccuracy === null ? [] : [`float network         ${percent(floatAccuracy)}`]),
    ...(differsFromFloat === null ? [] : [`answers that differ   ${percent(differsFromFloat)}`]),
    ...(crossings === null ? [] : [`spikes/step to chip   ${crossings.toFixed(1)}`]),
    `timesteps/s           ${result.stepsPerSecond.toFixed(0)}`,
    '',
    table(rows),
  ].join('\n');
}

/** What to try when the spikes lose much of what the float network knows. */
function hint(lost: number, { steps, neuron }: RunFlags): string {
  const curve = neuron === 'lif' || neuron === 'loihiLif';
  return (
    `the spiking network is ${(100 * lost).toFixed(0)} points below the float network. ` +
    (curve
      ? `A model trained with relu does not fit the curve of ${neuron}; train it with that curve.`
      : `Try a shorter --synapse, more than ${steps} --steps, or another --rate.`)
  );
}
