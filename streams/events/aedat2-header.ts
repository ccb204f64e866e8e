import { StreamError } from '../../src/core/errors.js';

/** What an AEDAT 2.0 file says before its records. */
export interface Aedat2Header {
  /** Where the first record begins. */
  readonly end: number;
  /** The comment lines without their `#`. */
  readonly lines: readonly string[];
}

const HASH = 0x23;
const LF = 0x0a;

/** A comment is not longer; nor are its bytes other than text. */
const LONGEST_LINE = 4096;

/** Bytes of a record. */
const RECORD = 8;

/**
 * Reads the comment lines of an AEDAT 2.0 file (event-formats.md 1.1). A record may begin with the
 * byte of a `#` too: a line counts as comment if it is text, and if it is short and the last one only
 * where whole records follow it.
 *
 * @param naive every line that begins with `#` is a comment, as NengoLoihi reads them
 * @throws StreamError for another version or another format
 */
export function readAedat2Header(bytes: Uint8Array, path: string, naive: boolean): Aedat2Header {
  const lines: string[] = [];
  let at = 0;
  while (bytes[at] === HASH) {
    const end = endOfLine(bytes, at);
    const text = textOfLine(bytes, at, end);
    if (lines.length === 0) requireVersion(text ?? '', path);
    else if (!naive && (text === null || isRecord(bytes, at, end))) break;
    lines.push((text ?? '').slice(1).trim());
    at = end;
    if (!naive && text === '#End Of ASCII Header') break;
  }
  if (lines.length === 0) requireVersion('', path);
  return { end: at, lines };
}

/** A last short line may be the beginning of a record: where a comment would leave a rest, it is. */
function isRecord(bytes: Uint8Array, at: number, end: number): boolean {
  const whole = (from: number): boolean => (bytes.length - from) % RECORD === 0;
  return end - at < RECORD && bytes[end] !== HASH && whole(at) && !whole(end);
}

function endOfLine(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(LF, at);
  return end < 0 ? bytes.length : end + 1;
}

/** The line if it is text, without its end; `null` if it is not. */
function textOfLine(bytes: Uint8Array, at: number, end: number): string | null {
  const line = bytes.subarray(at, end);
  if (line.length > LONGEST_LINE || line.at(-1) !== LF) return null;
  const isText = line.every(
    (byte) => (byte >= 0x20 && byte < 0x7f) || [0x09, LF, 0x0d].includes(byte),
  );
  return isText ? String.fromCharCode(...line).trimEnd() : null;
}

function requireVersion(line: string, path: string): void {
  if (line === '#!AER-DAT2.0') return;
  const version = /^#!AER-DAT(\d+\.\d+)$/.exec(line)?.[1];
  if (version === undefined) {
    throw new StreamError(
      `${path}, byte 0: this is no AEDAT file (it begins with ${JSON.stringify(line.slice(0, 20))}, ` +
        'expected "#!AER-DAT2.0"). Check the path.',
      { code: 'bad-magic', path },
    );
  }
  throw new StreamError(
    `${path}, byte 0: AEDAT version ${version} is not read here, expected 2.0. Save it as AEDAT 2.0.`,
    { code: 'bad-version', path },
  );
}
