import { readFile } from 'node:fs/promises';
import { presentedAt } from '../../streams/shape/present.js';
import { decodeCheckpoint } from '../run/checkpoint.js';
import { UsageError } from './failure.js';

/** Where a stream of pictures goes on. */
export interface Resume {
  /** The checkpoint; absent at the very beginning. */
  readonly from?: Uint8Array;
  /** Timesteps played before. */
  readonly t: number;
  /** Position of the next picture. */
  readonly picture: number;
}

/** The beginning of a stream. */
export const fromRest: Resume = { t: 0, picture: 0 };

/**
 * Opens a checkpoint that was taken between two pictures.
 *
 * @param steps timesteps each picture is shown
 * @throws UsageError if there is no such file, or if it was taken within a picture; CodecError if
 *   it is no checkpoint
 */
export async function openResume(path: string, steps: number): Promise<Resume> {
  const from = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(
      `--resume: "${path}" cannot be read (${cause.code}). Give a file that --checkpoint wrote.`,
      { cause },
    );
  });
  const { t } = decodeCheckpoint(from, path);
  const picture = presentedAt(t, steps);
  if (t === 0 || presentedAt(t - 1, steps) < picture) return { from, t, picture };
  throw new UsageError(
    `--resume: "${path}" was taken after ${t} timesteps, within a picture of ${steps}. Show ` +
      'pictures for as many --steps as in the run that it was taken from.',
  );
}
