import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, test } from 'vitest';
import { goldenDir } from './shared.js';

/** Names of the golden files of a folder that match, without their endings. */
export function goldenNames(folder: string, prefix: string): string[] {
  const path = resolve(goldenDir, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.startsWith(prefix) && /\.json(\.gz)?$/.test(file))
    .map((file) => file.replace(/\.json(\.gz)?$/, ''))
    .sort();
}

/** A golden JSON file; `T` says what the caller expects in it. */
export function goldenJson<T>(folder: string, name: string): T {
  const path = resolve(goldenDir, folder, `${name}.json`);
  const bytes = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return JSON.parse(bytes.toString('utf8')) as T;
}

/** The binary beside a golden JSON file, unzipped into a buffer of its own; empty if there is none. */
export function goldenBinary(folder: string, name: string): ArrayBuffer {
  const path = resolve(goldenDir, folder, `${name}.bin.gz`);
  const bytes = existsSync(path) ? gunzipSync(readFileSync(path)) : Buffer.alloc(0);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

/** Tests on one golden file; where it is missing, one test is skipped under the file's name. */
export function describeGolden(folder: string, name: string, tests: () => void): void {
  if (goldenNames(folder, name).includes(name)) describe(`golden ${name}`, tests);
  else test.skip(`golden ${folder}/${name} (file not here)`, () => {});
}
