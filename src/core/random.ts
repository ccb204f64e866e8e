/** A stream of random numbers that is the same on every machine for the same seed. */
export interface Random {
  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number;
  /** Standard normal: mean 0, variance 1. */
  normal(): number;
  /** Whole number in [0, below). */
  integer(below: number): number;
  /** Puts the items into random order, in place, and returns them. */
  shuffle<T>(items: T[]): T[];
}

/**
 * Random numbers from a whole-number seed (its lowest 32 bits count).
 *
 * xoshiro128** of Blackman and Vigna ("Scrambled linear pseudorandom number generators", 2021; period
 * 2^128 - 1), its state filled by a Weyl sequence through MurmurHash3's finalizer; normals by Marsaglia's
 * polar method ("A convenient method for generating normal variables", 1964). `uniform`, `integer` and
 * `shuffle` are exact everywhere; `normal` takes one logarithm and may differ in its last bit between engines.
 *
 * @example
 * const random = seededRandom(7);
 * const noisy = 1 + 0.1 * random.normal();
 */
export function seededRandom(seed: number): Random {
  const next = xoshiro128(seed);
  let spare: number | undefined;

  function uniform(): number {
    return ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000;
  }

  function normal(): number {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const stretch = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * stretch;
      return x * stretch;
    }
  }

  function integer(below: number): number {
    return Math.floor(uniform() * below);
  }

  function shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last--) {
      const other = integer(last + 1);
      [items[last], items[other]] = [items[other]!, items[last]!];
    }
    return items;
  }

  return { uniform, normal, integer, shuffle };
}

/** A seed of its own for each place (a whole number) in something that has one seed. */
export function seedOfPlace(seed: number, place: number): number {
  return mix(mix(seed | 0) ^ mix((place + 0x9e3779b9) | 0));
}

/** The 32-bit words of the generator, as signed integers. */
function xoshiro128(seed: number): () => number {
  let counter = seed | 0;
  const word = () => {
    counter = (counter + 0x9e3779b9) | 0;
    return mix(counter);
  };
  let [s0, s1, s2, s3] = [word(), word(), word(), word()];
  return () => {
    const result = Math.imul(rotate(Math.imul(s1, 5), 7), 9);
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotate(s3, 11);
    return result;
  };
}

/** Spreads every bit over all 32 (a bijection, so four successive words are never all zero). */
function mix(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
