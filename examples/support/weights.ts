/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Weights from -limit to limit around a mean, in the shape asked for. */
export function weights<Shape extends readonly number[]>(
  shape: Shape,
  limit: number,
  { seed = 1, mean = 0 } = {},
): { shape: Shape; data: Float32Array } {
  const random = seeded(seed);
  const size = shape.reduce((product, n) => product * n, 1);
  const data = Float32Array.from({ length: size }, () => mean + limit * (2 * random() - 1));
  return { shape, data };
}
