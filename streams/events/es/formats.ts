import type { EventFormat } from '../kit/format.js';
import { esDecoder } from './decode.js';
import { esEncoder } from './encode.js';

/** Event Stream 2. */
export const esFormat: EventFormat = {
  format: 'es',
  extensions: ['.es'],
  decode: esDecoder,
  encode: esEncoder,
};
