import type { Command } from 'commander';
import { openPictures } from '../../streams/idx/sources.js';
import type { BoardWarning } from '../chip/board.js';
import { emulator } from '../chip/emulator.js';
import { type InferenceMetrics, inferenceMetrics } from '../metrics/inference.js';
import { layerMetrics, type StaticMetrics } from '../metrics/layer-metrics.js';
import { metered } from '../metrics/metered.js';
import { networkMetrics } from '../metrics/network-metrics.js';
import { metricsText, staticText } from '../metrics/text.js';
import { type Classification, classify } from './classify.js';
import { log } from './log.js';
import { type LoadedModel, openPlayable } from './model.js';
import { addModelFlags, type ModelFlags } from './model-options.js';
import { MOST_STEPS, numberBetween, wholeNumber } from './parse.js';
import type { LoadedProgram } from './program-model.js';
import { openProgress } from './progress.js';

interface MetricsFlags extends ModelFlags {
  readonly data: string;
  readonly count: number;
  readonly steps: number;
  readonly static?: boolean;
  readonly realTime?: boolean;
  readonly json?: boolean;
}

/** `rxspike metrics MODEL --data SOURCE`: plays pictures on the emulator and counts what that takes. */
export function metricsVerb(program: Command): void {
  const verb = program
    .command('metrics')
    .argument('<model>', 'an embedded model, a .net file, a .prog file, or a Keras file')
    .description('count operations, spikes and resources, and estimate energy from them')
    .requiredOption(
      '--data <source>',
      'mnist:DIR (test set), mnist-train:DIR, or digits: or digits:SEED (drawn here)',
    )
    .option('--count <n>', 'pictures to play', wholeNumber('--count', 1), 20)
    .option(
      '--steps <n>',
      'timesteps (ms) each picture is shown, whole or not',
      numberBetween('--steps', 1, MOST_STEPS),
      30,
    )
    .option('--static', 'add static power of the chip, where a profile knows it')
    .option('--real-time', 'no timestep is shorter than dt; default: as fast as the chip goes')
    .option('--json', 'print one JSON object');
  addModelFlags(verb).action(async (name: string, flags: MetricsFlags) => {
    const model = await openPlayable(name, flags);
    const { metrics, result } = await measure(model, flags);
    const float = staticOf(model);
    process.stdout.write(
      flags.json === true
        ? `${JSON.stringify(jsonOf(model.name, flags, result, float, metrics))}\n`
        : textOf(model.name, result, float, metrics),
    );
  });
}

/** Plays pictures on a metered emulator that tells of every register that runs over. */
async function measure(
  model: LoadedModel | LoadedProgram,
  flags: MetricsFlags,
): Promise<{ metrics: InferenceMetrics; result: Classification }> {
  const { count, steps } = flags;
  const pictures = openPictures(flags.data, { count });
  if (pictures.count < count) {
    log.warn(`${flags.data} has ${pictures.count} pictures, fewer than --count ${count}.`);
  }
  const warnings: Record<string, number> = {};
  const onWarning = ({ kind }: BoardWarning): void => {
    warnings[kind] = (warnings[kind] ?? 0) + 1;
  };
  const device = metered(emulator({ onWarning }));
  const progress = openProgress(Math.min(count, pictures.count), flags.json === true);
  let right = 0;
  const result = await classify(model, pictures, {
    count,
    steps,
    on: device,
    ...(flags.split === undefined ? {} : { split: flags.split }),
    onPicture: ({ index, answer, label }) => {
      right += Number(answer === label);
      progress.update(index + 1, right / (index + 1));
    },
  }).finally(() => progress.stop());
  const metrics = inferenceMetrics(device.program(), device.counts(), {
    inferences: result.count,
    steps,
    dt: model.dt,
    warnings,
    static: flags.static === true,
    throttled: flags.realTime === true,
  });
  return { metrics, result };
}

/** Of the model as trained, or of the network if there is no more; nothing is left of it in a program. */
function staticOf(model: LoadedModel | LoadedProgram): StaticMetrics | null {
  if (model.kind === 'program') return null;
  return model.stored === null ? networkMetrics(model.network) : layerMetrics(model.stored);
}

function jsonOf(
  model: string,
  { data }: MetricsFlags,
  { accuracy, floatAccuracy }: Classification,
  float: StaticMetrics | null,
  metrics: InferenceMetrics,
): object {
  return { model, data, accuracy, floatAccuracy, static: float, ...metrics };
}

function textOf(
  model: string,
  { accuracy, floatAccuracy, count }: Classification,
  float: StaticMetrics | null,
  metrics: InferenceMetrics,
): string {
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  const line = (name: string, value: string): string => `${name.padEnd(22)}${value}\n`;
  return [
    `${model} on the emulator\n\n`,
    line('accuracy', `${percent(accuracy)} of ${count}`),
    floatAccuracy === null ? '' : line('float network', percent(floatAccuracy)),
    float === null ? '' : staticText(float),
    '\n',
    metricsText(metrics),
  ].join('');
}
