import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect } from 'vitest';
import { StreamError } from '../../../../src/core/errors.js';
import { type EventBatch, emptyBatch } from '../../../../src/core/event-batch.js';
import type {
  DecodeSummary,
  EventDecoder,
  EventEncoder,
} from '../../../../streams/events/decoder.js';
import { dataDir } from '../../../support/shared.js';
import { rowsOf } from '../batches.js';

type Row = [t: number, x: number, y: number, p: number];

/** Bytes written as hex, with spaces. */
export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));

/** Text as bytes. */
export const asciiOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes one after the other. */
export const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(Buffer.concat(parts));

/** One batch of all. */
export function oneBatch(batches: readonly EventBatch[]): EventBatch {
  const all = emptyBatch(batches.reduce((sum, { n }) => sum + n, 0));
  let at = 0;
  for (const { n, t, x, y, p } of batches) {
    all.t.set(t.subarray(0, n), at);
    all.x.set(x.subarray(0, n), at);
    all.y.set(y.subarray(0, n), at);
    all.p.set(p.subarray(0, n), at);
    at += n;
  }
  return all;
}

/** Everything a decoder says about a file given in these pieces. */
export function decoded(
  decoder: EventDecoder,
  pieces: readonly Uint8Array[],
): { batch: EventBatch; rows: Row[]; summary: DecodeSummary } {
  const batches = pieces.map((piece) => decoder.push(piece));
  const batch = oneBatch([...batches, decoder.end()]);
  const summary = decoder.summary();
  expect(summary.events).toBe(batch.n);
  return { batch, rows: rowsOf(batch), summary };
}

/** The file of an encoder that is given these batches. */
export const encoded = (encoder: EventEncoder, batches: readonly EventBatch[]): Uint8Array =>
  joined(...batches.map((batch) => encoder.push(batch)), encoder.end());

/** The bytes cut at these offsets, in any order. */
export function cutAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const sorted = [0, ...offsets.map((at) => at % (bytes.length + 1)), bytes.length];
  sorted.sort((a, b) => a - b);
  return sorted.slice(1).map((end, i) => bytes.slice(sorted[i], end));
}

/** Claims that no way to cut the bytes changes events or summary: every single cut, and some of many. */
export function expectSameForAnyCut(open: () => EventDecoder, bytes: Uint8Array): void {
  const whole = decoded(open(), [bytes]);
  const expectSame = (pieces: Uint8Array[]): void => {
    expect(decoded(open(), pieces)).toEqual(whole);
  };
  for (let at = 0; at <= Math.min(bytes.length, 400); at++) expectSame(cutAt(bytes, [at]));
  expectSame(Array.from(bytes, (byte) => Uint8Array.of(byte)));
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (offsets) =>
      expectSame(cutAt(bytes, offsets)),
    ),
    { numRuns: 30 },
  );
}

/**
 * Claims that of bytes cut off anywhere the events before are given, and that what is not whole is
 * said. `wholeAt` tells which lengths are those of a whole file.
 */
export function expectTruncation(
  open: () => EventDecoder,
  bytes: Uint8Array,
  wholeAt: (length: number) => boolean,
): void {
  const { rows } = decoded(open(), [bytes]);
  for (let length = 0; length < bytes.length; length++) {
    const some = decoded(open(), [bytes.slice(0, length)]);
    expect(some.rows).toEqual(rows.slice(0, some.rows.length));
    expect(some.summary.problems.truncated ?? 0, `of ${length}`).toBe(wholeAt(length) ? 0 : 1);
    expect(some.summary.damage === null).toBe(wholeAt(length));
  }
}

/** The bytes with some flipped, cut out, cut off or made of junk; the same for a seed. */
export function mutated(bytes: Uint8Array, seed: number): Uint8Array {
  let state = seed * 2654435761 + 12345;
  const random = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const out = Array.from(bytes);
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(out.length + 1);
    const kind = random(4);
    if (kind === 0 && at < out.length) out[at]! ^= 1 << random(8);
    else if (kind === 1) out.splice(at, 1 + random(9));
    else if (kind === 2)
      out.splice(at, 0, ...Array.from({ length: random(20) }, () => random(256)));
    else out.length = Math.max(at, out.length >> 1);
  }
  return Uint8Array.from(out);
}

/** Claims that 300 damaged files give events, or a sentence, in both modes; never anything else. */
export function expectSentences(
  open: (mode: 'strict' | 'recover') => EventDecoder,
  bytes: Uint8Array,
): void {
  let refused = 0;
  let complained = 0;
  for (let seed = 0; seed < 300; seed++) {
    for (const mode of ['strict', 'recover'] as const) {
      try {
        const { summary } = decoded(open(mode), cutAt(mutated(bytes, seed), [seed * 7]));
        if (Object.keys(summary.problems).length > 0) complained += 1;
        if (summary.damage !== null) expect(summary.damage.message).toMatch(/byte \d+: .+\.$/);
        if (mode === 'recover') expect(summary.damage).toBeNull();
      } catch (error) {
        if (!(error instanceof StreamError)) throw error;
        expect(error.message).toMatch(/\.$/);
        refused += 1;
      }
    }
  }
  expect(refused + complained).toBeGreaterThan(50);
}

/** Claims that two files are the same, without comparing millions of numbers one by one. */
export function expectSameBytes(got: Uint8Array, expected: Uint8Array): void {
  expect(Buffer.compare(got, expected)).toBe(0);
}

/** A file of the shared data. */
export const dataFile = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(resolve(dataDir, 'events', name)));

/** What is known about a shared file. */
export interface Truth {
  readonly events: number;
  readonly crc32_t64_x16_y16_p8: string;
  readonly payload_sha256: string;
  readonly first5: readonly Row[];
  readonly last5: readonly Row[];
}

/** The entry of a file in `truth.json`; all derived ones have the same. */
export function truthOf(name: string): Truth {
  const all = JSON.parse(readFileSync(resolve(dataDir, 'events/truth.json'), 'utf8')) as {
    files: ({ file: string } & Truth)[];
    derived: { truth: Truth };
  };
  return name.startsWith('derived/')
    ? all.derived.truth
    : all.files.find(({ file }) => file === name)!;
}

/** Claims that the events are those of `truth.json`. */
export function expectTruth(batch: EventBatch, name: string): void {
  const { events, crc32_t64_x16_y16_p8: crc, first5, last5 } = truthOf(name);
  expect(batch.n).toBe(events);
  expect(rowsOf({ ...batch, n: 5 })).toEqual(first5);
  expect(rowsOf(batch).slice(-5)).toEqual(last5);
  expect(crcOf(batch)).toBe(crc);
}

function crcOf({ n, t, x, y, p }: EventBatch): string {
  const records = Buffer.alloc(13 * n);
  for (let i = 0; i < n; i++) {
    records.writeBigUInt64LE(BigInt(t[i]!), 13 * i);
    records.writeUInt16LE(x[i]!, 13 * i + 8);
    records.writeUInt16LE(y[i]!, 13 * i + 10);
    records[13 * i + 12] = p[i]!;
  }
  return (crc32(records) >>> 0).toString(16).padStart(8, '0');
}

/** Random events inside of a sensor, in order of time; steps now and then as long as `longest`. */
export function eventsIn(width: number, height: number, longest: number): fc.Arbitrary<EventBatch> {
  const event = fc.record({
    dt: fc.oneof(fc.nat(3), fc.nat(400), fc.nat(70_000), fc.nat(longest)),
    x: fc.nat(width - 1),
    y: fc.nat(height - 1),
    p: fc.nat(1),
  });
  return fc.array(event, { maxLength: 80 }).map((events) => {
    const batch = emptyBatch(events.length);
    let now = 0;
    for (const [i, { dt, x, y, p }] of events.entries()) {
      now += dt;
      batch.t[i] = now;
      batch.x[i] = x;
      batch.y[i] = y;
      batch.p[i] = p;
    }
    return batch;
  });
}
