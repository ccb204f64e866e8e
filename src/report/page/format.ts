/** What stands where there is no number. */
export const NONE = '\u2013';

/** A share of 0 to 1 in percent: `98.4 %`. */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}\u202f%`;
}

/** A share that may be very small: `0 %`, `< 0.1 %`, `2.3 %`. */
export function smallPercent(share: number): string {
  if (share === 0) return '0\u202f%';
  return share < 0.0005 ? '<\u202f0.1\u202f%' : percent(share);
}

/** A whole number with thin groups of three digits: `12 345`. */
export function grouped(count: number): string {
  const [whole, ...rest] = String(Math.round(count)).split('e');
  return [whole!.replace(/\B(?=(\d{3})+$)/g, '\u202f'), ...rest].join('e');
}

/** A number for people: grouped from 100 on, below with one decimal, two below 10. */
export function amount(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return grouped(value);
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

/** A firing rate: `37.2 Hz`, from 100 Hz on without decimals. */
export function hertz(rate: number): string {
  return `${rate >= 100 ? grouped(rate) : rate.toFixed(1)}\u202fHz`;
}

/** `0.001` s as `1 ms`. */
export function milliseconds(seconds: number): string {
  return `${Number((1000 * seconds).toPrecision(3))}\u202fms`;
}

const PREFIXES: readonly (readonly [number, string])[] = [
  [1, ''],
  [1e-3, 'm'],
  [1e-6, '\u00b5'],
  [1e-9, 'n'],
  [1e-12, 'p'],
];

/** A band of physical amounts, two digits each: `0.91 to 0.98 µJ`; one number if both print alike. */
export function physicalBand(low: number, high: number, unit: string): string {
  const largest = Number(high.toPrecision(2));
  const [size, prefix] = PREFIXES.find(([least]) => largest >= 0.9 * least) ?? PREFIXES.at(-1)!;
  const ends = high === 0 ? ['0'] : [low, high].map((value) => twoDigits(value / size));
  return `${[...new Set(ends)].join(' to ')}\u202f${high === 0 ? '' : prefix}${unit}`;
}

/** `0.91`, `6.0`, `18`, `270`. */
function twoDigits(value: number): string {
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(2));
  return rounded >= 10 ? String(rounded) : rounded.toPrecision(2);
}

/** `13x13x32`, with the sign for times. */
export function shapeText(shape: readonly number[]): string {
  return shape.join('\u2009\u00d7\u2009');
}

/** `1 sample`, `2 samples`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
