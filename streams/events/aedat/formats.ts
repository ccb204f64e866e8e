import { aedat4Decoder } from './aedat4-decoder.js';
import { aedat4Encoder } from './aedat4-encoder.js';

/** AEDAT 4.0. */
export const aedat4Format = {
  format: 'aedat4',
  decode: aedat4Decoder,
  encode: aedat4Encoder,
  extensions: ['.aedat4'],
} as const;
