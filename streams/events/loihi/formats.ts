import type { EventFormat } from '../kit/format.js';
import { loihiEventsDecoder } from './decode.js';
import { loihiEventsEncoder } from './encode.js';

/** NengoLoihi's `.events`. Nothing in them says so: go by the extension. */
export const loihiEventsFormat: EventFormat = {
  format: 'events',
  extensions: ['.events'],
  decode: loihiEventsDecoder,
  encode: loihiEventsEncoder,
};
