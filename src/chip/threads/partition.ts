/**
 * Spreads pieces of work over `n` threads so that the busiest has as little as may be: the longest
 * piece first, each to the thread with the least so far.
 *
 * @param loads what every thread has to do already; the new work is added to it
 * @returns per thread the positions of its pieces, ascending
 */
export function partition(
  costs: readonly number[],
  n: number,
  loads = new Float64Array(n),
): number[][] {
  const parts = Array.from({ length: n }, (): number[] => []);
  const order = costs.map((_, k) => k).sort((a, b) => costs[b]! - costs[a]! || a - b);
  for (const k of order) {
    const least = loads.indexOf(Math.min(...loads));
    parts[least]!.push(k);
    loads[least]! += costs[k]!;
  }
  for (const part of parts) part.sort((a, b) => a - b);
  return parts;
}
