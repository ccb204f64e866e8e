/** Whole numbers that are the same on every machine for the same seed. */
export interface Random {
  /** 32 random bits, unsigned. */
  bits(): number;
  /** Uniform in [0, 1), 32 random bits. */
  uniform(): number;
  /** Whole number in [0, below). */
  below(below: number): number;
  /** Nearly normal, mean 0 and variance 1: a sum of four uniform numbers, never beyond 3.47. */
  bell(): number;
}

/**
 * A generator for workloads: fast, and without functions that may round differently on another
 * engine, so that a workload has the same spikes everywhere. Marsaglia's xorshift128 ("Xorshift
 * RNGs", 2003), its state filled by a Weyl sequence.
 */
export function randomFrom(seed: number): Random {
  let [x, y, z, w] = [1, 2, 3, 4].map((k) => spread(seed + k)) as [number, number, number, number];
  const bits = (): number => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w >>> 0;
  };
  const uniform = (): number => bits() / 0x100000000;
  return {
    bits,
    uniform,
    below: (below) => Math.floor(uniform() * below),
    bell: () => (uniform() + uniform() + uniform() + uniform() - 2) * BELL,
  };
}

/** Brings the sum of four uniform numbers (variance 1/3) to variance 1. */
const BELL = Math.sqrt(3);

/** A seed of its own for each part of a workload. */
export function partSeed(seed: number, part: number): number {
  return spread(spread(seed) ^ Math.imul(part + 1, 0x9e3779b9));
}

/** Spreads the bits of a word over all 32; 0 is left out, it would stop the generator. */
function spread(value: number): number {
  let bits = Math.imul(value, 0x9e3779b9) ^ 0x5bf03635;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16) || 1;
}

/**
 * `count` different numbers below `below`, ascending, written into `into` from `at` on. `seen` has
 * `below` entries and only remembers `mark`, which no two calls may share.
 */
export function pickSorted(
  random: Random,
  count: number,
  below: number,
  into: Int32Array,
  at: number,
  seen: Int32Array,
  mark: number,
): void {
  for (let k = 0; k < count; ) {
    const candidate = random.below(below);
    if (seen[candidate] === mark) continue;
    seen[candidate] = mark;
    let place = at + k;
    for (; place > at && into[place - 1]! > candidate; place--) into[place] = into[place - 1]!;
    into[place] = candidate;
    k += 1;
  }
}
