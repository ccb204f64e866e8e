const prefixes = [
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
  [1e-9, 'n'],
  [1e-12, 'p'],
  [1e-15, 'f'],
] as const;

/** A number with two significant digits, as estimates deserve: `0.91`, `12`, `270`. */
export function twoDigits(value: number): string {
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(2));
  const size = Math.abs(rounded);
  return size >= 10 ? String(rounded) : rounded.toFixed(size >= 1 ? 1 : digitsBelowOne(size));
}

/** `8.6 µJ`. */
export function joules(value: number): string {
  return withPrefix([value], 'J');
}

/** `0.91 to 0.98 µJ`, or one number where both ends read the same. */
export function joulesBand(low: number, high: number): string {
  return withPrefix([low, high], 'J');
}

/** The same in seconds. */
export function secondsBand(low: number, high: number): string {
  return withPrefix([low, high], 's');
}

/** An energy-delay product, given in joule seconds, in µJ·ms. */
export function energyDelayBand(low: number, high: number): string {
  return `${joined([low, high].map((value) => twoDigits(value * 1e9)))} µJ·ms`;
}

/** Both ends in the unit that suits the larger. */
function withPrefix(values: readonly number[], unit: string): string {
  const largest = Math.abs(Number(Math.max(...values).toPrecision(2)));
  const fitting = prefixes.find(([factor]) => largest >= 0.9 * factor) ?? prefixes.at(-1)!;
  const [factor, prefix] = largest === 0 ? prefixes[0] : fitting;
  return `${joined(values.map((value) => twoDigits(value / factor)))} ${prefix}${unit}`;
}

function joined(texts: readonly string[]): string {
  return [...new Set(texts)].join(' to ');
}

function digitsBelowOne(size: number): number {
  return 1 - Math.floor(Math.log10(size));
}
