import type { LabelledPictures } from '../../streams/idx/pictures.js';
import type { Split } from '../compile/block-shapes.js';
import type { CompileReport } from '../compile/report.js';
import type { Device, Interpreter, Session } from '../run/device.js';
import type { CheckpointOptions } from '../run/keeper.js';
import type { RunChunk } from '../run/run.js';
import { breathe, pausableClock } from './clock.js';
import { UsageError } from './failure.js';
import { largest, openFloat } from './float-pass.js';
import { pictureChunks, valuesOf } from './picture-chunks.js';
import type { Playable } from './playable.js';
import { type LayerRate, openRates } from './rates.js';
import { fromRest, type Resume } from './resume.js';

export interface ClassifyOptions extends Pick<CheckpointOptions, 'checkpoints'> {
  readonly count: number;
  /** Timesteps each picture is shown, above 0; need not be whole. */
  readonly steps: number;
  readonly on: Device | Interpreter;
  /** How layers are cut over cores; default `search`. */
  readonly split?: Split;
  /** Where the stream goes on; default with the first picture, from rest. */
  readonly begin?: Resume;
  /** Told after every picture, with the chunk of its timesteps. */
  readonly onPicture?: (answer: Answer, chunk: RunChunk) => void;
  /** Awaited before every picture but the first, to pace the stream; default: let others run. */
  readonly pace?: () => Promise<void>;
}

/** What the network said to one picture. */
export interface Answer {
  /** Position of the picture in its source. */
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  /** Answer of one pass of the float network; `null` without one. */
  readonly float: number | null;
}

/** A classified stream. */
export interface Classification {
  /** Position of the first picture in its source. */
  readonly first: number;
  readonly count: number;
  readonly steps: number;
  readonly timesteps: number;
  /** Share of right answers, read at the last timestep of each picture; 0 to 1. */
  readonly accuracy: number;
  /** That of the float network; `null` without one. */
  readonly floatAccuracy: number | null;
  /** Share of pictures whose answer differs from the float network's; `null` without one. */
  readonly differsFromFloat: number | null;
  readonly rates: readonly LayerRate[];
  /** Mean spikes per timestep that crossed to the chip; `null` without one. */
  readonly spikesPerStepToChip: number | null;
  /** Timesteps per second of wall time, pictures in to answers out. */
  readonly stepsPerSecond: number;
  readonly report: CompileReport | null;
}

/** Plays pictures one after another, without resets, and compares answers with labels. */
export async function classify(
  model: Playable,
  pictures: LabelledPictures,
  options: ClassifyOptions,
): Promise<Classification> {
  checkPictures(model, pictures);
  const { begin = fromRest, checkpoints } = options;
  const first = begin.picture;
  const count = Math.min(options.count, pictures.count - first);
  if (count < 1) throw noneLeft(pictures.count, first);
  const { input, output } = model;
  const float =
    model.float === null
      ? null
      : openFloat(model.float, { input: input.name, output: output.name });
  const meter = meteredDevice(options.on);
  const rates = openRates(model.layers, model.dt);
  let report: CompileReport | null = null;
  const clock = pausableClock();
  const pace = options.pace ?? breathe;
  const tally = { right: 0, floatRight: 0, differs: 0, timesteps: 0, index: first };
  const played = model.play(
    pictureChunks(model, pictures, { ...options, begin, count, clock, pace }),
    {
      on: meter.on,
      split: options.split ?? 'search',
      ...(begin.from === undefined ? {} : { from: begin.from }),
      ...(checkpoints === undefined ? {} : { checkpoints }),
      onReport: (r) => {
        report = r;
      },
    },
  );
  await played.forEach((chunk) => {
    const { index } = tally;
    const label = pictures.label(index);
    const { size } = output;
    const answer = largest(chunk.data.output!, (chunk.steps - 1) * size, size);
    tally.right += Number(answer === label);
    tally.timesteps += chunk.steps;
    tally.index += 1;
    rates.add(chunk);
    clock.pauseWhile(() => {
      const once = float?.answer(valuesOf(model, pictures, index)) ?? null;
      tally.floatRight += Number(once === label);
      tally.differs += Number(answer !== once);
      options.onPicture?.({ index, label, answer, float: once }, chunk);
    });
  });
  float?.close();
  const seconds = clock.seconds();
  const { timesteps } = tally;
  return {
    first,
    count,
    steps: options.steps,
    timesteps,
    accuracy: tally.right / count,
    floatAccuracy: float === null ? null : tally.floatRight / count,
    differsFromFloat: float === null ? null : tally.differs / count,
    rates: rates.means(),
    spikesPerStepToChip: meter.spikes === null ? null : meter.spikes() / timesteps,
    stepsPerSecond: timesteps / seconds,
    report,
  };
}

function checkPictures(model: Playable, pictures: LabelledPictures): void {
  const size = pictures.rows * pictures.columns;
  if (model.input.size === size) return;
  throw new UsageError(
    `"${model.name}" takes ${model.input.shape.join('x')} values, the pictures have ` +
      `${pictures.rows}x${pictures.columns}. Choose a model and pictures of one size.`,
  );
}

function noneLeft(count: number, first: number): UsageError {
  return new UsageError(
    `--resume: ${first} pictures were shown before, the source has ${count}. Nothing is left to show.`,
  );
}

/** Counts the spikes that cross to a device. */
function meteredDevice(on: Device | Interpreter): {
  on: Device | Interpreter;
  spikes: (() => number) | null;
} {
  if (on.kind === 'interpreter') return { on, spikes: null };
  let sent = 0;
  const metered = (session: Session): Session => ({
    ...session,
    step(input) {
      for (const train of input.spikes) sent += train.offsets[input.steps]!;
      return session.step(input);
    },
  });
  const open: Device['open'] = (program) => {
    const session = on.open(program);
    return session instanceof Promise ? session.then(metered) : metered(session);
  };
  return { on: { ...on, open }, spikes: () => sent };
}
