import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { StreamError } from '../../../../src/core/errors.js';
import type { EventBatch } from '../../../../src/core/event-batch.js';
import type { DecodeSummary, EventDecoder } from '../../../../streams/events/decoder.js';
import { dataDir } from '../../../support/shared.js';

/** An event as [t, x, y, p]. */
export type Row = readonly [t: number, x: number, y: number, p: number];

/** A batch of events. */
export function batchOf(rows: readonly Row[]): EventBatch {
  return {
    n: rows.length,
    t: Float64Array.from(rows, ([t]) => t),
    x: Uint16Array.from(rows, ([, x]) => x),
    y: Uint16Array.from(rows, ([, , y]) => y),
    p: Uint8Array.from(rows, ([, , , p]) => p),
  };
}

/** The events of a batch. */
export function rowsOf({ n, t, x, y, p }: EventBatch): Row[] {
  return Array.from({ length: n }, (_, i) => [t[i], x[i], y[i], p[i]] as const);
}

/** What a decoder made of some pieces. */
export interface Played {
  readonly batches: readonly EventBatch[];
  readonly summary: DecodeSummary;
}

/** Gives a decoder the pieces. */
export function play(decoder: EventDecoder, pieces: Iterable<Uint8Array>): Played {
  const batches: EventBatch[] = [];
  for (const piece of pieces) batches.push(decoder.push(piece));
  batches.push(decoder.end());
  return { batches, summary: decoder.summary() };
}

/** The same, as rows; `bytes` are cut at the given places. */
export function decoded(
  decoder: EventDecoder,
  bytes: Uint8Array,
  cuts: readonly number[] = [],
): { readonly rows: Row[]; readonly summary: DecodeSummary } {
  const { batches, summary } = play(decoder, piecesOf(bytes, cuts));
  return { rows: batches.flatMap(rowsOf), summary };
}

/** Pieces between the cuts. */
export function piecesOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length];
  places.sort((a, b) => a - b);
  return places.slice(1).map((to, i) => bytes.slice(places[i], to));
}

/** The same, or the sentence of the StreamError that the header was answered with. */
export function outcome(make: () => EventDecoder, bytes: Uint8Array, cuts: readonly number[] = []) {
  try {
    return decoded(make(), bytes, cuts);
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    return error.message;
  }
}

/** Bytes written as hex, spaces allowed. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[0-9a-f]{2}/g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** Bytes of text in ASCII. */
export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Arrays as one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Random events in order of time, with jumps of time up to `jump`. */
export function eventRows(width: number, height: number, jump: number, maxLength = 60) {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 200 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: jump }) },
  );
  const one = fc.tuple(
    step,
    fc.integer({ min: 0, max: width - 1 }),
    fc.integer({ min: 0, max: height - 1 }),
    fc.integer({ min: 0, max: 1 }),
  );
  return fc.array(one, { maxLength }).map((steps) => {
    let time = 0;
    return steps.map(([dt, x, y, p]): Row => {
      time += dt;
      return [time, x, y, p];
    });
  });
}

/** The k-th of many small damages to a file: flips, cuts, junk. Deterministic. */
export function damaged(bytes: Uint8Array, k: number): Uint8Array {
  let state = (k + 1) * 2654435761;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const copy = bytes.slice();
  const at = random(bytes.length);
  if (k % 3 === 0) for (let i = 0; i <= k % 5; i++) copy[random(bytes.length)] ^= 1 << random(8);
  else if (k % 3 === 1) return copy.slice(0, at);
  else for (let i = at; i < Math.min(copy.length, at + 1 + (k % 40)); i++) copy[i] = random(256);
  return copy;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC32 of bytes, going on from an earlier one. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  for (const byte of bytes) value = crcTable[(value ^ byte) & 0xff] ^ (value >>> 8);
  return ~value >>> 0;
}

/** CRC32 over records t u64, x u16, y u16, p u8, in hex. */
export function crcOf(batches: readonly EventBatch[]): string {
  let crc = 0;
  for (const { n, t, x, y, p } of batches) {
    const bytes = new Uint8Array(13 * n);
    const view = new DataView(bytes.buffer);
    for (let i = 0, at = 0; i < n; i++, at += 13) {
      view.setBigUint64(at, BigInt(t[i]), true);
      view.setUint16(at + 8, x[i], true);
      view.setUint16(at + 10, y[i], true);
      view.setUint8(at + 12, p[i]);
    }
    crc = crc32(bytes, crc);
  }
  return crc.toString(16).padStart(8, '0');
}

const eventsDir = resolve(dataDir, 'events');

/** True if the recordings are there. */
export const hasRecordings = existsSync(resolve(eventsDir, 'truth.json'));

/** A recording, by its name in truth.json. */
export function recording(file: string): Uint8Array {
  return readFileSync(resolve(eventsDir, file));
}

interface Truth {
  readonly files: readonly Readonly<Record<string, unknown>>[];
  readonly derived: { readonly truth: Readonly<Record<string, unknown>> };
}

const truthFile = (): Truth => JSON.parse(readFileSync(resolve(eventsDir, 'truth.json'), 'utf8'));

/** What truth.json says of a recording. */
export function truthOf(file: string): Readonly<Record<string, unknown>> {
  return truthFile().files.find((one) => one.file === file)!;
}

/** What it says of the files in `derived`. */
export function derivedTruth(): Readonly<Record<string, unknown>> {
  return truthFile().derived.truth;
}
