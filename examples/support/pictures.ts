import { mkdirSync } from 'node:fs';
import { lastValueFrom, toArray } from 'rxjs';
import {
  type ActivityFigure,
  activityFigureSvg,
  type Device,
  type Interpreter,
  type Network,
  runFrom,
  type Signal,
  writeFigure,
} from 'rxspike';
import { presentChunks } from 'rxspike/streams';

/** A picture as the network sees it, and how it is drawn. */
export interface Shown {
  readonly values: ArrayLike<number>;
  /** Brightness for the figure, row by row; default the values. */
  readonly pixels?: ArrayLike<number>;
  readonly rows: number;
  readonly cols: number;
  readonly label: number;
}

/** What to play and for how long each picture stays. */
export interface PlayOptions {
  readonly pictures: readonly Shown[];
  readonly steps: number;
  readonly output: Signal;
  readonly layers: Readonly<Record<string, Signal>>;
  readonly on: Device | Interpreter;
  readonly title: string;
  /** Pictures in the figure, the first ones; default 8. */
  readonly drawn?: number;
}

/** What came out: answers at the last timestep of each picture, mean rates, a figure of it. */
export interface Played {
  readonly answers: readonly number[];
  /** The answer each picture got in the most timesteps. */
  readonly mostFrequent: readonly number[];
  /** Share of pictures whose answer is the label. */
  readonly accuracy: number;
  /** Mean rate in Hz of each layer over all its neurons. */
  readonly rates: Readonly<Record<string, number>>;
  /** The same over neurons that fired at all. */
  readonly activeRates: Readonly<Record<string, number>>;
  readonly cores: number;
  readonly figure: ActivityFigure;
}

/** Shows pictures to a network one after another, without resets, a chunk per picture. */
export async function playPictures(network: Network, options: PlayOptions): Promise<Played> {
  const { pictures, steps, output, layers, on, title, drawn = 8 } = options;
  const probes: Readonly<Record<string, Signal>> = { output, ...layers };
  let cores = 0;
  const chunks = await lastValueFrom(
    runFrom(
      presentChunks(
        network.inputs[0]!.name,
        pictures.map((p) => Float32Array.from(p.values)),
        { steps, chunk: steps },
      ),
      network,
      {
        probes,
        on,
        onReport: (report) => {
          cores = report.cores;
        },
      },
    ).pipe(toArray()),
  );
  const answers = chunks.map(({ data }) => largest(data.output!.subarray(-output.size)));
  const shown = Math.min(drawn, pictures.length);
  const spiking = Object.entries(layers).map(([name, { size }]) => {
    const rows = chunks.map(({ data }) => data[name]!);
    return { name, neurons: size, ...spikesOf(rows, size, steps, shown, network.dt) };
  });
  const frequent = ({ data }: (typeof chunks)[number]) => mostFrequentOf(data.output!, output.size);
  return {
    answers,
    mostFrequent: chunks.map(frequent),
    accuracy: answers.filter((a, k) => a === pictures[k]!.label).length / answers.length,
    rates: Object.fromEntries(spiking.map((l) => [l.name, l.rateHz])),
    activeRates: Object.fromEntries(spiking.map((l) => [l.name, l.activeHz])),
    cores,
    figure: {
      title,
      dt: network.dt,
      pictures: pictures.slice(0, shown).map((p, k) => ({
        pixels: p.pixels ?? p.values,
        rows: p.rows,
        cols: p.cols,
        fromStep: k * steps,
        toStep: (k + 1) * steps,
        label: p.label,
        answer: answers[k]!,
      })),
      layers: spiking,
      outputs: {
        names: Array.from({ length: output.size }, (_, i) => String(i)),
        values: chunks.slice(0, shown).flatMap(({ data }) => [...data.output!]),
        steps: steps * shown,
      },
    },
  };
}

/** Index of the largest value. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

function mostFrequentOf(values: Float32Array | Float64Array | Int32Array, size: number): number {
  const votes = new Float64Array(size);
  for (let at = 0; at < values.length; at += size) {
    votes[largest(values.subarray(at, at + size))]! += 1;
  }
  return largest(votes);
}

/** Writes `out/NAME.svg`. */
export async function draw(name: string, figure: ActivityFigure): Promise<void> {
  mkdirSync('out', { recursive: true });
  await writeFigure(`out/${name}.svg`, activityFigureSvg(figure));
}

/** Rates over all pictures, and the spikes of the first ones for the figure. */
function spikesOf(
  chunks: readonly ArrayLike<number>[],
  size: number,
  steps: number,
  shown: number,
  dt: number,
) {
  const counts = new Float64Array(size);
  const step: number[] = [];
  const neuron: number[] = [];
  for (const [k, values] of chunks.entries()) {
    for (let at = 0; at < values.length; at++) {
      if (values[at] === 0) continue;
      counts[at % size]! += 1;
      if (k >= shown) continue;
      step.push(k * steps + Math.floor(at / size));
      neuron.push(at % size);
    }
  }
  const total = counts.reduce((sum, n) => sum + n, 0) / (chunks.length * steps * dt);
  const active = counts.filter((n) => n > 0).length;
  const activeHz = active === 0 ? 0 : total / active;
  return { rateHz: total / size, activeHz, spikes: { step, neuron } };
}
