import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fixtureDir } from './fixtures.js';

/** A random model and what Keras predicts for it; `fixtures/make_random.py` made them. */
export interface RandomModel {
  readonly seed: number;
  readonly keras: string;
  readonly form: string;
  readonly files: readonly string[];
  readonly layers: readonly string[];
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  /** True if the first output is a softmax, which a conversion leaves out. */
  readonly softmax: boolean;
}

const folder = join(fixtureDir, 'random');
/** All random models. */
export const randomFixtures = (
  JSON.parse(gunzipSync(readFileSync(join(folder, 'random.json.gz'))).toString()) as {
    readonly models: readonly RandomModel[];
  }
).models;

/** Bytes of a file of a random model, gunzipped. */
export function randomBytes(file: string): Uint8Array {
  const stored = readFileSync(join(folder, file));
  return file.endsWith('.gz') ? gunzipSync(stored) : stored;
}
