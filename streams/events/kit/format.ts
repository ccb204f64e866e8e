import type { DecodeOptions, EventDecoder, EventEncoder, SensorSize } from '../decoder.js';

/** A format in the list of formats. */
export interface EventFormat {
  readonly format: string;
  /** Lower case, with the dot. */
  readonly extensions: readonly string[];
  readonly decode: (options?: DecodeOptions) => EventDecoder;
  /** Absent: the format is only read. */
  readonly encode?: (options: SensorSize) => EventEncoder;
}
