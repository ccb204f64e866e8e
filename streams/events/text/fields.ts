/** Bytes that mean something in lines. */
export const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;
const HASH = 35;
const PERCENT = 37;

/** What stands between columns; `space` is any run of spaces and tabs. */
export type Separator = ',' | ';' | 'space';

/** At most so many columns are looked at. */
export const COLUMNS = 64;

/** The end of a line without its CR and the spaces before that. */
export function trimmedEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(bytes[end - 1]!)) end -= 1;
  return end;
}

/** The beginning of a line without its spaces. */
export function trimmedStart(bytes: Uint8Array, from: number, to: number): number {
  let start = from;
  while (start < to && isBlank(bytes[start]!)) start += 1;
  return start;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CR;
}

/** True for `#` and `%`. */
export function isComment(byte: number | undefined): boolean {
  return byte === HASH || byte === PERCENT;
}

/** The first separator of a line: a comma or semicolon if it has one. */
export function separatorOf(line: Uint8Array): Separator {
  if (line.includes(44)) return ',';
  return line.includes(59) ? ';' : 'space';
}

/**
 * Finds the columns of a trimmed line: column k is from `into[2k]` to `into[2k + 1]`.
 *
 * @param into 2 * COLUMNS offsets
 * @returns how many columns there are, at most COLUMNS
 */
export function fieldsInto(
  into: Int32Array,
  bytes: Uint8Array,
  from: number,
  to: number,
  separator: Separator,
): number {
  if (separator === 'space') return wordsInto(into, bytes, from, to);
  const mark = separator === ',' ? 44 : 59;
  let count = 0;
  let start = from;
  for (let i = from; i <= to && count < COLUMNS; i++) {
    if (i < to && bytes[i] !== mark) continue;
    const first = trimmedStart(bytes, start, i);
    into[2 * count] = first;
    into[2 * count + 1] = trimmedEnd(bytes, first, i);
    count += 1;
    start = i + 1;
  }
  return count;
}

function wordsInto(into: Int32Array, bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  let i = from;
  while (i < to && count < COLUMNS) {
    while (i < to && (bytes[i] === SPACE || bytes[i] === TAB)) i += 1;
    if (i === to) break;
    into[2 * count] = i;
    while (i < to && bytes[i] !== SPACE && bytes[i] !== TAB) i += 1;
    into[2 * count + 1] = i;
    count += 1;
  }
  return count;
}
