import type { EventBatch } from '../../../src/core/event-batch.js';
import type { EventEncoder, SensorSize } from '../decoder.js';
import { PACKET_HEADER, POLARITY } from './aedat3-packet.js';
import { viewOf } from './byte-queue.js';
import { joined, requireEvents } from './encoding.js';

/** Options of `aedat3Encoder`. */
export interface Aedat3EncodeOptions extends SensorSize {
  /** Events per packet at most; default 4096. */
  readonly packet?: number;
  /**
   * Name of the camera in the `#Source` line. Default: the camera of this size, so that readers know the
   * size; for other sizes `rxspike`, and readers must be told.
   */
  readonly source?: string;
  /** For the `#Start-Time` line; default 1970-01-01 00:00:00 (TZ+0000), so that files are reproducible. */
  readonly startTime?: string;
}

/** Coordinates have 15 bits. */
const LARGEST = 32768;
const EVENT = 8;
const SPAN = 2 ** 31;

const names: Readonly<Record<string, string>> = {
  '128x128': 'DVS128',
  '240x180': 'DAVIS240C',
  '346x260': 'DAVIS346',
  '640x480': 'DAVIS640',
};

/**
 * Writes AEDAT 3.1: packets of pixel events with as many places as events (event-formats.md 1.4). Times
 * are written as they are, in any order; a packet ends where the upper part of the time changes.
 *
 * @throws StreamError for sizes and events that the format cannot have
 */
export function aedat3Encoder(options: Aedat3EncodeOptions): EventEncoder {
  const { packet = 4096 } = options;
  let begun = false;
  const started = (): Uint8Array[] => {
    if (begun) return [];
    begun = true;
    return [headerOf(options)];
  };
  return {
    push(batch) {
      requireEvents('aedat3', batch, options, LARGEST);
      const parts = started();
      for (let from = 0; from < batch.n; ) {
        const to = packetEnd(batch, from, Math.min(batch.n, from + packet));
        parts.push(packetOf(batch, from, to));
        from = to;
      }
      return joined(parts);
    },
    end: () => joined(started()),
  };
}

function headerOf({ width, height, source, startTime }: Aedat3EncodeOptions): Uint8Array {
  const lines = [
    '#!AER-DAT3.1',
    '#Format: RAW',
    `#Source 1: ${(source ?? names[`${width}x${height}`] ?? 'rxspike').replace(/[^ -~]/g, '_')}`,
    `#Start-Time: ${startTime ?? '1970-01-01 00:00:00 (TZ+0000)'}`,
    '#!END-HEADER',
  ];
  return new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(''));
}

function packetEnd({ t }: EventBatch, from: number, most: number): number {
  const overflow = Math.floor(t[from] / SPAN);
  let to = from + 1;
  while (to < most && Math.floor(t[to] / SPAN) === overflow) to += 1;
  return to;
}

function packetOf({ t, x, y, p }: EventBatch, from: number, to: number): Uint8Array {
  const n = to - from;
  const bytes = new Uint8Array(PACKET_HEADER + EVENT * n);
  const view = viewOf(bytes);
  const overflow = Math.floor(t[from] / SPAN);
  view.setInt16(0, POLARITY, true);
  view.setInt16(2, 1, true);
  for (const [i, word] of [EVENT, 4, overflow, n, n, n].entries()) {
    view.setInt32(4 + 4 * i, word, true);
  }
  for (let i = from, at = PACKET_HEADER; i < to; i++, at += EVENT) {
    view.setUint32(at, ((x[i] << 17) | (y[i] << 2) | (p[i] === 0 ? 1 : 3)) >>> 0, true);
    view.setUint32(at + 4, t[i] - overflow * SPAN, true);
  }
  return bytes;
}
