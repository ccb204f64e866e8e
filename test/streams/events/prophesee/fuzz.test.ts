import { describe, expect, it } from 'vitest';
import { StreamError } from '../../../../src/core/errors.js';
import type { EventDecoder } from '../../../../streams/events/decoder.js';
import { propheseeFormats } from '../../../../streams/events/prophesee/formats.js';
import { batchOf, decodeCut, file, type Row } from './support.js';
import { bytesOf, vectors } from './vectors.js';

/** Numbers from 0 to below 1, the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function smallFile(format: string): Uint8Array {
  const { encode } = propheseeFormats.find((one) => one.format === format)!;
  if (encode === undefined) return bytesOf(vectors.find(({ name }) => name === 'EVT4')!);
  const rows = Array.from({ length: 60 }, (_, i): Row => [i * 37, (i * 3) % 320, i % 240, i % 2]);
  const encoder = encode({ width: 320, height: 240 });
  return file(encoder.push(batchOf(rows)), encoder.end());
}

/** Bits turned, a piece cut out, junk put in, the end cut off. */
function mutated(bytes: Uint8Array, next: () => number): Uint8Array {
  const changed = [...bytes];
  const place = (): number => Math.floor(next() * changed.length);
  const ways = [
    () => changed.splice(place(), 1 + Math.floor(next() * 5)),
    () => changed.splice(place(), 0, ...Array.from({ length: 7 }, () => Math.floor(next() * 256))),
    () => changed.splice(place()),
    () => {
      changed[place()]! ^= 1 << Math.floor(next() * 8);
    },
  ];
  for (let i = 0; i <= next() * 4; i++) ways[Math.floor(next() * ways.length)]!();
  return Uint8Array.from(changed);
}

/** What a decoding gave, or the sentence of its refusal. */
function outcome(decoder: EventDecoder, bytes: Uint8Array, cuts: readonly number[] = []) {
  try {
    return decodeCut(decoder, bytes, cuts);
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    return { refusal: error.message };
  }
}

describe.each(propheseeFormats)('damaged $format files', ({ format, decode }) => {
  const whole = smallFile(format === 'raw' ? 'evt3' : format);

  it.each(['strict', 'recover'] as const)('give events, then a sentence (%s)', (mode) => {
    const next = numbers(7);
    for (let i = 0; i < 300; i++) {
      const bytes = mutated(whole, next);
      const found = outcome(decode({ mode }), bytes);
      const cuts = Array.from({ length: 5 }, () => Math.floor(next() * bytes.length));
      expect(outcome(decode({ mode }), bytes, cuts)).toEqual(found);
      if ('refusal' in found) {
        expect(found.refusal).toMatch(/^recording: .+\.$/s);
        continue;
      }
      const { rows, summary } = found;
      expect(summary.events).toBe(rows.length);
      expect(summary.damage?.message ?? 'byte 0.').toMatch(/byte \d+.*\.$/s);
      if (mode === 'recover') expect(summary.damage).toBe(null);
      const { width, height } = summary.sensor!;
      expect(rows.every(([, x, y, p]) => x < width && y < height && p <= 1)).toBe(true);
    }
  });
});
