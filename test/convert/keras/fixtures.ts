import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadKeras } from '../../../src/convert/keras/load.js';
import type { LayerModel } from '../../../src/convert/model.js';

/** Folder of the model files; `make.py` there says how they were made. */
export const fixtureDir = join(import.meta.dirname, 'fixtures');

export interface ExpectedWeight {
  readonly shape: readonly number[];
  readonly sum: number;
  readonly sha256: string;
  readonly first: readonly number[];
}

export interface ExpectedLayer {
  readonly kind: string;
  readonly outputShape: readonly number[] | null;
  readonly parameters: number;
  readonly weights: readonly ExpectedWeight[];
  /** `null` where Keras' own names are ambiguous. */
  readonly names: readonly string[] | null;
}

export interface ExampleTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface ExpectedModel {
  readonly files: readonly string[];
  readonly inputs: readonly string[];
  readonly layers: Readonly<Record<string, ExpectedLayer>>;
  /** One random input and what Keras predicts for it. */
  readonly example?: {
    readonly inputs: readonly ExampleTensor[];
    readonly outputs: readonly ExampleTensor[];
  };
}

/** What Keras itself says about the fixtures, by model. */
export const expected = JSON.parse(readFileSync(join(fixtureDir, 'expected.json'), 'utf8'))
  .models as Readonly<Record<string, ExpectedModel>>;

/** Bytes of a fixture, gunzipped where it is stored gzipped. */
export function fixture(name: string): Buffer {
  const stored = readdirSync(fixtureDir).includes(`${name}.gz`) ? `${name}.gz` : name;
  const bytes = readFileSync(join(fixtureDir, stored));
  return stored.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** Loads a fixture by its name in `expected.json`. */
export function load(name: string): Promise<LayerModel> {
  if (name.endsWith('.gz')) return loadKeras(fixture(name), { name });
  return loadKeras(join(fixtureDir, name));
}

/** The sentence a failing load gives; fails where it succeeds. */
export async function sentence(loading: Promise<unknown>): Promise<string> {
  const error = await loading.then(
    () => new Error('it loaded'),
    (thrown: Error) => thrown,
  );
  return `${error.name}: ${error.message}`;
}
