import type { EventDecoder, SideItem } from '../../../../streams/events/decoder.js';
import { datDecoder } from '../../../../streams/events/prophesee/dat-decoder.js';
import type { PropheseeOptions } from '../../../../streams/events/prophesee/geometry.js';
import {
  evt2Decoder,
  evt3Decoder,
  evt4Decoder,
  evt21Decoder,
} from '../../../../streams/events/prophesee/raw-decoder.js';
import { file, hex, type Row } from './support.js';

/** A worked example of a format: what bytes behind a header mean. */
export interface Vector {
  readonly name: string;
  readonly decoder: (options?: PropheseeOptions) => EventDecoder;
  readonly header: string;
  readonly data: Uint8Array;
  /** Bytes of a word; a file cut elsewhere is truncated. */
  readonly word: number;
  readonly rows: readonly Row[];
  readonly side: readonly SideItem[];
}

export const bytesOf = ({ header, data }: Vector): Uint8Array => file(header, data);

const raw = (format: string, more = ''): string =>
  `% format ${format};height=720;width=1280\n% geometry 1280x720\n${more}% end\n`;

/** 16-bit words in hex digits as little-endian bytes. */
const words = (text: string): Uint8Array =>
  hex(text.replace(/([0-9a-f]{2})([0-9a-f]{2})/gi, '$2$1'));

const masked: readonly Row[] = [
  [1000, 32, 10, 1],
  [1000, 34, 10, 1],
  [1000, 63, 10, 1],
];
const little = '00 00 00 00 0f 00 00 80 05 00 00 80 0a 00 01 1a';
const legacy = '0f 00 00 80 00 00 00 00 0a 00 01 1a 05 00 00 80';
const evt21 = { decoder: evt21Decoder, word: 8, rows: masked, side: [] };

/** The worked examples of event-formats.md 12. */
export const vectors: readonly Vector[] = [
  {
    name: 'EVT2',
    decoder: evt2Decoder,
    header: raw('EVT2'),
    data: hex('0f 00 00 80 df f9 13 1a 10 00 00 80 07 28 80 0b 01 02 c0 ab'),
    word: 4,
    rows: [
      [1000, 639, 479, 1],
      [1070, 5, 7, 0],
    ],
    side: [{ kind: 'trigger', t: 1071, id: 2, value: 1 }],
  },
  {
    name: 'EVT3',
    decoder: evt3Decoder,
    header: raw('EVT3'),
    data: hex('01 80 02 60 03 00 04 28 10 30 01 48 00 40 80 50 02 80 01 20 01 a2'),
    word: 2,
    rows: [
      [4098, 4, 3, 1],
      [4098, 16, 3, 0],
      [4098, 27, 3, 0],
      [4098, 47, 3, 0],
      [8192, 1, 3, 0],
    ],
    side: [{ kind: 'trigger', t: 8192, id: 2, value: 1 }],
  },
  {
    name: 'EVT3, a vector of 8 lost',
    decoder: evt3Decoder,
    header: raw('EVT3'),
    data: words('8000 6001 0000 2000 300A 4001 4000 80FF 2001'),
    word: 2,
    rows: [
      [1, 0, 0, 0],
      [1, 10, 0, 0],
      [1044480, 1, 0, 0],
    ],
    side: [],
  },
  {
    name: 'DAT',
    decoder: datDecoder,
    header: '% Version 2\n% Width 640\n% Height 480\n',
    data: hex('0c 08 40 e2 01 00 7f c2 77 10'),
    word: 8,
    rows: [[123456, 639, 479, 1]],
    side: [],
  },
  {
    name: 'EVT2.1 little',
    ...evt21,
    header: raw('EVT21', '% endianness little\n'),
    data: hex(little),
  },
  {
    name: 'EVT2.1 legacy',
    ...evt21,
    header: raw('EVT21', '% endianness legacy\n'),
    data: hex(legacy),
  },
  { name: 'EVT2.1 little, found by looking', ...evt21, header: raw('EVT2.1'), data: hex(little) },
  { name: 'EVT2.1 legacy, found by looking', ...evt21, header: raw('EVT2.1'), data: hex(legacy) },
  {
    name: 'EVT4',
    decoder: evt4Decoder,
    header: raw('EVT4'),
    data: hex('0f 00 00 e0 07 28 00 ba 09 00 42 ca 01 00 00 80'),
    word: 4,
    rows: [
      [1000, 5, 7, 1],
      [1001, 64, 9, 0],
      [1001, 95, 9, 0],
    ],
    side: [],
  },
];
