import type { SensorSize } from '../decoder.js';
import { viewOf } from './byte-queue.js';
import { flatIdentifier, flatInt, flatRoot, flatString } from './flat.js';
import type { Ledger } from './ledger.js';

/** First line of an AEDAT 4.0 file. */
export const AEDAT4_MAGIC = '#!AER-DAT4.0\r\n';

/** Characters that all versions have. */
const ANY_VERSION = '#!AER-DAT'.length;

/** What the header says of one stream. */
export interface Aedat4Stream {
  /** `EVTS`, `FRME`, `IMUS`, `TRIG`; '' if it is not said. */
  readonly type: string;
  readonly size: SensorSize | null;
  readonly source: string;
}

/** What an AEDAT 4.0 file says before its packets. */
export interface Aedat4Header {
  /** 0 none, 1 and 2 LZ4, 3 and 4 Zstandard. */
  readonly compression: number;
  /** Where the table of packets begins; negative if there is none. */
  readonly tableAt: number;
  readonly streams: ReadonlyMap<number, Aedat4Stream>;
  /** Where the first packet begins. */
  readonly end: number;
}

/** No header is longer. */
const LONGEST = 2 ** 26;

/**
 * Reads the header as soon as all its bytes are there.
 *
 * @returns null if bytes are missing
 * @throws StreamError for another format or version, and for a header that is not readable
 */
export function readAedat4Header(bytes: Uint8Array, ledger: Ledger): Aedat4Header | null {
  requireMagic(bytes, ledger);
  if (bytes.length < 18) return null;
  const length = viewOf(bytes).getUint32(14, true);
  if (length > LONGEST) throw unreadable(ledger, `its header has ${length} bytes`);
  if (bytes.length < 18 + length) return null;
  try {
    return parse(viewOf(bytes.subarray(18, 18 + length)), 18 + length, ledger);
  } catch (error) {
    if (error instanceof RangeError)
      throw unreadable(ledger, 'its header points outside of itself');
    throw error;
  }
}

function parse(view: DataView, end: number, ledger: Ledger): Aedat4Header {
  const identifier = flatIdentifier(view, 0);
  if (identifier !== 'IOHE') ledger.note(`the header is not marked IOHE (${identifier.trim()})`);
  const root = flatRoot(view, 0);
  const compression = flatInt(root, 0, 32);
  if (compression < 0 || compression > 4) {
    throw ledger.error(
      'unsupported',
      18,
      `compression ${compression} is not known, expected 0 to 4. Save it again with LZ4.`,
    );
  }
  const streams = streamsOf(flatString(root, 2));
  return { compression, tableAt: flatInt(root, 1, 64, -1), streams, end };
}

/** Judges as soon as a byte is wrong, so that the sentence does not depend on how the file was cut. */
function requireMagic(bytes: Uint8Array, ledger: Ledger): void {
  const text = String.fromCharCode(...bytes.subarray(0, AEDAT4_MAGIC.length));
  if (AEDAT4_MAGIC.startsWith(text)) return;
  const wrong = [...text].findIndex((letter, i) => letter !== AEDAT4_MAGIC[i]);
  if (wrong >= ANY_VERSION && text.length < AEDAT4_MAGIC.length) return;
  const version = /^#!AER-DAT(\d+\.\d+)/.exec(text)?.[1];
  if (version !== undefined && version !== '4.0') {
    throw ledger.error(
      'bad-version',
      0,
      `AEDAT version ${version} is not read here, expected 4.0. Take the decoder of that version.`,
    );
  }
  throw ledger.error(
    'bad-magic',
    0,
    `this is no AEDAT 4.0 file (it begins with ${JSON.stringify(text.slice(0, wrong + 1))}, ` +
      `expected ${JSON.stringify(AEDAT4_MAGIC)}). Check the path.`,
  );
}

function unreadable(ledger: Ledger, what: string): Error {
  return ledger.error('bad-header', 14, `${what}. The file is damaged; take another copy.`);
}

const tag = /<node\b([^>]*)>|<\/node>|<attr\b([^>]*)>([^<]*)<\/attr>/g;

/** Streams by their ids, from the nodes below `outInfo`; whatever else is there is passed over. */
function streamsOf(xml: string): Map<number, Aedat4Stream> {
  const found = new Map<number, Record<string, string>>();
  const path: string[] = [];
  for (const [whole, node, attribute, text = ''] of xml.matchAll(tag)) {
    if (whole === '</node>') path.pop();
    else if (attribute !== undefined) {
      const [top, id = '', ...rest] = path[0] === 'outInfo' ? path : path.slice(1);
      if (top !== 'outInfo' || !/^\d+$/.test(id)) continue;
      const of = found.get(Number(id)) ?? {};
      of[[...rest, attributeOf(attribute, 'key')].join('/')] = text.trim();
      found.set(Number(id), of);
    } else if (!node?.endsWith('/')) path.push(attributeOf(node ?? '', 'name'));
  }
  return new Map([...found].map(([id, of]) => [id, streamOf(of)]));
}

function attributeOf(tagText: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tagText)?.[1] ?? '';
}

function streamOf(of: Readonly<Record<string, string>>): Aedat4Stream {
  const width = Number(of['info/sizeX']);
  const height = Number(of['info/sizeY']);
  return {
    type: of.typeIdentifier ?? '',
    size: width > 0 && height > 0 ? { width, height } : null,
    source: of['info/source'] ?? '',
  };
}
