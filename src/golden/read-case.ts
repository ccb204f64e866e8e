import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Reads a golden case from a `.json` or `.json.gz` file; throws what the disk or JSON throws. */
export function readCase(path: string): unknown {
  const bytes = readFileSync(path);
  const isGzip = bytes.length > 1 && bytes[0] === 0x1f && bytes[1] === 0x8b;
  return JSON.parse((isGzip ? gunzipSync(bytes) : bytes).toString('utf8'));
}
