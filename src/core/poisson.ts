import type { RandomState } from './mt19937.js';

/** Where uniform numbers in [0, 1) come from. */
export type Uniforms = Pick<RandomState, 'rand'>;

/** From this mean on, counting products takes longer than rejection. */
const LARGE_MEAN = 10;

/**
 * A count with the given mean (0 or more), as numpy's `RandomState.poisson` draws it: by products
 * of uniforms below 10 (Knuth, TAOCP 2, 3.4.1), else by transformed rejection (algorithm PTRS of
 * Hörmann, "The transformed rejection method for generating Poisson random variables", 1993).
 */
export function poisson(random: Uniforms, mean: number): number {
  if (mean === 0) return 0;
  return mean < LARGE_MEAN ? byProducts(random, mean) : byRejection(random, mean);
}

/** How many uniforms can be multiplied before the product is down to exp(-mean). */
function byProducts(random: Uniforms, mean: number): number {
  const end = Math.exp(-mean);
  let count = 0;
  for (let product = random.rand(); product > end; product *= random.rand()) count += 1;
  return count;
}

function byRejection(random: Uniforms, mean: number): number {
  const root = Math.sqrt(mean);
  const b = 0.931 + 2.53 * root;
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const sure = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random.rand() - 0.5;
    const v = random.rand();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= sure) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const hat = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b);
    if (hat <= -mean + k * Math.log(mean) - logFactorial(k)) return k;
  }
}

/** Coefficients of 1 / x, 1 / x^3, ... in Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/** log(k!) by Stirling's series at a point where it has converged, and the way back from there. */
function logFactorial(k: number): number {
  let x = k + 1;
  let below = 0;
  for (; x < 8; x++) below += Math.log(x);
  const series = STIRLING.reduceRight((sum, c) => sum / (x * x) + c, 0) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - below;
}
