import { readFile, stat } from 'node:fs/promises';
import { MAX_MODEL_BYTES } from './limits.js';
import { refusal } from './raw.js';

/** The three kinds of model files. */
export type KerasFormat = 'keras' | 'h5' | 'tfjs';

/**
 * Bytes of a file.
 *
 * @throws {ConvertError} missing, a folder, unreadable, larger than a model may be.
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const info = await stat(path);
    if (info.isDirectory())
      throw refusal(
        path,
        'is a folder, expected a file. Give the .keras or .h5 file, or the model.json in it.',
        'folder',
      );
    if (info.size > MAX_MODEL_BYTES)
      throw refusal(
        path,
        `the file has ${info.size} bytes (limit ${MAX_MODEL_BYTES}). It is too large to convert.`,
        'too-large',
      );
    return await readFile(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (!/^E[A-Z]+$/.test(code)) throw cause;
    if (code === 'ENOENT')
      throw refusal(path, 'there is no such file. Check the path.', 'no-file', cause);
    throw refusal(
      path,
      `the file cannot be read (${code}). Check its permissions.`,
      'no-file',
      cause,
    );
  }
}

/**
 * The format that the first bytes show; names and extensions do not matter.
 *
 * @throws {ConvertError} none of the three.
 */
export function detectFormat(bytes: Uint8Array, where: string): KerasFormat {
  const text = String.fromCharCode(...bytes.subarray(0, 64));
  if (text.startsWith('\x89HDF\r\n\x1a\n')) return 'h5';
  if (text.startsWith('PK')) return 'keras';
  if (/^(\xef\xbb\xbf)?\s*\{/.test(text)) return 'tfjs';
  const first = [...bytes.subarray(0, 8)].map((b) => b.toString(16).padStart(2, '0')).join(' ');
  throw refusal(
    where,
    `not a Keras model: ${first ? `the file begins with ${first}` : 'the file is empty'}, expected a zip (.keras), HDF5 (.h5) or JSON (tfjs model.json). Save the model with model.save("model.keras").`,
    'unknown-format',
  );
}
