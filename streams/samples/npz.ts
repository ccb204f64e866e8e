import { join } from 'node:path';
import { type UnzipFileInfo, unzipSync } from 'fflate';
import { StreamError } from '../../src/core/errors.js';
import type { Samples } from '../../src/core/samples.js';
import { classesOf, packLabels } from './labels.js';
import { type NpyArray, readNpy } from './npy.js';
import { damaged, type Place, readBytes, type Wanted } from './read.js';

/** Most bytes of one array: what one block of memory holds everywhere. */
const MAX_BYTES = 2 ** 31;

/**
 * Reads a `.npz` with `x_train`, `y_train`, `x_test`, `y_test`, the layout of Keras' data sets. Samples
 * of two dimensions are pictures and get one channel; bytes become 0 to 1, other numbers stay as they are.
 *
 * @throws StreamError if the file is missing or damaged, or arrays do not belong together
 */
export async function npzSamples(place: Place, wanted: Wanted): Promise<Samples> {
  const path = fileOf(place, wanted.source);
  const set = wanted.set ?? 'test';
  const names = [`x_${set}`, `y_${set}`, `y_${set === 'test' ? 'train' : 'test'}`] as const;
  const entries = unzipped(await readBytes(path), path, names);
  const array = (name: string): NpyArray => {
    const bytes = entries[`${name}.npy`];
    if (bytes !== undefined) return readNpy(bytes, `${path}, ${name}`);
    throw damaged(path, `has no ${name}`, 'missing-array', `Save it with ${name}=...`);
  };
  const [x, y] = [array(names[0]), array(names[1])];
  const [stored, ...shape] = x.shape;
  checkPair(x, y, path, set);
  const others = `${names[2]}.npy` in entries ? [array(names[2]).data] : [];
  const classes = classesOf([y.data, ...others], `${path}, ${names[1]}`);
  const count = Math.min(stored!, wanted.count);
  return {
    count,
    shape: shape.length === 2 ? [...shape, 1] : shape,
    classes,
    data: x.data.subarray(0, (x.data.length / stored!) * count),
    scale: x.data instanceof Uint8Array ? 1 / 255 : 1,
    labels: packLabels(y.data, classes, count),
    source: wanted.source,
  };
}

function fileOf(place: Place, source: string): string {
  const names = place.only ? [place.only] : place.names.filter((name) => name.endsWith('.npz'));
  if (names.length === 1) return join(place.dir, names[0]!);
  const found = names.length === 0 ? 'no .npz file' : `${names.length} .npz files`;
  throw new StreamError(`"${source}": the folder has ${found}, expected one. Name the file.`, {
    code: 'missing-file',
    path: source,
  });
}

function unzipped(bytes: Uint8Array, path: string, names: readonly string[]) {
  const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
    if (!names.some((wanted) => name === `${wanted}.npy`)) return false;
    if (originalSize <= MAX_BYTES) return true;
    throw damaged(
      path,
      `${name} announces ${originalSize} bytes, the limit is ${MAX_BYTES}`,
      'big',
    );
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    if (cause instanceof StreamError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw damaged(path, `is no zip, or a damaged one (${reason})`, 'bad-zip');
  }
}

function checkPair(x: NpyArray, y: NpyArray, path: string, set: string): void {
  const [stored = 0, ...shape] = x.shape;
  if (stored === 0 || shape.length === 0 || shape.includes(0)) {
    const holds = x.shape.join('x') || 'a single number';
    throw damaged(path, `x_${set} is ${holds}, expected count x values`, 'bad-shape', 'Check it.');
  }
  if (y.data.length === stored) return;
  throw damaged(
    path,
    `y_${set} is ${y.shape.join('x')}, x_${set} has ${stored} samples`,
    'count-mismatch',
    'Give one whole number per sample.',
  );
}
