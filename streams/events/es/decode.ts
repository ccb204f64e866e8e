import type { DecodeOptions, DecodeSummary, EventDecoder } from '../decoder.js';
import { type Ledger, openLedger } from '../kit/ledger.js';
import { piecewise, type RecordReader } from '../kit/piecewise.js';
import { type EsBytes, genericReader } from './generic.js';
import { type EsHeader, readEsHeader } from './layout.js';
import { pixelReader, type ReadBody } from './pixels.js';

/**
 * Decodes Event Stream 2 (event-formats.md 5): DVS, ATIS, colour. Rows are stored from the bottom.
 * Times count from the beginning of the file; they cannot go back.
 *
 * Beside the events go: `exposure-start` and `exposure-end` of ATIS, value row * width + column;
 * `colour`, value 0xrrggbb, one before each event of a colour camera (p is 1 there); `bytes` of
 * generic streams, value their length (`esBytesDecoder` gives the bytes); `reset`, only counted.
 *
 * @throws StreamError from push or end for other files, versions and types
 *
 * @example
 * const decoder = esDecoder({ path: 'walk.es' });
 * const events = decoder.push(readFileSync('walk.es'));
 */
export function esDecoder(options: DecodeOptions = {}): EventDecoder {
  const ledger = openLedger(options);
  const give = ({ t, bytes }: EsBytes) =>
    ledger.side('bytes', { kind: 'other', t, what: 'bytes', value: bytes.length });
  return piecewise(ledger, esReader(options, ledger, give));
}

/** Reads generic Event Streams piece by piece. */
export interface EsBytesDecoder {
  push(bytes: Uint8Array): readonly EsBytes[];
  end(): readonly EsBytes[];
  /** `side.bytes` is the number of events. */
  summary(): DecodeSummary;
}

/**
 * Decodes the bytes of generic Event Streams; of other types it gives nothing.
 *
 * @throws StreamError from push or end for other files, versions and types
 */
export function esBytesDecoder(options: Pick<DecodeOptions, 'path' | 'mode'> = {}): EsBytesDecoder {
  const ledger = openLedger(options);
  let found: EsBytes[] = [];
  const give = (event: EsBytes) => {
    ledger.side('bytes');
    found.push(event);
  };
  const decoder = piecewise(ledger, esReader(options, ledger, give));
  const taken = () => {
    const events = found;
    found = [];
    return events;
  };
  return {
    push(bytes) {
      decoder.push(bytes);
      return taken();
    },
    end() {
      decoder.end();
      return taken();
    },
    summary: decoder.summary,
  };
}

function esReader(
  options: DecodeOptions,
  ledger: Ledger,
  give: (event: EsBytes) => void,
): RecordReader {
  let header: EsHeader | null = null;
  let body: { read: ReadBody; notes: () => readonly string[] } | null = null;
  const open = ({ version, layout, sensor }: EsHeader) => {
    ledger.note(`Event Stream ${version}, ${layout?.kind ?? 'generic'}`);
    if (sensor !== null) ledger.size(sensor, options);
    if (layout !== null && sensor !== null) return pixelReader(layout, sensor, options, ledger);
    return { read: genericReader(ledger, give), notes: () => [] };
  };
  return {
    format: 'es',
    smallest: () => 5,
    sensor: () => header?.sensor ?? null,
    part: () => (header === null ? 'the header' : 'an event'),
    notes: () => body?.notes() ?? [],
    read(bytes, at, out, last) {
      if (body !== null) return body.read(bytes, at, out, last);
      header = readEsHeader(bytes, ledger);
      if (header === null) {
        if (last && bytes.length === 0) ledger.lost('truncated', 0, 'the file is empty');
        return 0;
      }
      body = open(header);
      const { end } = header;
      return end + body.read(bytes.subarray(end), at + end, out, last);
    },
  };
}
