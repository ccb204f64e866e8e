import type { EventFormat } from '../kit/format.js';
import { npyDecoder } from './decode.js';
import { npyEncoder } from './encode.js';

/** Arrays of numpy. */
export const npyFormat: EventFormat = {
  format: 'npy',
  extensions: ['.npy'],
  decode: npyDecoder,
  encode: npyEncoder,
};
