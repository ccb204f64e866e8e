import { join } from 'node:path';
import { StreamError } from '../../src/core/errors.js';
import type { Samples } from '../../src/core/samples.js';
import { type IdxArray, readIdx } from '../idx/idx.js';
import { classesOf, packLabels } from './labels.js';
import { damaged, type Place, readBytes, type SampleSet, type Wanted } from './read.js';

/** `train-images-idx3-ubyte`, `t10k.labels.idx1-ubyte.gz`, `emnist-letters-test-images-idx3-ubyte`. */
const shapeOfName = /^(.*[-_.])?(train|t10k|test)[-_.](images|labels)[-.]idx(\d)-ubyte(\.gz)?$/;

interface IdxName {
  readonly name: string;
  readonly family: string;
  readonly set: SampleSet;
  readonly part: 'images' | 'labels';
}

/** What the name of an IDX file of a labelled set says; `undefined` for other names. */
export function idxNameOf(name: string): IdxName | undefined {
  const match = shapeOfName.exec(name);
  if (match === null) return undefined;
  const [, family = '', set, part] = match;
  const known = set === 'train' ? 'train' : 'test';
  return { name, family, set: known, part: part as IdxName['part'] };
}

/**
 * Reads pictures and labels in MNIST's form (MNIST, Fashion-MNIST, KMNIST, EMNIST ...), of any rows x
 * columns; pictures stored with a fourth dimension have channels. Bytes become 0 to 1.
 *
 * @throws StreamError if files are missing, damaged or do not belong together
 */
export async function idxSamples(place: Place, wanted: Wanted): Promise<Samples> {
  const files = place.names.map(idxNameOf).filter((name) => name !== undefined);
  const only = files.find(({ name }) => name === place.only);
  const set = wanted.set ?? only?.set ?? 'test';
  const family = only?.family ?? onlyFamily(files, place.dir);
  const pathOf = (of: SampleSet, part: IdxName['part']): string | undefined => {
    const found = files.find((f) => f.family === family && f.set === of && f.part === part);
    return found && join(place.dir, found.name);
  };
  const needed = (part: IdxName['part']): string => {
    const path = pathOf(set, part);
    if (path !== undefined) return path;
    throw new StreamError(
      `"${wanted.source}": the folder has no ${part} to ${set} with (named like ${set === 'train' ? 'train' : 't10k'}-${part}-idx${part === 'images' ? 3 : 1}-ubyte). Check the folder.`,
      { code: 'missing-file', path: place.dir },
    );
  };
  const [pictures, labels] = [needed('images'), needed('labels')];
  const other = pathOf(set === 'train' ? 'test' : 'train', 'labels');
  const read = async (path: string) => readIdx(await readBytes(path), path);
  const others = other === undefined ? [] : [(await read(other)).data];
  return joined(await read(pictures), pictures, await read(labels), labels, others, wanted);
}

/** EMNIST keeps several sets in one folder; which is meant must be said. */
function onlyFamily(files: readonly IdxName[], dir: string): string {
  const families = [...new Set(files.map(({ family }) => family))];
  if (families.length <= 1) return families[0] ?? '';
  throw damaged(
    dir,
    `has several sets (${families.map((f) => `"${f}"`).join(', ')})`,
    'several-sets',
    'Name one of their files instead of the folder.',
  );
}

function joined(
  pictures: IdxArray,
  path: string,
  labels: IdxArray,
  labelPath: string,
  others: readonly ArrayLike<number>[],
  wanted: Wanted,
): Samples {
  const [stored, rows, columns, channels = 1] = pictures.shape as [number, number, number, number?];
  if (pictures.shape.length < 3 || pictures.shape.length > 4 || rows * columns * channels === 0) {
    const shape = pictures.shape.join('x');
    throw damaged(path, `holds ${shape}, expected count x rows x columns`, 'bad-shape');
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== stored) {
    throw damaged(
      labelPath,
      `has ${labels.shape.join('x')} labels, "${path}" has ${stored} pictures`,
      'count-mismatch',
      'Use two files of one set.',
    );
  }
  const classes = classesOf([labels.data, ...others], labelPath);
  const count = Math.min(stored, wanted.count);
  const values = pictures.data.subarray(0, count * rows * columns * channels);
  const isBytes = values instanceof Uint8Array;
  return {
    count,
    shape: [rows, columns, channels],
    classes,
    data: isBytes ? values : Float32Array.from(values),
    scale: isBytes ? 1 / 255 : 1,
    labels: packLabels(labels.data, classes, count),
    source: wanted.source,
  };
}
