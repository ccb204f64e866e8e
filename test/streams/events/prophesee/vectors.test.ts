import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamError } from '../../../../src/core/errors.js';
import type { SideItem } from '../../../../streams/events/decoder.js';
import { decodeCut } from './support.js';
import { bytesOf, vectors } from './vectors.js';

describe.each(vectors)('$name', (vector) => {
  const { decoder, header, data, word, rows, side } = vector;
  const bytes = bytesOf(vector);

  it('gives the events of the worked example', () => {
    const seen: SideItem[] = [];
    const decoded = decodeCut(decoder({ onSide: (item) => seen.push(item) }), bytes);
    expect(decoded.rows).toEqual(rows);
    expect(seen).toEqual(side);
    expect(decoded.summary).toMatchObject({ events: rows.length, damage: null, problems: {} });
  });

  it('gives the same cut at any byte', () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(decodeCut(decoder(), bytes, [cut]).rows).toEqual(rows);
    }
    const everywhere = Array.from({ length: bytes.length }, (_, i) => i);
    expect(decodeCut(decoder(), bytes, everywhere).rows).toEqual(rows);
  });

  it('gives the same for any pieces', () => {
    const cuts = fc.array(fc.nat(bytes.length), { maxLength: 6 });
    fc.assert(
      fc.property(cuts, (places) => {
        expect(decodeCut(decoder(), bytes, places).rows).toEqual(rows);
      }),
    );
  });

  it('gives the events so far of a file cut short, and says that it is', () => {
    const start = new TextEncoder().encode(header).length + (vector.name === 'DAT' ? 2 : 0);
    const words = bytes.length - start;
    for (let length = 0; length < words; length++) {
      const { rows: found, summary } = decodeCut(decoder(), bytes.slice(0, start + length));
      expect(found).toEqual(rows.slice(0, found.length));
      const isMaskMissing = vector.name === 'EVT4' && length >= 12;
      const rest = (length % word) + (isMaskMissing ? 4 : 0);
      expect(summary.trailingBytes).toBe(rest);
      expect(summary.damage?.code).toBe(rest > 0 ? 'truncated' : undefined);
      expect(summary.problems.truncated).toBe(rest > 0 ? 1 : undefined);
    }
    expect(data.length).toBeGreaterThan(0);
  });

  it('refuses a file that ends within its header with a sentence, or takes what is there', () => {
    for (let length = 0; length < header.length; length++) {
      try {
        expect(decodeCut(decoder(), bytes.slice(0, length)).rows).toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(StreamError);
        expect((error as StreamError).message).toMatch(/^recording: .+\.$/);
      }
    }
  });
});
