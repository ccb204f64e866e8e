import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { StreamError } from '../../src/core/errors.js';

/** The part of a set of samples that a network is trained with, and the part it is tested with. */
export type SampleSet = 'train' | 'test';

/** A folder and the names in it, or one file of it. */
export interface Place {
  readonly dir: string;
  /** Names of all files in the folder, in order. */
  readonly names: readonly string[];
  /** The one file the source names, if it names a file. */
  readonly only: string | undefined;
}

/** What to take from a place. */
export interface Wanted {
  /** `undefined`: what a single file holds, else the part to test with. */
  readonly set: SampleSet | undefined;
  /** At most this many, from the first; may be infinite. */
  readonly count: number;
  /** The source as the user wrote it. */
  readonly source: string;
}

/**
 * Looks at a folder or a file.
 *
 * @throws StreamError if there is none
 */
export async function lookAt(path: string, source: string): Promise<Place> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    const dir = isFolder ? path : dirname(path);
    const names = (await readdir(dir)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    return { dir, names, only: isFolder ? undefined : basename(path) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StreamError(`"${source}": cannot be read (${reason}). Check the folder.`, {
      code: 'missing-file',
      path,
      cause,
    });
  }
}

/**
 * Reads a whole file.
 *
 * @throws StreamError if it cannot be read
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StreamError(`${path}: cannot be read (${reason}).`, {
      code: 'unreadable',
      path,
      cause,
    });
  }
}

/** A damaged file, in one sentence and what to do. */
export function damaged(
  path: string,
  what: string,
  code: string,
  hint = 'Fetch or copy it again.',
): StreamError {
  return new StreamError(`${path}: ${what}. ${hint}`, { code, path });
}
