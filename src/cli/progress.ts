import { SingleBar } from 'cli-progress';

/** A progress bar on standard error, if that is a terminal. */
export interface Progress {
  update(pictures: number, accuracy: number): void;
  stop(): void;
}

/** Opens a progress bar over `total` pictures; it stays silent in pipes and with `quiet`. */
export function openProgress(total: number, quiet: boolean): Progress {
  if (quiet || process.stderr.isTTY !== true) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar({
    format:
      '{bar} {value}/{total} pictures, {accuracy} right, {duration_formatted} (ETA {eta_formatted})',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(total, 0, { accuracy: '-' });
  // Left alone, Ctrl-C would leave the terminal without its cursor.
  const interrupted = (): void => {
    bar.stop();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  return {
    update: (pictures, accuracy) =>
      bar.update(pictures, { accuracy: `${(100 * accuracy).toFixed(1)} %` }),
    stop: () => {
      process.off('SIGINT', interrupted);
      bar.stop();
    },
  };
}
