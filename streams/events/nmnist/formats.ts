import type { EventFormat } from '../kit/format.js';
import { nmnistDecoder } from './decode.js';
import { nmnistEncoder } from './encode.js';

/** The `.bin` files of N-MNIST and N-Caltech101. Nothing in them says so: go by the extension. */
export const nmnistFormat: EventFormat = {
  format: 'nmnist',
  extensions: ['.bin'],
  decode: nmnistDecoder,
  encode: nmnistEncoder,
};
