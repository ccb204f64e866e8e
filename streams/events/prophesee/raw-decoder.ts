import type { EventDecoder } from '../decoder.js';
import { evt3Reader } from './evt3-reader.js';
import { evt21Layout, evt21Reader } from './evt21-reader.js';
import type { PropheseeOptions } from './geometry.js';
import { badHeader, type PropheseeHeader } from './header.js';
import { type RawFormat, type RawInfo, rawInfo } from './raw-header.js';
import { type Opened, recordDecoder, type Workplace } from './record-decoder.js';
import { type Setting, settingOf } from './setting.js';
import { wordsReader } from './words-reader.js';

/** Bytes looked at to tell the layout of EVT 2.1. */
const PREVIEW = 8192;

/**
 * Decodes a Prophesee RAW file of whatever format its header names (event-formats.md 2). Events of
 * columns or rows outside of the sensor, and those before the first word of time, are not given.
 *
 * @throws StreamError from `push` or `end` for a header of another format, or without a size
 *
 * @example
 * const decoder = rawDecoder({ path });
 * const batch = decoder.push(readFileSync(path));
 */
export function rawDecoder(options: PropheseeOptions = {}): EventDecoder {
  return decoderOf(null, options);
}

/** Decodes EVT 2.0, 32-bit words (event-formats.md 2.2); a header may be missing. */
export function evt2Decoder(options: PropheseeOptions = {}): EventDecoder {
  return decoderOf('evt2', options);
}

/** Decodes EVT 2.1, 64-bit words in either layout (event-formats.md 2.3); a header may be missing. */
export function evt21Decoder(options: PropheseeOptions = {}): EventDecoder {
  return decoderOf('evt21', options);
}

/** Decodes EVT 3.0, 16-bit words (event-formats.md 2.4); a header may be missing. */
export function evt3Decoder(options: PropheseeOptions = {}): EventDecoder {
  return decoderOf('evt3', options);
}

/** Decodes EVT 4.0, 32-bit words and masks (event-formats.md 2.5); a header may be missing. */
export function evt4Decoder(options: PropheseeOptions = {}): EventDecoder {
  return decoderOf('evt4', options);
}

function decoderOf(expected: RawFormat | null, options: PropheseeOptions): EventDecoder {
  const path = options.path ?? 'recording';
  const understood = (header: PropheseeHeader) => {
    const info = rawInfo(header, path);
    return { info, format: chosen(expected, info, path) };
  };
  return recordDecoder(expected ?? 'raw', options, {
    preview(header) {
      const { info, format } = understood(header);
      return format === 'evt21' && info.layout === null ? PREVIEW : 0;
    },
    open(header, body, place): Opened {
      const { info, format } = understood(header);
      const usual = info.usual?.format === format ? info.usual.sensor : null;
      const setting = settingOf(info.sensor, usual, header, options, place);
      return { reader: readerOf(format, setting, info, body, place), skip: 0 };
    },
  });
}

function chosen(expected: RawFormat | null, info: RawInfo, path: string): RawFormat {
  const format = info.format ?? expected ?? info.usual?.format;
  if (format === undefined) {
    throw badHeader(path, 'the header names no format. Decode it as evt2, evt21, evt3 or evt4');
  }
  if (expected === null || format === expected) return format;
  throw badHeader(path, `its format is ${format}, expected ${expected}`, 'unsupported');
}

function readerOf(
  format: RawFormat,
  setting: Setting,
  { layout }: RawInfo,
  body: Uint8Array,
  place: Workplace,
) {
  if (format === 'evt3') return evt3Reader(setting, place);
  if (format !== 'evt21') return wordsReader(format, setting, place);
  const found = layout ?? evt21Layout(body.subarray(0, PREVIEW));
  place.notes.push(`${found} layout${layout === null ? ', by the types of its words' : ''}`);
  return evt21Reader(found, setting, place);
}
