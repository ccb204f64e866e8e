import type { SensorSize } from '../decoder.js';
import type { EsLayout } from './layout.js';

/** So many events in a row inside of the sensor mean that reading is in step again. */
const EVENTS = 8;

/** As far as a candidate is looked at; long runs of time bytes are plausible too. */
const WINDOW = 256;

/**
 * Looks for the place where events can be read again, byte by byte.
 *
 * @param last no bytes will follow: what is there decides
 * @returns offset to go on at, `found` false if the bytes before it can be passed over but more bytes
 *   must come to decide
 */
export function findStep(
  bytes: Uint8Array,
  from: number,
  layout: EsLayout,
  sensor: SensorSize,
  last: boolean,
): { at: number; found: boolean } {
  for (let at = from; at < bytes.length; at++) {
    const verdict = plausible(bytes, at, layout, sensor);
    if (verdict === 'yes') return { at, found: true };
    if (verdict === 'open') return { at, found: last };
  }
  return { at: bytes.length, found: false };
}

function plausible(
  bytes: Uint8Array,
  from: number,
  { control, size }: EsLayout,
  { width, height }: SensorSize,
): 'yes' | 'no' | 'open' {
  let events = 0;
  for (let at = from; at - from < WINDOW; ) {
    if (at >= bytes.length) return 'open';
    if (bytes[at]! >= control) {
      at += 1;
      continue;
    }
    if (at + size > bytes.length) return 'open';
    if ((bytes[at + 1]! | (bytes[at + 2]! << 8)) >= width) return 'no';
    if ((bytes[at + 3]! | (bytes[at + 4]! << 8)) >= height) return 'no';
    if (++events === EVENTS) return 'yes';
    at += size;
  }
  return 'yes';
}
