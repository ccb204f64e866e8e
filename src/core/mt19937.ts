import { RxspikeError } from './errors.js';

/** Words of state, and the offset of the word that the recurrence mixes in. */
const SIZE = 624;
const OFFSET = 397;

/** Where a generator stands, as typed arrays that can be saved; owned by the caller. */
export interface Mt19937State {
  readonly key: Uint32Array;
  /** Words of `key` already given out, 0 to 624. */
  readonly position: number;
  /** The second normal of the last pair, if it was not asked for yet: one value or none. */
  readonly spare: Float64Array;
}

/**
 * The generator behind numpy's `RandomState(seed)`, output for output: the Mersenne Twister MT19937
 * of Matsumoto and Nishimura (ACM TOMACS 8, 1998). All but `gauss` and `normal` is exact on every
 * machine; those take one logarithm and may differ in their last bit.
 *
 * `poisson` in `poisson.ts` draws counts from it. For random numbers that need not agree with
 * numpy, `seededRandom` is smaller and faster.
 *
 * @example
 * const random = new RandomState(0);
 * random.rand(); // 0.5488135039273248
 */
export class RandomState {
  private readonly key = new Int32Array(SIZE);
  private position = SIZE;
  private spare: number | null = null;

  /** @param seed a whole number from 0 to 2^32 - 1; throws an RxspikeError for anything else */
  constructor(seed: number) {
    requireSeed(seed);
    const { key } = this;
    key[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      key[i] = Math.imul(1812433253, key[i - 1]! ^ (key[i - 1]! >>> 30)) + i;
    }
  }

  /** The next 32 bits, as an unsigned number. */
  u32(): number {
    return this.next() >>> 0;
  }

  /** Uniform in [0, 1), 53 bits from two outputs; numpy's `rand` and `random_sample`. */
  rand(): number {
    const high = this.next() >>> 5;
    return (high * 0x4000000 + (this.next() >>> 6)) / 0x20000000000000;
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.rand();
  }

  /** Whole number from `low` to `high` - 1, at most 2^32 apart; numpy's `randint(low, high)`. */
  integer(low: number, high: number): number {
    const largest = requireRange(low, high);
    return low + this.atMost(largest, maskOf(largest));
  }

  /** Fills `out` with whole numbers from `low` to `high` - 1, one after the other. */
  integersInto(out: Int32Array, low: number, high: number): void {
    const largest = requireRange(low, high);
    const mask = maskOf(largest);
    for (let i = 0; i < out.length; i++) out[i] = low + this.atMost(largest, mask);
  }

  /** Standard normal; numpy's `randn`. Pairs by Marsaglia's polar method, the second one first. */
  gauss(): number {
    if (this.spare !== null) {
      const kept = this.spare;
      this.spare = null;
      return kept;
    }
    for (;;) {
      const x = 2 * this.rand() - 1;
      const y = 2 * this.rand() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const stretch = Math.sqrt((-2 * Math.log(square)) / square);
      this.spare = stretch * x;
      return stretch * y;
    }
  }

  /** Normal with the given mean and standard deviation. */
  normal(mean: number, deviation: number): number {
    return mean + deviation * this.gauss();
  }

  /** A copy of where the generator stands. */
  save(): Mt19937State {
    const spare = this.spare === null ? new Float64Array(0) : Float64Array.of(this.spare);
    return { key: Uint32Array.from(this.key), position: this.position, spare };
  }

  /** Goes back to a saved state; throws an RxspikeError if it is none. */
  restore(state: Mt19937State): void {
    const { key, position, spare } = state;
    const isState = key.length === SIZE && position >= 0 && position <= SIZE && spare.length < 2;
    if (!isState || !Number.isInteger(position)) {
      throw new RxspikeError(
        `random state: ${key.length} words at position ${position} (expected ${SIZE}, and 0 to ${SIZE}). Restore what save() gave.`,
        { code: 'random-state' },
      );
    }
    this.key.set(key);
    this.position = position;
    this.spare = spare[0] ?? null;
  }

  /** A draw of as few bits as `largest` needs, again while it is beyond; no choice, no draw. */
  private atMost(largest: number, mask: number): number {
    if (largest === 0) return 0;
    let drawn = (this.next() & mask) >>> 0;
    while (drawn > largest) drawn = (this.next() & mask) >>> 0;
    return drawn;
  }

  /** The next output as a signed number. */
  private next(): number {
    if (this.position === SIZE) {
      regenerate(this.key);
      this.position = 0;
    }
    let word = this.key[this.position++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return word ^ (word >>> 18);
  }
}

/** Replaces all words by the next ones of the recurrence, in place. */
function regenerate(key: Int32Array): void {
  for (let i = 0; i < SIZE; i++) {
    const following = key[i + 1 < SIZE ? i + 1 : 0]!;
    const mixed = (key[i]! & 0x80000000) | (following & 0x7fffffff);
    const distant = key[i + OFFSET < SIZE ? i + OFFSET : i + OFFSET - SIZE]!;
    key[i] = distant ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
  }
}

/** Ones in all places that a number up to `largest` (above 0) has. */
function maskOf(largest: number): number {
  return 0xffffffff >>> Math.clz32(largest);
}

function requireSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return;
  throw new RxspikeError(
    `random seed: got ${seed}, expected a whole number from 0 to ${2 ** 32 - 1}. Choose such a seed.`,
    { code: 'seed' },
  );
}

function requireRange(low: number, high: number): number {
  const largest = high - 1 - low;
  if (Number.isInteger(low) && Number.isInteger(largest) && largest >= 0 && largest < 2 ** 32) {
    return largest;
  }
  throw new RxspikeError(
    `random integers: from ${low} to below ${high} (expected whole numbers, the second larger by 1 to 2^32). Correct the range.`,
    { code: 'random-range' },
  );
}
