import type { EventBatch } from '../../../../src/core/event-batch.js';
import type { DecodeSummary, EventDecoder } from '../../../../streams/events/decoder.js';

/** One event as a row: t, x, y, p. */
export type Row = readonly [t: number, x: number, y: number, p: number];

/** What a whole decoding gave. */
export interface Decoded {
  readonly rows: Row[];
  readonly summary: DecodeSummary;
}

/** The bytes of hex digits; spaces do not matter. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (two) => Number.parseInt(two, 16));
}

/** Text and bytes, one after the other. */
export function file(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => [
      ...(typeof part === 'string' ? new TextEncoder().encode(part) : part),
    ]),
  );
}

/** Pushes a file in pieces that end at the given places, and at its end. */
export function decodeCut(
  decoder: EventDecoder,
  bytes: Uint8Array,
  cuts: readonly number[] = [],
): Decoded {
  const rows: Row[] = [];
  let from = 0;
  for (const to of [...[...cuts].sort((a, b) => a - b), bytes.length]) {
    rows.push(...rowsOf(decoder.push(bytes.slice(from, to))));
    from = to;
  }
  rows.push(...rowsOf(decoder.end()));
  return { rows, summary: decoder.summary() };
}

export function rowsOf({ n, t, x, y, p }: EventBatch): Row[] {
  return Array.from({ length: n }, (_, i) => [t[i], x[i], y[i], p[i]] as const);
}

export function batchOf(rows: readonly Row[]): EventBatch {
  return {
    n: rows.length,
    t: Float64Array.from(rows, ([t]) => t),
    x: Uint16Array.from(rows, ([, x]) => x),
    y: Uint16Array.from(rows, ([, , y]) => y),
    p: Uint8Array.from(rows, ([, , , p]) => p),
  };
}

/** CRC32 over records t u64, x u16, y u16, p u8, little-endian. */
export function crcOf(rows: readonly Row[]): string {
  const record = new DataView(new ArrayBuffer(13));
  const bytes = new Uint8Array(record.buffer);
  let crc = 0xffffffff;
  for (const [t, x, y, p] of rows) {
    record.setBigUint64(0, BigInt(t), true);
    record.setUint16(8, x, true);
    record.setUint16(10, y, true);
    record.setUint8(12, p);
    for (const byte of bytes) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
