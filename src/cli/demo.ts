import { extname } from 'node:path';
import type { Command } from 'commander';
import { openPictures } from '../../streams/idx/sources.js';
import { emulator } from '../chip/emulator.js';
import { activityFigureSvg } from '../report/figure-activity.js';
import { writeFigure } from '../report/figure-write.js';
import type { RunChunk } from '../run/run.js';
import { type Answer, type Classification, classify } from './classify.js';
import { collectFigure } from './demo-figure.js';
import { drawFrame, SCREEN } from './demo-screen.js';
import { UsageError } from './failure.js';
import { makeFolderOf } from './folder.js';
import { openModel } from './model.js';
import { MOST_STEPS, wholeNumber } from './parse.js';
import { openRates } from './rates.js';

/** Pictures in the figure: as many as stay legible side by side. */
const FIGURE_PICTURES = 8;

interface DemoFlags {
  readonly count: number;
  readonly steps: number;
  readonly seed: number;
  readonly out: string;
  readonly pause: number;
}

/** `rxspike demo`: the embedded network classifies a stream of drawn digits, live. */
export function demoVerb(program: Command): void {
  program
    .command('demo')
    .description(
      'classify a stream of drawn digits with the embedded network, live in the terminal',
    )
    .option('--count <n>', 'digits to show', wholeNumber('--count', 1), 100)
    .option(
      '--steps <n>',
      'timesteps (ms) each digit is shown',
      wholeNumber('--steps', 1, MOST_STEPS),
      30,
    )
    .option('--seed <n>', 'seed of the drawn digits', wholeNumber('--seed', 0), 1)
    .option('--out <file>', 'the picture of the run, .png or .svg', figureFile, 'out/demo.png')
    .option(
      '--pause <ms>',
      'pause between digits on a terminal',
      wholeNumber('--pause', 0, 60_000),
      100,
    )
    .action(playDemo);
}

function figureFile(path: string): string {
  if (['.png', '.svg'].includes(extname(path).toLowerCase())) return path;
  throw new UsageError(`--out: got "${path}", expected a file ending in .png or .svg.`);
}

async function playDemo(flags: DemoFlags): Promise<void> {
  await makeFolderOf('--out', flags.out);
  const model = await openModel('digits', {});
  const pictures = openPictures(`digits:${flags.seed}`, { count: flags.count });
  const collector = collectFigure(model, pictures, FIGURE_PICTURES);
  const screen = openScreen();
  let right = 0;
  process.stdout.write(
    'Digits drawn by a seeded hand, streamed as spikes:\n' +
      'to-spikes layer (host) -> convolutions, dense (emulated Loihi chip) -> readout (host)\n\n',
  );
  const onPicture = (answer: Answer, chunk: RunChunk): void => {
    right += Number(answer.answer === answer.label);
    collector.add(answer, chunk);
    const rates = openRates(model.layers, model.dt);
    rates.add(chunk);
    screen.show(answer, () =>
      drawFrame(
        {
          ...answer,
          ...{
            pixels: pictures.pixels(answer.index),
            rows: pictures.rows,
            columns: pictures.columns,
          },
          ...{ count: flags.count, right, rates: rates.means() },
          ...{ outputs: chunk.data.output!, classes: model.output.size },
        },
        screen.color,
      ),
    );
  };
  const pace = screen.live ? () => wait(flags.pause) : undefined;
  const result = await classify(model, pictures, {
    count: flags.count,
    steps: flags.steps,
    on: emulator(),
    onPicture,
    ...(pace === undefined ? {} : { pace }),
  });
  const shown = Math.min(FIGURE_PICTURES, flags.count);
  const title = `rxspike: ${shown} ${shown === 1 ? 'digit' : 'digits'} on the emulated chip`;
  await writeFigure(flags.out, activityFigureSvg(collector.figure(title)));
  process.stdout.write(closing(result, flags.out));
}

function closing(result: Classification, out: string): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    '',
    `accuracy ${percent(result.accuracy)} of ${result.count} ${result.count === 1 ? 'digit' : 'digits'} ` +
      `(float network ${percent(result.floatAccuracy ?? 0)})`,
    `${result.report?.cores} cores, ${result.spikesPerStepToChip?.toFixed(0)} spikes per timestep to ` +
      `the chip, ${result.stepsPerSecond.toFixed(0)} timesteps per second ` +
      `(${(result.stepsPerSecond / 1000).toFixed(1)}x real time)`,
    `wrote ${out}`,
    '',
  ].join('\n');
}

/** On a terminal every frame replaces the one before; elsewhere there is a line per digit. */
function openScreen() {
  const { isTTY, columns = 0, rows = 0 } = process.stdout;
  const large = columns >= SCREEN.columns && rows >= SCREEN.rows;
  const live = isTTY === true && large && process.env.TERM !== 'dumb';
  const color = live && !process.env.NO_COLOR;
  let drawn = 0;
  return {
    live,
    color,
    show({ index, label, answer }: Answer, frame: () => string): void {
      if (!live) {
        const mark = answer === label ? 'right' : `wrong, is ${label}`;
        process.stdout.write(`digit ${String(index + 1).padStart(3)}: ${answer}  ${mark}\n`);
        return;
      }
      const text = frame();
      const back = drawn === 0 ? '' : `\u001b[${drawn}A`;
      process.stdout.write(
        `${back}${text
          .split('\n')
          .map((line) => `\u001b[2K${line}`)
          .join('\n')}\n`,
      );
      drawn = text.split('\n').length;
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
