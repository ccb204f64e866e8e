import { StreamError } from '../../src/core/errors.js';
import type { Samples } from '../../src/core/samples.js';
import { cifar10Samples, isCifarName } from './cifar10.js';
import { digitsSamples } from './digits-samples.js';
import { idxNameOf, idxSamples } from './idx-samples.js';
import { npzSamples } from './npz.js';
import { lookAt, type Place, type SampleSet, type Wanted } from './read.js';

/** What to take from a source of samples. */
export interface OpenSamplesOptions {
  /** Those to train with or those to test with; default test, of a single file what it holds. */
  readonly set?: SampleSet;
  /** At most this many, from the first; default all (of drawn digits 6000 to train, 1000 to test). */
  readonly count?: number;
}

type Reader = (place: Place, wanted: Wanted) => Promise<Samples>;

/** Kinds of files, and which names tell them. */
const kinds: Readonly<Record<string, { read: Reader; tells: (name: string) => boolean }>> = {
  mnist: { read: idxSamples, tells: (name) => idxNameOf(name) !== undefined },
  cifar10: { read: cifar10Samples, tells: isCifarName },
  npz: { read: npzSamples, tells: (name) => name.endsWith('.npz') },
};

const sources = 'mnist:DIR, cifar10:DIR, npz:FILE, digits:, digits:SEED';

/**
 * Opens labelled samples: `mnist:DIR` (files in MNIST's form), `cifar10:DIR`, `npz:FILE`, `digits:SEED`
 * (drawn on the spot), or only a folder or file, whose kind its names tell.
 *
 * @throws StreamError if the kind is unknown, or files are missing or damaged
 *
 * @example
 * const samples = await openSamples('digits:7', { set: 'train', count: 500 });
 */
export async function openSamples(
  source: string,
  options: OpenSamplesOptions = {},
): Promise<Samples> {
  const { set, count = Number.POSITIVE_INFINITY } = options;
  requireOptions(source, set, count);
  const wanted: Wanted = { set, count, source };
  // One letter before a colon is a drive of Windows.
  const [, kind, path] = /^([a-z][a-z0-9-]+):(.*)$/s.exec(source) ?? [undefined, '', source];
  if (kind === 'digits') return digitsSamples(path!, wanted);
  if (kind !== '' && !Object.hasOwn(kinds, kind!)) throw unknown(source, `"${kind}:" is no kind`);
  if (path === '') throw unknown(source, 'the folder is missing');
  const place = await lookAt(path!, source);
  return kinds[kind || kindOf(place, source)]!.read(place, wanted);
}

function kindOf(place: Place, source: string): string {
  const names = place.only === undefined ? place.names : [place.only];
  const found = Object.keys(kinds).filter((kind) => names.some(kinds[kind]!.tells));
  if (found.length === 1) return found[0]!;
  throw unknown(
    source,
    found.length === 0
      ? 'holds no samples of a known kind'
      : `holds samples of several kinds (${found.join(', ')})`,
  );
}

function unknown(source: string, what: string): StreamError {
  return new StreamError(`"${source}": ${what}. There are: ${sources}.`, {
    code: 'unknown-source',
    path: source,
  });
}

function requireOptions(source: string, set: string | undefined, count: number): void {
  const isSet = set === undefined || set === 'train' || set === 'test';
  const isCount = count === Number.POSITIVE_INFINITY || (Number.isInteger(count) && count >= 1);
  if (isSet && isCount) return;
  const what = isSet
    ? `count is ${count}, expected a whole number of at least 1`
    : `set is "${set}", expected train or test`;
  throw new StreamError(`"${source}": ${what}.`, {
    code: 'bad-option',
    path: isSet ? 'count' : 'set',
  });
}
