/**
 * Spreads pieces of work over `n` threads so that the busiest has as little as may be: the longest
 * piece first, each to the thread with the least so far.
 *
 * @returns per thread the positions of its pieces, ascending
 */
export function partition(costs: readonly number[], n: number): number[][] {
  const parts = Array.from({ length: n }, (): number[] => []);
  const loads = new Float64Array(n);
  const order = costs.map((_, k) => k).sort((a, b) => costs[b]! - costs[a]! || a - b);
  for (const k of order) {
    const least = loads.indexOf(Math.min(...loads));
    parts[least]!.push(k);
    loads[least]! += costs[k]!;
  }
  for (const part of parts) part.sort((a, b) => a - b);
  return parts;
}
