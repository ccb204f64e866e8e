import type { EventDecoder } from '../decoder.js';
import { datDecoder } from './dat-decoder.js';
import { datEncoder } from './dat-encoder.js';
import type { PropheseeEncodeOptions, PropheseeEncoder } from './encoder.js';
import type { PropheseeOptions } from './geometry.js';
import { evt2Decoder, evt3Decoder, evt4Decoder, evt21Decoder, rawDecoder } from './raw-decoder.js';
import { evt2Encoder, evt3Encoder, evt21Encoder } from './raw-encoders.js';

/** How a format is read and written; `encode` is missing where it is only read. */
export interface PropheseeFormat {
  readonly format: string;
  readonly decode: (options?: PropheseeOptions) => EventDecoder;
  readonly encode?: (options: PropheseeEncodeOptions) => PropheseeEncoder;
  /** Usual ends of file names, with the dot. */
  readonly extensions: readonly string[];
}

/** The formats of Prophesee cameras; `raw` is whichever EVT format the header names. */
export const propheseeFormats: readonly PropheseeFormat[] = [
  { format: 'raw', decode: rawDecoder, extensions: ['.raw'] },
  { format: 'evt2', decode: evt2Decoder, encode: evt2Encoder, extensions: ['.raw'] },
  { format: 'evt21', decode: evt21Decoder, encode: evt21Encoder, extensions: ['.raw'] },
  { format: 'evt3', decode: evt3Decoder, encode: evt3Encoder, extensions: ['.raw'] },
  { format: 'evt4', decode: evt4Decoder, extensions: ['.raw'] },
  { format: 'dat', decode: datDecoder, encode: datEncoder, extensions: ['.dat'] },
];
