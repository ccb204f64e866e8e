import { aedat2Decoder } from './aedat2-decoder.js';
import { aedat2Encoder } from './aedat2-encoder.js';
import { aedat3Decoder } from './aedat3-decoder.js';
import { aedat3Encoder } from './aedat3-encoder.js';
import { aedat4Decoder } from './aedat4-decoder.js';
import { aedat4Encoder } from './aedat4-encoder.js';

/** AEDAT 4.0. */
export const aedat4Format = {
  format: 'aedat4',
  decode: aedat4Decoder,
  encode: aedat4Encoder,
  extensions: ['.aedat4'],
} as const;

/** AEDAT 3.1; 3.0 is read. */
export const aedat3Format = {
  format: 'aedat3',
  decode: aedat3Decoder,
  encode: aedat3Encoder,
  extensions: ['.aedat', '.aedat3'],
} as const;

/** AEDAT 2.0. */
export const aedat2Format = {
  format: 'aedat2',
  decode: aedat2Decoder,
  encode: aedat2Encoder,
  extensions: ['.aedat', '.aedat2'],
} as const;
