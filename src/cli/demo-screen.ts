import type { LayerRate } from './rates.js';

/** What the live screen shows of one picture. */
export interface DemoFrame {
  readonly pixels: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  readonly index: number;
  readonly count: number;
  readonly label: number;
  readonly answer: number;
  /** Pictures right so far. */
  readonly right: number;
  readonly rates: readonly LayerRate[];
  /** Output values, steps x classes. */
  readonly outputs: ArrayLike<number>;
  readonly classes: number;
}

const LEVELS = ' ▁▂▃▄▅▆▇█';

/** Columns of an output over time. */
const TRACE = 30;

/** Size of a terminal that holds a frame; `openScreen` writes a line per digit on smaller ones. */
export const SCREEN = { columns: 80, rows: 22 } as const;

/** Draws one frame: the picture, how the layers fire, and the outputs over time. */
export function drawFrame(frame: DemoFrame, color: boolean): string {
  const picture = drawPicture(frame);
  const beside = [
    headline(frame, color),
    '',
    ...rateLines(frame.rates),
    '',
    `output over ${frame.outputs.length / frame.classes} timesteps`,
    ...outputLines(frame, color),
  ];
  const lines = Math.max(picture.length, beside.length);
  const width = frame.columns + 3;
  return Array.from({ length: lines }, (_, i) => {
    return `  ${(picture[i] ?? '').padEnd(width)}${beside[i] ?? ''}`.trimEnd();
  }).join('\n');
}

/** Two rows of pixels per line of half blocks, brightness as shade. */
function drawPicture({ pixels, rows, columns }: DemoFrame): string[] {
  const bright = (y: number, x: number): boolean => (pixels[y * columns + x] ?? 0) > 96;
  return Array.from({ length: Math.ceil(rows / 2) }, (_, line) =>
    Array.from({ length: columns }, (_, x) => {
      const top = bright(2 * line, x);
      const bottom = bright(2 * line + 1, x);
      return top && bottom ? '█' : top ? '▀' : bottom ? '▄' : ' ';
    }).join(''),
  );
}

function headline({ index, count, label, answer, right }: DemoFrame, color: boolean): string {
  const good = label === answer;
  const said = paint(`answer ${answer}${good ? '' : ` (is ${label})`}`, good ? 32 : 31, color);
  return `${index + 1} of ${count}   ${said}   ${right} right`;
}

function rateLines(rates: readonly LayerRate[]): string[] {
  const width = Math.max(...rates.map((r) => r.layer.length));
  return rates.map(({ layer, activeRateHz, active }) => {
    const bar = '█'
      .repeat(Math.round(activeRateHz / 50))
      .padEnd(10)
      .slice(0, 10);
    const rate = `${activeRateHz.toFixed(0).padStart(4)} Hz`;
    return `${layer.padEnd(width)}  ${bar} ${rate}, ${(100 * active).toFixed(0).padStart(3)} % active`;
  });
}

/** A line of rising bars per class, scaled to the largest output of the picture. */
function outputLines({ outputs, classes, answer }: DemoFrame, color: boolean): string[] {
  const steps = outputs.length / classes;
  const top = Math.max(1e-9, ...Array.from(outputs));
  return Array.from({ length: classes }, (_, k) => {
    const trace = Array.from({ length: Math.min(steps, TRACE) }, (_, column) => {
      const s = Math.floor(((column + 1) * steps) / Math.min(steps, TRACE)) - 1;
      const share = Math.max(outputs[s * classes + k]!, 0) / top;
      return LEVELS[Math.round(share * (LEVELS.length - 1))];
    }).join('');
    const line = `${k} ${trace} ${outputs[(steps - 1) * classes + k]!.toFixed(1).padStart(6)}`;
    return k === answer ? paint(line, 1, color) : line;
  });
}

function paint(text: string, code: number, color: boolean): string {
  return color ? `\u001b[${code}m${text}\u001b[0m` : text;
}
