import type { Command } from 'commander';
import { openSamples } from '../../streams/samples/open-samples.js';
import { writeFileAtomic } from '../report/write-file.js';
import { makeFolderOf } from './folder.js';
import { log } from './log.js';
import { openModel } from './model.js';
import { addModelFlags, type ModelFlags } from './model-options.js';
import { MOST_STEPS, wholeNumber } from './parse.js';
import { openProgress } from './progress.js';
import { gatherReport } from './report-data.js';

interface ReportFlags extends ModelFlags {
  readonly data: string;
  readonly count: number;
  readonly steps: number;
  readonly show: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `rxspike report MODEL --data SOURCE`: one HTML page about a model. */
export function reportVerb(program: Command): void {
  const verb = program
    .command('report')
    .argument('<model>', 'an embedded model, a .net file, or a Keras file')
    .description('write one HTML page about a model: accuracy, rates, spikes, energy, warnings')
    .requiredOption(
      '--data <source>',
      'labelled samples: mnist:DIR, cifar10:DIR, npz:FILE, digits: or digits:SEED (drawn here)',
    )
    .option('--count <n>', 'samples to play', wholeNumber('--count', 1), 200)
    .option(
      '--steps <n>',
      'timesteps (ms) each sample is shown',
      wholeNumber('--steps', 1, MOST_STEPS),
      30,
    )
    .option('--show <n>', 'samples to draw, with their spikes', wholeNumber('--show', 0, 100), 6)
    .option('--out <file>', 'the page', 'report.html')
    .option('--json', 'print one JSON object');
  addModelFlags(verb).action(async (name: string, flags: ReportFlags) => {
    await makeFolderOf('--out', flags.out);
    const model = await openModel(name, flags);
    const samples = await openSamples(flags.data, { set: 'test', count: flags.count });
    if (samples.count < flags.count) {
      log.warn(`${flags.data} has ${samples.count} samples, fewer than --count ${flags.count}.`);
    }
    const progress = openProgress(2 * samples.count, flags.json === true);
    const data = await gatherReport(model, samples, {
      ...flags,
      command: `rxspike ${process.argv.slice(2).join(' ')}`,
      onSample: (done, share) => progress.update(done, share),
    }).finally(() => progress.stop());
    // The other verbs shall not wait for a plotting library to load.
    const { reportPage } = await import('../report/page/page.js');
    const page = await reportPage(data);
    await writeFileAtomic(flags.out, page);
    const kilobytes = (Buffer.byteLength(page) / 1000).toFixed(0);
    process.stdout.write(
      flags.json === true
        ? `${JSON.stringify(summaryOf(data, flags.out))}\n`
        : `${accuracies(data)}\nwrote ${flags.out} (${kilobytes} kB)\n`,
    );
  });
}

type Data = Awaited<ReturnType<typeof gatherReport>>;

function summaryOf({ float, spiking, onChip, chip }: Data, out: string): object {
  const accuracyOf = (one: Data['float']) =>
    one === null ? null : { accuracy: one.accuracy, interval: one.interval };
  return {
    out,
    count: spiking?.count ?? onChip?.count ?? 0,
    float: accuracyOf(float),
    spiking: accuracyOf(spiking),
    chip: accuracyOf(onChip),
    cores: chip?.cores ?? null,
  };
}

function accuracies({ float, spiking, onChip }: Data): string {
  const percent = (one: Data['float']) =>
    one === null ? 'not measured' : `${(100 * one.accuracy).toFixed(2)} %`;
  return `accuracy: float ${percent(float)}, spiking ${percent(spiking)}, chip ${percent(onChip)}`;
}
