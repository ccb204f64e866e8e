import type { EventFormat } from '../kit/format.js';
import { textDecoder } from './decode.js';
import { textEncoder } from './encode.js';

/** Text with commas. */
export const csvFormat: EventFormat = {
  format: 'csv',
  extensions: ['.csv'],
  decode: textDecoder,
  encode: textEncoder,
};

/** Text with spaces, in seconds; reading finds out what it is. */
export const txtFormat: EventFormat = {
  format: 'txt',
  extensions: ['.txt'],
  decode: textDecoder,
  encode: (options) => textEncoder({ ...options, dialect: 'rpg' }),
};
