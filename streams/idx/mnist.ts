import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StreamError } from '../../src/core/errors.js';
import { type IdxArray, idxMagic, readIdx, showMagic } from './idx.js';
import { type LabelledPictures, requirePicture } from './pictures.js';

/** The two parts of MNIST: 10000 pictures to test with, 60000 to train with. */
export type MnistSplit = 'test' | 'train';

const prefixes: Readonly<Record<MnistSplit, string>> = { test: 't10k', train: 'train' };

/**
 * Reads one part of MNIST (or of a set in the same form) from a folder, in the order of its files:
 * `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, or `train-...`, each also with `.gz` behind
 * or with a dot before `idx`.
 *
 * @throws StreamError if a file is missing or damaged, or labels and pictures do not belong together
 *
 * @example
 * const pictures = mnistPictures('data/mnist', 'test');
 * console.log(pictures.label(0), pictures.pixels(0));
 */
export function mnistPictures(dir: string, split: MnistSplit): LabelledPictures {
  const images = readFile(dir, split, 'images', 3);
  const labels = readFile(dir, split, 'labels', 1);
  const [count, rows, columns] = images.shape as [number, number, number];
  if (labels.shape[0] !== count) {
    throw new StreamError(
      `${labels.path}: has ${labels.shape[0]} labels, "${images.path}" has ${count} pictures. ` +
        'Use two files of one set.',
      { code: 'count-mismatch', path: labels.path },
    );
  }
  checkLabels(labels.data, labels.path);
  const size = rows * columns;
  return {
    rows,
    columns,
    count,
    pixels(i) {
      requirePicture(dir, i, count);
      return images.data.subarray(i * size, (i + 1) * size);
    },
    label(i) {
      requirePicture(dir, i, count);
      return labels.data[i]!;
    },
  };
}

interface ByteFile {
  readonly path: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

function readFile(
  dir: string,
  split: MnistSplit,
  part: 'images' | 'labels',
  dimensions: number,
): ByteFile {
  const path = findFile(dir, `${prefixes[split]}-${part}`, `idx${dimensions}-ubyte`);
  const array = readIdx(readBytes(path), path);
  const { shape, data } = array;
  if (data instanceof Uint8Array && shape.length === dimensions) return { path, shape, data };
  throw new StreamError(
    `${path}: its magic is ${magicOf(array)}, expected ` +
      `${showMagic(idxMagic('uint8', dimensions))} for ${part}. Check that the files are not swapped.`,
    { code: 'bad-magic', path },
  );
}

function magicOf({ type, shape }: IdxArray): string {
  return showMagic(idxMagic(type, shape.length));
}

function findFile(dir: string, stem: string, ending: string): string {
  const names = [`${stem}-${ending}`, `${stem}.${ending}`].flatMap((name) => [name, `${name}.gz`]);
  const found = names.map((name) => join(dir, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new StreamError(`"${dir}": there is none of ${names.join(', ')}. Check the folder.`, {
    code: 'missing-file',
    path: dir,
  });
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StreamError(`${path}: cannot be read (${reason}).`, {
      code: 'unreadable',
      path,
      cause,
    });
  }
}

function checkLabels(labels: Uint8Array, path: string): void {
  const at = labels.findIndex((label) => label > 9);
  if (at < 0) return;
  throw new StreamError(
    `${path}: label ${at} is ${labels[at]}, expected 0 to 9. Give a set of ten classes.`,
    { code: 'bad-label', path },
  );
}
