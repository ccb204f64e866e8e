/**
 * Wilson's interval of a share: `right` of `count` trials went well.
 *
 * @param z standard deviations; default 1.96, for 95 %
 * @returns lower and upper end, 0 to 1; [0, 1] without trials
 *
 * @example
 * wilson(98, 100); // [0.930, 0.994]
 */
export function wilson(right: number, count: number, z = 1.96): readonly [number, number] {
  if (count === 0) return [0, 1];
  const share = right / count;
  const weight = (z * z) / count;
  const middle = share + weight / 2;
  const half = z * Math.sqrt((share * (1 - share)) / count + weight / (4 * count));
  const end = (value: number): number => Math.min(1, Math.max(0, value / (1 + weight)));
  return [end(middle - half), end(middle + half)];
}
