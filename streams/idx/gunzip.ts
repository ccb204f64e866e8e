import { gunzipSync } from 'node:zlib';
import { StreamError } from '../../src/core/errors.js';

/**
 * The bytes of a file without gzip around them; bytes that are not gzipped stay as they are.
 *
 * @param path for the sentences of errors
 * @throws StreamError if the gzip is damaged
 */
export function gunzipped(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StreamError(`${path}: cannot be unzipped (${reason}). Fetch or copy it again.`, {
      code: 'bad-gzip',
      path,
      cause,
    });
  }
}
