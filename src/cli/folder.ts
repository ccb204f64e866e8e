import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from './failure.js';

/**
 * Makes the folder that a file is to go into, with those around it. One after another: the
 * recursive form of Node 20 never returns where the system refuses, as below /proc.
 *
 * @throws UsageError that names the folder if it cannot be made
 */
export async function makeFolderOf(option: string, file: string): Promise<void> {
  try {
    await makeFolder(dirname(file));
  } catch (cause) {
    const { code = String(cause), path = dirname(file) } = cause as NodeJS.ErrnoException;
    throw new UsageError(
      `${option}: folder "${path}" cannot be made (${code}). Choose another place for the file.`,
      { code: 'no-folder', path: file, cause },
    );
  }
}

async function makeFolder(path: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory()) return;
  if (there === null && dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path);
}
