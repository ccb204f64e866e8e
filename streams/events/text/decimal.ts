/** What the last number read was like. */
export interface DecimalKind {
  /** Digits below the unit were rounded away. */
  inexact: boolean;
  /** It has a decimal point or an exponent. */
  point: boolean;
}

const MINUS = 45;
const PLUS = 43;
const POINT = 46;
const ZERO = 48;

/**
 * The whole number nearest to a decimal number times 10^scale, from its digits and not through a
 * double: "0.000001" with scale 6 is 1. Halves go away from zero.
 *
 * @param kind is written
 * @returns NaN for what is no number, or above 2^53
 */
export function decimalAt(
  bytes: Uint8Array,
  from: number,
  to: number,
  scale: number,
  kind: DecimalKind,
): number {
  if (scale === 0) {
    const value = plainAt(bytes, from, to);
    kind.inexact = kind.point = false;
    if (value >= 0) return value;
  }
  let start = from;
  if (start < to && (bytes[start] === MINUS || bytes[start] === PLUS)) start += 1;
  const end = exponentIn(bytes, start, to);
  const exponent = end === to ? 0 : integerAt(bytes, end + 1, to);
  const point = pointIn(bytes, start, end);
  const digits = end - start - (point < end ? 1 : 0);
  kind.inexact = false;
  kind.point = point < end || end < to;
  if (digits === 0 || Number.isNaN(exponent)) return Number.NaN;
  const kept = point - start + exponent + scale;
  let value = 0;
  let up = 0;
  let k = 0;
  for (let i = start; i < end; i++) {
    if (i === point) continue;
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    if (k < kept) value = 10 * value + digit;
    else if (digit > 0) {
      kind.inexact = true;
      if (k === kept && digit >= 5) up = 1;
    }
    k += 1;
  }
  for (; k < kept && value > 0 && value <= Number.MAX_SAFE_INTEGER; k++) value *= 10;
  value += up;
  if (value > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return bytes[from] === MINUS && value !== 0 ? -value : value;
}

/** Most numbers: up to 15 digits and nothing else; -1 for others. */
function plainAt(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > 15 || to === from) return -1;
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = 10 * value + digit;
  }
  return value;
}

function exponentIn(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) if ((bytes[i]! | 32) === 101) return i;
  return to;
}

function pointIn(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) if (bytes[i] === POINT) return i;
  return to;
}

/** A whole number of up to four digits with its sign; NaN for anything else. */
function integerAt(bytes: Uint8Array, from: number, to: number): number {
  const start = bytes[from] === MINUS || bytes[from] === PLUS ? from + 1 : from;
  if (start >= to || to - start > 4) return Number.NaN;
  let value = 0;
  for (let i = start; i < to; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = 10 * value + digit;
  }
  return bytes[from] === MINUS ? -value : value;
}

const words: readonly (readonly [string, number])[] = [
  ['true', 1],
  ['on', 1],
  ['false', 0],
  ['off', 0],
];

/** 1 for 1, true, on; 0 for 0, -1, false, off; NaN for anything else. */
export function polarityAt(bytes: Uint8Array, from: number, to: number, kind: DecimalKind): number {
  if (to - from === 1 && (bytes[from]! & 0xfe) === ZERO) return bytes[from]! - ZERO;
  const value = decimalAt(bytes, from, to, 0, kind);
  if (!kind.inexact && (value === 1 || value === 0)) return value;
  if (!kind.inexact && value === -1) return 0;
  const text = String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 6))).toLowerCase();
  return words.find(([word]) => word === text)?.[1] ?? Number.NaN;
}
