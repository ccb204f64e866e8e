import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RxspikeError } from '../core/errors.js';

/**
 * Writes a file that appears complete or not at all: it is written under a temporary name in the
 * same folder, flushed to the disk and then renamed. A file that was there before stays as it is
 * until then, and nothing else is left behind.
 *
 * @throws RxspikeError with the reason if the folder is missing, full or read-only
 *
 * @example
 * await writeFileAtomic('digits.net', encodeNetwork(networkToJson(network)));
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await writeFlushed(temporary, content);
    await rename(temporary, path);
  } catch (cause) {
    // What stopped the writing is the news, not a second failure of tidying up.
    await rm(temporary, { force: true }).catch(() => {});
    const { code, syscall } = cause as NodeJS.ErrnoException;
    throw new RxspikeError(
      `"${path}": cannot be written (${code ?? String(cause)} at ${syscall ?? 'write'}). ` +
        'Check that the folder exists and may be written to.',
      { code: 'write-failed', path, cause },
    );
  }
}

async function writeFlushed(path: string, content: string | Uint8Array): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'wx');
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file?.close();
  }
}
