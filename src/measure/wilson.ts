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
  // Where all trials went one way that end is the share itself, which rounding would miss.
  const low = right === 0 ? 0 : (middle - half) / (1 + weight);
  const high = right === count ? 1 : (middle + half) / (1 + weight);
  return [low, high];
}
