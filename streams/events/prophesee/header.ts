import { StreamError } from '../../../src/core/errors.js';
import type { SensorSize } from '../decoder.js';

/** The lines before the data of a RAW or DAT file. */
export interface PropheseeHeader {
  /** Without `% ` and the line's end. */
  readonly lines: readonly string[];
  /** First word of a line in lower case, and the rest of it; of several lines the last one. */
  readonly keys: ReadonlyMap<string, string>;
  /** Bytes up to the data. */
  readonly end: number;
}

const PERCENT = 0x25;
const SPACE = 0x20;
const LINE_FEED = 0x0a;

/** A header that goes on for longer is none. */
const MOST_BYTES = 65536;

/**
 * Reads lines `% key value` (event-formats.md 2.1) as far as they go: up to `% end`, or to the first
 * place that does not begin with `% `. A line with control characters in it is data that happens to
 * begin so.
 *
 * @param whole true if no bytes will follow
 * @returns null if more bytes are needed to tell
 * @throws StreamError if the file ends within a line, or the lines do not end
 */
export function readHeader(
  bytes: Uint8Array,
  whole: boolean,
  path: string,
): PropheseeHeader | null {
  const lines: string[] = [];
  for (let at = 0; ; ) {
    const begins = beginsLine(bytes, at);
    if (begins === 'no' || (begins === 'open' && whole)) return headerOf(lines, at);
    const stop = begins === 'yes' ? endOfLine(bytes, at) : -1;
    if (Math.max(stop, stop < 0 ? bytes.length : at) > MOST_BYTES) throw endless(path);
    if (stop < 0) {
      if (whole)
        throw badHeader(path, `the file ends within a header line that begins at byte ${at}`);
      return null;
    }
    if (bytes[stop] !== LINE_FEED) return headerOf(lines, at);
    const line = new TextDecoder().decode(bytes.subarray(at + 2, stop)).trim();
    at = stop + 1;
    if (line.toLowerCase() === 'end') return headerOf(lines, at);
    lines.push(line);
  }
}

function beginsLine(bytes: Uint8Array, at: number): 'yes' | 'no' | 'open' {
  if (at >= bytes.length) return 'open';
  if (bytes[at] !== PERCENT) return 'no';
  if (at + 1 >= bytes.length) return 'open';
  return bytes[at + 1] === SPACE ? 'yes' : 'no';
}

/** Place of the first control character but tab and carriage return; -1 if there is none yet. */
function endOfLine(bytes: Uint8Array, from: number): number {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] < SPACE && bytes[i] !== 0x09 && bytes[i] !== 0x0d) return i;
  }
  return -1;
}

function headerOf(lines: readonly string[], end: number): PropheseeHeader {
  const keys = new Map<string, string>();
  for (const line of lines) {
    const [, key, value] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined) keys.set(key.toLowerCase(), value);
  }
  return { lines, keys, end };
}

/** An error about the header, with the file's name in front. */
export function badHeader(path: string, what: string, code = 'bad-header'): StreamError {
  return new StreamError(`${path}: ${what}.`, { code, path });
}

function endless(path: string): StreamError {
  return badHeader(path, `the header has no end within ${MOST_BYTES} bytes`);
}

/**
 * Columns and rows that a header gives.
 *
 * @throws StreamError unless both are whole numbers from 1 to 65536
 */
export function sizeFrom(width: string, height: string, path: string): SensorSize {
  const size = { width: Number(width), height: Number(height) };
  const fits = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= 65536;
  if (fits(size.width) && fits(size.height)) return size;
  throw badHeader(path, `the header's size is ${width} x ${height}, expected whole pixels`);
}

/** The offset of all times that some writers give in a line `T0`; 0 without one, in microseconds. */
export function startTime({ keys }: PropheseeHeader, path: string): number {
  const text = keys.get('t0');
  const t0 = text === undefined ? 0 : Number(text);
  if (Number.isSafeInteger(t0) && t0 >= 0) return t0;
  throw badHeader(path, `T0 is ${text}, expected whole microseconds`);
}
