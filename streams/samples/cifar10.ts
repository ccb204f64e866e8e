import { join } from 'node:path';
import { StreamError } from '../../src/core/errors.js';
import type { Samples } from '../../src/core/samples.js';
import { gunzipped } from '../idx/gunzip.js';
import { damaged, type Place, readBytes, type SampleSet, type Wanted } from './read.js';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const CHANNELS = 3;
/** One byte of label, then a plane of red, of green and of blue. */
const RECORD = 1 + CHANNELS * PLANE;

const names = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

/** True for names that a file of CIFAR-10 records may have. */
export function isCifarName(name: string): boolean {
  return /\.bin(\.gz)?$/.test(name);
}

/**
 * Reads CIFAR-10's binary files of 3073-byte records, gzipped or not: `data_batch_1.bin` to
 * `data_batch_5.bin` and `test_batch.bin`, or other names that say `train` or `test`. Pictures become
 * 32 x 32 x 3 with 0 to 1 in each channel.
 *
 * @throws StreamError if files are missing or damaged
 */
export async function cifar10Samples(place: Place, wanted: Wanted): Promise<Samples> {
  const parts: Uint8Array[] = [];
  let stored = 0;
  for (const path of filesOf(place, wanted)) {
    const bytes = gunzipped(await readBytes(path), path);
    checkRecords(bytes, path);
    parts.push(bytes);
    stored += bytes.length / RECORD;
    if (stored >= wanted.count) break;
  }
  const count = Math.min(stored, wanted.count);
  const data = new Uint8Array(count * (RECORD - 1));
  const labels = new Uint8Array(count);
  unpackInto(data, labels, parts);
  return {
    count,
    shape: [SIDE, SIDE, CHANNELS],
    classes: names.length,
    data,
    scale: 1 / 255,
    labels,
    names,
    source: wanted.source,
  };
}

function filesOf(place: Place, { set, source }: Wanted): string[] {
  if (place.only !== undefined) {
    const told = setOfName(place.only);
    if (set !== undefined && told !== undefined && told !== set) {
      throw new StreamError(
        `"${source}": is to ${told} with by its name, samples to ${set} with were asked for. Name the folder, or another file.`,
        { code: 'wrong-set', path: source },
      );
    }
    return [join(place.dir, place.only)];
  }
  const asked = set ?? 'test';
  const all = place.names.filter((name) => isCifarName(name) && setOfName(name) === asked);
  // A file that lies there gzipped as well counts once.
  const found = all.filter((name) => !name.endsWith('.gz') || !all.includes(name.slice(0, -3)));
  if (found.length > 0) return found.map((name) => join(place.dir, name));
  const like = asked === 'train' ? 'data_batch_1.bin' : 'test_batch.bin';
  throw new StreamError(
    `"${source}": the folder has no .bin file to ${asked} with (named like ${like}). Check the folder.`,
    { code: 'missing-file', path: place.dir },
  );
}

function setOfName(name: string): SampleSet | undefined {
  if (/test/i.test(name)) return 'test';
  return /train|data_batch/i.test(name) ? 'train' : undefined;
}

function checkRecords(bytes: Uint8Array, path: string): void {
  const over = bytes.length % RECORD;
  if (bytes.length === 0 || over !== 0) {
    throw damaged(
      path,
      `has ${bytes.length} bytes, expected a multiple of ${RECORD} (a label and 32x32x3 pixels)`,
      'truncated',
    );
  }
  for (let at = 0; at < bytes.length; at += RECORD) {
    if (bytes[at]! < names.length) continue;
    const which = `label ${at / RECORD} is ${bytes[at]}`;
    throw damaged(path, `${which}, expected 0 to ${names.length - 1}`, 'bad-label');
  }
}

/** Planes become pixels: (channel, row, column) to (row, column, channel). */
function unpackInto(data: Uint8Array, labels: Uint8Array, parts: readonly Uint8Array[]): void {
  let k = 0;
  for (const bytes of parts) {
    for (let at = 0; at < bytes.length && k < labels.length; at += RECORD, k++) {
      labels[k] = bytes[at]!;
      const to = k * CHANNELS * PLANE;
      for (let channel = 0; channel < CHANNELS; channel++) {
        const from = at + 1 + channel * PLANE;
        for (let p = 0; p < PLANE; p++) data[to + p * CHANNELS + channel] = bytes[from + p]!;
      }
    }
  }
}
