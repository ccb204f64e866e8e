import { NetworkError } from '../core/errors.js';

/** What a numeric option may be. */
export interface NumberRule {
  readonly above?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly whole?: boolean;
  /** What is counted, for the sentence: `seconds`, `timesteps`. */
  readonly unit?: string;
}

/** Throws a NetworkError "kind: name is ..., expected ..." unless `value` obeys the rule. */
export function requireNumber(kind: string, name: string, value: number, rule: NumberRule): void {
  const fits =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (rule.above === undefined || value > rule.above) &&
    (rule.atLeast === undefined || value >= rule.atLeast) &&
    (rule.atMost === undefined || value <= rule.atMost) &&
    (rule.whole !== true || Number.isInteger(value));
  if (fits) return;
  throw new NetworkError(`${kind}: ${name} is ${String(value)}, expected ${describe(rule)}.`, {
    code: 'bad-option',
    path: `${kind}.${name}`,
  });
}

function describe({ above, atLeast, atMost, whole, unit }: NumberRule): string {
  const words = [whole === true ? 'a whole number' : 'a number'];
  if (unit !== undefined) words.push(`of ${unit}`);
  if (above !== undefined) words.push(`above ${above}`);
  if (atLeast !== undefined) words.push(`of at least ${atLeast}`);
  if (atMost !== undefined) words.push(`not above ${atMost}`);
  return words.join(' ').replace(/(of \S+) of at least/, '$1, at least');
}

/** Throws a NetworkError that names the first value that is not a finite number. */
export function requireFinite(kind: string, name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new NetworkError(
      `${kind}: ${name}[${i}] is ${String(values[i])}, expected a finite number. ` +
        'Check where the values come from.',
      { code: 'not-finite', path: `${kind}.${name}[${i}]` },
    );
  }
}

/** A number, or one number per element as float64. Throws a NetworkError if any is not finite. */
export function numbers(
  kind: string,
  name: string,
  value: number | ArrayLike<number>,
): number | Float64Array {
  if (typeof value === 'number') {
    requireNumber(kind, name, value, {});
    return value;
  }
  requireFinite(kind, name, value);
  return Float64Array.from(value);
}

/** Throws a NetworkError unless `value` is one number or has one per element of the input. */
export function requireSize(
  kind: string,
  name: string,
  value: number | ArrayLike<number>,
  size: number,
): void {
  if (typeof value === 'number' || value.length === size) return;
  throw new NetworkError(
    `${kind}: ${name} has ${value.length} values, the input has ${size}. ` +
      'Give one number for all, or one per element.',
    { code: 'shape-mismatch', path: `${kind}.${name}` },
  );
}

/** The array itself, or the number repeated `size` times. */
export function spread(value: number | ArrayLike<number>, size: number): Float64Array {
  return typeof value === 'number' ? new Float64Array(size).fill(value) : Float64Array.from(value);
}

/** Rows and columns from one number for both or a pair of them, each at least 1. */
export function pair(
  kind: string,
  name: string,
  value: number | readonly number[],
): readonly [number, number] {
  const both = typeof value === 'number' ? [value, value] : value;
  if (!Array.isArray(both) || both.length !== 2) {
    throw new NetworkError(
      `${kind}: ${name} is ${JSON.stringify(value)}, expected one number, or rows and columns.`,
      { code: 'bad-option', path: `${kind}.${name}` },
    );
  }
  const [rows, columns] = both as [number, number];
  requireNumber(kind, name, rows, { whole: true, atLeast: 1 });
  requireNumber(kind, name, columns, { whole: true, atLeast: 1 });
  return [rows, columns];
}

/** Throws a NetworkError unless the value is one of the choices. */
export function requireChoice(
  kind: string,
  name: string,
  value: unknown,
  choices: readonly (string | number)[],
): void {
  if (choices.some((choice) => choice === value)) return;
  throw new NetworkError(
    `${kind}: ${name} is ${JSON.stringify(value)}, expected ${choices.map((c) => JSON.stringify(c)).join(' or ')}.`,
    { code: 'bad-option', path: `${kind}.${name}` },
  );
}

/** Axon types of the chip: 16 or 32, or not said. */
export function requirePopType(kind: string, popType: number | undefined): void {
  if (popType !== undefined) requireChoice(kind, 'popType', popType, [16, 32]);
}
