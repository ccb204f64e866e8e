import { RunError } from '../core/errors.js';
import type { EpochReport } from './history.js';

/** When to end before the last epoch, and which weights to keep. */
export interface StoppingOptions {
  /** What should improve; default `accuracy` of the validation samples. */
  readonly watch?: 'accuracy' | 'loss';
  /** Epochs without an improvement after which training ends. */
  readonly patience: number;
  /** What counts as an improvement; default 0. */
  readonly least?: number;
}

/** Rates that fall when nothing improves. */
export interface PlateauOptions {
  /** Epochs without an improvement after which the rate falls. */
  readonly patience: number;
  /** What the rate is multiplied by; default 0.3. */
  readonly factor?: number;
}

/** What has been best so far; plain data, so that it goes into checkpoints. */
export interface Best {
  readonly epoch: number;
  readonly value: number;
}

/** How good an epoch was; larger is better. */
export function goodnessOf(
  { validation, loss, accuracy }: EpochReport,
  watch: 'accuracy' | 'loss' = 'accuracy',
): number {
  const looked = validation ?? { loss, accuracy };
  return watch === 'loss' ? -looked.loss : looked.accuracy;
}

/** The best epoch after one more. */
export function betterOf(best: Best | null, report: EpochReport, options: StoppingOptions): Best {
  const value = goodnessOf(report, options.watch);
  const reached = best === null ? Number.NEGATIVE_INFINITY : best.value + (options.least ?? 0);
  return best === null || value > reached ? { epoch: report.epoch, value } : best;
}

/** What the rate is multiplied by in the next epoch: one factor for every spell without improvement. */
export function plateauFactor(history: readonly EpochReport[], options: PlateauOptions): number {
  let best: Best | null = null;
  let since = 0;
  let factor = 1;
  for (const report of history) {
    const next: Best = betterOf(best, report, { watch: 'loss', patience: 0 });
    since = next === best ? since + 1 : 0;
    best = next;
    if (since < options.patience) continue;
    factor *= options.factor ?? 0.3;
    since = 0;
  }
  return factor;
}

/** Refuses a patience that is no whole number. */
export function checkPatience(name: string, patience: number | undefined): void {
  if (patience === undefined || (Number.isSafeInteger(patience) && patience >= 1)) return;
  throw new RunError(
    `train: ${name}.patience is ${patience}, expected a whole number of epochs from 1 on.`,
    { code: 'bad-setting', path: `${name}.patience` },
  );
}
