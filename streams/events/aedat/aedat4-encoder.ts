import type { EventBatch } from '../../../src/core/event-batch.js';
import type { EventEncoder, SensorSize } from '../decoder.js';
import {
  eventsBuffer,
  headerBuffer,
  streamsXml,
  TABLE_POSITION_AT,
  tableBuffer,
} from './aedat4-buffers.js';
import type { Aedat4Entry } from './aedat4-table.js';
import { viewOf } from './byte-queue.js';
import { joined, requireEvents } from './encoding.js';
import { lz4Encode } from './lz4-encode.js';

/** Options of `aedat4Encoder`. */
export interface Aedat4EncodeOptions extends SensorSize {
  /** Default `lz4`: frames with linked blocks of 64 KiB. Zstandard is read, not written. */
  readonly compression?: 'lz4' | 'none';
  /** Events per packet at most; default 10000. */
  readonly packet?: number;
  /** Name of the camera; default `rxspike`. */
  readonly source?: string;
  /**
   * True: `end` gives the table of packets, and `patch` what has to be written over the header then.
   * Default false, for streams in which nothing can be written twice: no table, which readers must
   * accept.
   */
  readonly table?: boolean;
}

/** An encoder whose file may need a last change in its header. */
export interface Aedat4Encoder extends EventEncoder {
  /** After `end`: bytes to be written over those at `at`; null without a table. */
  patch(): { readonly at: number; readonly bytes: Uint8Array } | null;
}

/** Largest size of a sensor: coordinates are 16 bits with a sign. */
const LARGEST = 32768;

/**
 * Writes AEDAT 4.0 with one stream of events, the stream 0 (event-formats.md 1.5). Times are written
 * as they are, in any order.
 *
 * @throws StreamError for sizes and events that the format cannot have
 */
export function aedat4Encoder(options: Aedat4EncodeOptions): Aedat4Encoder {
  const { compression = 'lz4', packet = 10_000, source = 'rxspike', table = false } = options;
  const pack = compression === 'lz4' ? lz4Encode : (bytes: Uint8Array): Uint8Array => bytes;
  const entries: Aedat4Entry[] = [];
  let at = 0;
  let position = -1;
  const started = (): Uint8Array[] => {
    if (at > 0) return [];
    const lz4 = compression === 'lz4';
    const header = headerBuffer(lz4 ? 1 : 0, streamsXml(options, lz4 ? 'LZ4' : 'NONE', source));
    at = header.length;
    return [header];
  };
  return {
    push(batch) {
      requireEvents('aedat4', batch, options, LARGEST);
      const parts = started();
      for (let from = 0; from < batch.n; from += packet) {
        const to = Math.min(batch.n, from + packet);
        const payload = pack(eventsBuffer(batch, from, to));
        parts.push(packetHeader(payload.length), payload);
        if (table) entries.push(entryOf(batch, from, to, at + 8, payload.length));
        at += 8 + payload.length;
      }
      return joined(parts);
    },
    end() {
      const parts = started();
      if (table) {
        position = at;
        parts.push(pack(tableBuffer(entries)));
      }
      return joined(parts);
    },
    patch() {
      if (position < 0) return null;
      const bytes = new Uint8Array(8);
      viewOf(bytes).setBigInt64(0, BigInt(position), true);
      return { at: TABLE_POSITION_AT, bytes };
    },
  };
}

/**
 * A whole AEDAT 4.0 file with its table of packets.
 *
 * @throws StreamError as `aedat4Encoder` does
 */
export function writeAedat4(
  batches: Iterable<EventBatch>,
  options: Omit<Aedat4EncodeOptions, 'table'>,
): Uint8Array {
  const encoder = aedat4Encoder({ ...options, table: true });
  const file = joined([...Array.from(batches, (batch) => encoder.push(batch)), encoder.end()]);
  const { at, bytes } = encoder.patch()!;
  file.set(bytes, at);
  return file;
}

function packetHeader(size: number): Uint8Array {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setInt32(4, size, true);
  return bytes;
}

function entryOf(
  { t }: EventBatch,
  from: number,
  to: number,
  byteOffset: number,
  size: number,
): Aedat4Entry {
  let tStart = t[from];
  let tEnd = t[from];
  for (let i = from; i < to; i++) {
    tStart = Math.min(tStart, t[i]);
    tEnd = Math.max(tEnd, t[i]);
  }
  return { byteOffset, streamId: 0, size, elements: to - from, tStart, tEnd };
}
