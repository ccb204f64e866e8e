import type { SensorSize } from '../decoder.js';
import type { ByteQueue } from './byte-queue.js';
import type { Ledger } from './ledger.js';

/** Reads the `#` lines of AEDAT 2 and 3 while they arrive. */
export interface TextHeader {
  /**
   * Takes whole lines off the queue.
   *
   * @param ended no more bytes will come
   * @returns true as soon as the data begins
   * @throws StreamError for another format or version
   */
  read(queue: ByteQueue, ended: boolean): boolean;
  /** `2.0`, `3.1` ...; '' until it is known. */
  readonly version: string;
  /** The lines without `#` and without blanks around them. */
  readonly lines: readonly string[];
}

const HASH = 0x23;
const LF = 0x0a;
const CR = 0x0d;

/** A comment is not longer. */
const LONGEST_LINE = 4096;

/** Lines that end a header wherever they stand. */
const lastLines = ['!END-HEADER', 'End Of ASCII Header'];

/**
 * A header of one of the given versions. A record may begin with the byte of a `#` as well: a line
 * counts as comment if it is text, and, where all lines before it end in CR LF and it does not, only if
 * another `#` follows.
 */
export function textHeader(ledger: Ledger, versions: readonly string[]): TextHeader {
  const lines: string[] = [];
  let version = '';
  let scanned = 0;
  let bareEnds = false;
  let ended = false;
  const take = (queue: ByteQueue, length: number, text: string): void => {
    if (version === '') version = versionOf(text, ledger, versions);
    else lines.push(text.slice(1).trim());
    ended = isLast(text);
    queue.skip(length);
    scanned = 0;
  };
  const step = (queue: ByteQueue, noMore: boolean): 'line' | 'wait' | 'data' => {
    const bytes = queue.waiting;
    if (ended) return 'data';
    if (bytes.length === 0) return noMore && version !== '' ? 'data' : 'wait';
    if (version === '') requireBeginning(bytes, ledger, versions);
    if (bytes[0] !== HASH) return 'data';
    const end = bytes.indexOf(LF, scanned);
    const known = end >= 0 ? end : bytes.length;
    scanned = known;
    if (known > LONGEST_LINE || !isText(bytes, known)) return dataOnly(version, ledger, versions);
    if (end < 0) return 'wait';
    const text = String.fromCharCode(...bytes.subarray(0, end)).trimEnd();
    const bare = bytes[end - 1] !== CR;
    if (bare && !bareEnds && version !== '' && !isLast(text)) {
      if (end + 1 >= bytes.length && !noMore) return 'wait';
      if (bytes[end + 1] !== HASH) return 'data';
    }
    bareEnds ||= bare;
    take(queue, end + 1, text);
    return 'line';
  };
  return {
    read(queue, noMore) {
      let found = step(queue, noMore);
      while (found === 'line') found = step(queue, noMore);
      return found === 'data';
    },
    get version() {
      return version;
    },
    lines,
  };
}

function isLast(line: string): boolean {
  return lastLines.includes(line.slice(1).trim());
}

/** What is no line of text is data, but not where the first line should be. */
function dataOnly(version: string, ledger: Ledger, versions: readonly string[]): 'data' {
  if (version === '') throw noAedat(0, ledger, versions);
  return 'data';
}

function isText(bytes: Uint8Array, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const byte = bytes[i];
    if ((byte < 0x20 || byte >= 0x7f) && byte !== 0x09 && byte !== CR) return false;
  }
  return true;
}

const MAGIC = '#!AER-DAT';

/** Judges as soon as a byte is wrong, however the file was cut. */
function requireBeginning(bytes: Uint8Array, ledger: Ledger, versions: readonly string[]): void {
  for (let i = 0; i < Math.min(MAGIC.length, bytes.length); i++) {
    if (bytes[i] !== MAGIC.charCodeAt(i)) throw noAedat(i, ledger, versions);
  }
}

function noAedat(byte: number, ledger: Ledger, versions: readonly string[]): Error {
  return ledger.error(
    'bad-magic',
    byte,
    `this is no AEDAT file (it does not begin with "${MAGIC}${versions[0]}" and an end of line). ` +
      'Check the path.',
  );
}

function versionOf(line: string, ledger: Ledger, versions: readonly string[]): string {
  const version = line.slice(MAGIC.length);
  if (versions.includes(version)) return version;
  throw ledger.error(
    'bad-version',
    0,
    `AEDAT version ${JSON.stringify(version.slice(0, 20))} is not read here, expected ` +
      `${versions.join(' or ')}. Take the decoder of that version.`,
  );
}

/** Cameras by what their names contain: columns, rows. */
const cameras: readonly (readonly [name: RegExp, width: number, height: number])[] = [
  [/davis240/i, 240, 180],
  [/davis346/i, 346, 260],
  [/dvs128/i, 128, 128],
  [/(davis|dvs)640/i, 640, 480],
  [/dvxplorer[ _]?lite/i, 320, 240],
  [/dvxplorer/i, 640, 480],
];

/** The size of a camera that a header names; null if it is not known. */
export function cameraSize(name: string): SensorSize | null {
  const found = cameras.find(([pattern]) => pattern.test(name));
  return found === undefined ? null : { width: found[1], height: found[2] };
}
