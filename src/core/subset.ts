import { RxspikeError } from './errors.js';
import { seededRandom } from './random.js';
import type { Samples } from './samples.js';
import { sizeOf } from './shape.js';

/** Two parts of one set of samples; each keeps the order of the whole. */
export interface SplitSamples {
  readonly rest: Samples;
  readonly part: Samples;
}

/**
 * The samples with these numbers, in this order, copied; a number may come more than once.
 *
 * @param indices 0 to `samples.count - 1`
 * @throws RxspikeError for any other number
 */
export function subset(samples: Samples, indices: ArrayLike<number>): Samples {
  const size = sizeOf(samples.shape);
  const count = indices.length;
  const data = new (arrayOf(samples.data))(count * size);
  const labels = new (arrayOf(samples.labels))(count);
  for (let k = 0; k < count; k++) {
    const from = indices[k]!;
    requireSample(samples, from);
    data.set(samples.data.subarray(from * size, (from + 1) * size), k * size);
    labels[k] = samples.labels[from]!;
  }
  return { ...samples, count, data, labels };
}

/**
 * Sets a share of the samples apart, chosen at random without a look at their labels: for checking a
 * network while it is trained on the rest.
 *
 * @param fraction of the count, above 0 and below 1; rounded so that neither part is empty
 * @param seed a whole number; the same seed splits the same way
 * @throws RxspikeError for another fraction, or for fewer than two samples
 *
 * @example
 * const { rest, part } = split(samples, 0.1, 7);
 */
export function split(samples: Samples, fraction: number, seed: number): SplitSamples {
  const { count, source } = samples;
  if (!(fraction > 0 && fraction < 1)) {
    throw refusal(`split: the fraction is ${fraction}, expected above 0 and below 1.`, 'fraction');
  }
  if (count < 2) {
    throw refusal(`split: "${source}" has ${count} samples, two parts need 2. Take more.`, source);
  }
  const taken = Math.min(count - 1, Math.max(1, Math.round(fraction * count)));
  const order = seededRandom(seed).shuffle(Array.from({ length: count }, (_, i) => i));
  const pick = (indices: number[]) => subset(samples, Int32Array.from(indices).sort());
  return { rest: pick(order.slice(taken)), part: pick(order.slice(0, taken)) };
}

/** The constructor of one kind of array, so that copies keep it. */
function arrayOf<T extends Uint8Array | Int32Array | Float32Array>(array: T) {
  return array.constructor as new (
    length: number,
  ) => T;
}

function requireSample({ count, source }: Samples, i: number): void {
  if (Number.isInteger(i) && i >= 0 && i < count) return;
  throw refusal(`"${source}": there is no sample ${i}, expected 0 to ${count - 1}.`, source);
}

function refusal(message: string, path: string): RxspikeError {
  return new RxspikeError(message, { code: 'bad-samples', path });
}
