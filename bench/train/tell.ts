import type { EpochReport, TrainStart } from 'rxspike/train';

/** Prints how a training goes, a line an epoch. */
export const tell = {
  onStart: ({ backend, workers }: TrainStart): void =>
    console.log(`${backend}, ${workers} workers`),
  onEpoch: ({ epoch, loss, accuracy, validation, seconds }: EpochReport): void =>
    console.log(
      `epoch ${epoch + 1}: loss ${loss.toFixed(4)}, ${percent(accuracy)} right, test ` +
        `${validation === null ? '-' : percent(validation.accuracy)}, ${seconds.toFixed(0)} s; mean Hz ` +
        `${validation?.rates.map(({ meanHz }) => meanHz.toFixed(0)).join(', ') ?? '-'}`,
    ),
};

/** A share as people read it. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
