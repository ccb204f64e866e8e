import type { TutorialModels } from './models.js';
import type { RowResult, Score } from './play-row.js';
import { layerNames } from './rows.js';

/** What was measured, as it is stored. */
export interface TutorialResult {
  readonly question: string;
  readonly data: string;
  readonly models: string;
  readonly count: number;
  readonly steps: number;
  readonly rows: readonly RowResult[];
  readonly footnotes: readonly string[];
  readonly date: string;
  readonly machine: object;
}

/** In what this differs from the tutorial. */
export function footnotes({ how, brightest }: TutorialModels, steps: number): string[] {
  return [
    'The tutorial feeds pixels from 0 to 255, the relu network takes 0 to 1: its first layers fire slower at ' +
      'the same scale. "At the tutorial\'s rates": scales with which plain relu fires here as in the tutorial. ' +
      `The network trained with chip neurons takes 0 to ${brightest.loihi}.`,
    `Weights: ${how}.`,
    `Every picture is played from rest for ${steps} timesteps in float, as the tutorial's simulator does with ` +
      'batches (30 timesteps; 10 for plain relu, which has no time and is one pass here).',
    'The answer is read at the last timestep. Rates are means over the active neurons of the first two ' +
      "test pictures, as the tutorial's are.",
    'Biases are multiplied by the scale here. The tutorial loads them after scaling, which leaves those of ' +
      'dense0 at the scale they were trained with.',
    'Per-layer scales come from the rates of plain relu on the same two pictures.',
    '"chip" is the same conversion on the emulated chip (first layer on the host), also from rest; the tutorial ' +
      'has no such column.',
  ];
}

/** The table and its footnotes. */
export function tutorialText(result: TutorialResult): string {
  const { rows, count } = result;
  const head = [
    'neurons, scale',
    'right (100)',
    `right (${count})`,
    `chip (${count})`,
    ...layerNames,
  ];
  const lines = rows.flatMap(({ row, tutorial, first, all, hz, chip, matched }) => [
    [row, percent(first), percent(all), chip === null ? '-' : percent(chip), ...hz.map(rate)],
    ...(matched === null
      ? []
      : [
          [
            "  at the tutorial's rates",
            percent(matched.first),
            percent(matched.all),
            '',
            ...matched.hz.map(rate),
          ],
        ]),
    ['  tutorial', `${(100 * tutorial.accuracy).toFixed(0)} %`, '', '', ...tutorial.hz.map(rate)],
  ]);
  const widths = head.map((_, c) => Math.max(...[head, ...lines].map((line) => line[c]!.length)));
  const show = (line: readonly string[]) =>
    line
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join('  ')
      .trimEnd();
  const notes = result.footnotes.map((note, i) => `${i + 1}. ${note}`);
  return `${[head, ...lines].map(show).join('\n')}\n\nlayers in Hz, active neurons, first two pictures\n\n${notes.join('\n')}\n`;
}

const percent = ({ accuracy }: Score): string => `${(100 * accuracy).toFixed(1)} %`;
const rate = (hz: number): string => (hz < 100 ? hz.toFixed(1) : hz.toFixed(0));
