import { SingleBar } from 'cli-progress';
import type { EpochReport } from '../train/history.js';
import type { Progress } from '../train/play-epochs.js';

/** Shows how a training goes, as people know it from Keras: on standard error. */
export interface TrainScreen {
  step(progress: Progress): void;
  epoch(report: EpochReport, epochs: number): void;
  stop(): void;
}

/** A bar for every epoch on a terminal, one line for every epoch elsewhere; nothing with `quiet`. */
export function openTrainScreen(quiet: boolean): TrainScreen {
  if (quiet) return { step: () => {}, epoch: () => {}, stop: () => {} };
  const terminal = process.stderr.isTTY === true;
  let bar: SingleBar | null = null;
  const stop = (): void => {
    bar?.stop();
    bar = null;
  };
  return {
    step(progress) {
      if (!terminal) return;
      const { step, stepsPerEpoch, loss, accuracy, samplesPerSecond } = progress;
      if (bar === null) {
        bar = openBar();
        bar.start(stepsPerEpoch, 0, { loss: '-', accuracy: '-', speed: '-' });
      }
      bar.update(step, {
        loss: loss.toFixed(4),
        accuracy: accuracy.toFixed(4),
        speed: samplesPerSecond.toFixed(0),
      });
    },
    epoch(report, epochs) {
      stop();
      process.stderr.write(`${epochLine(report, epochs)}\n`);
    },
    stop,
  };
}

function openBar(): SingleBar {
  return new SingleBar({
    format:
      '{value}/{total} {bar} {duration_formatted} (ETA {eta_formatted}) - {speed} samples/s - ' +
      'loss: {loss} - accuracy: {accuracy}',
    barsize: 24,
    barCompleteChar: '=',
    barIncompleteChar: '.',
    hideCursor: true,
    stream: process.stderr,
    clearOnComplete: true,
  });
}

/** One epoch in one line, in Keras' words. */
export function epochLine(report: EpochReport, epochs: number): string {
  const { epoch, steps, seconds, loss, accuracy, penalty, validation } = report;
  const each = (1000 * seconds) / Math.max(1, steps);
  const parts = [
    `Epoch ${epoch + 1}/${epochs}`,
    `${steps}/${steps}`,
    `${seconds.toFixed(0)}s ${each.toFixed(0)}ms/step`,
    `loss: ${loss.toFixed(4)}`,
    ...(penalty === 0 ? [] : [`penalty: ${penalty.toFixed(4)}`]),
    `accuracy: ${accuracy.toFixed(4)}`,
  ];
  if (validation !== null) {
    const top = Math.max(...validation.rates.map(({ maxHz }) => maxHz));
    parts.push(
      `val_loss: ${validation.loss.toFixed(4)}`,
      `val_accuracy: ${validation.accuracy.toFixed(4)}`,
      `mean rates: ${validation.rates.map(({ meanHz }) => meanHz.toFixed(0)).join('/')} Hz (max ${top.toFixed(0)})`,
    );
  }
  return parts.join(' - ');
}
