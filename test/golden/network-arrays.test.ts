import { describe, expect, it } from 'vitest';
import { decodeNetworkArray, decodeSeries, decodeSpikes } from '../../src/golden/network-arrays.js';

const none = new Uint8Array(0);
const plain = (...data: number[]) => ({ shape: [data.length], data });

/** A binary file of eight bytes of something else, then one double, one float and two u2. */
const bytes = new Uint8Array(32);
const view = new DataView(bytes.buffer);
view.setFloat64(8, -2.5, true);
view.setFloat32(16, 0.5, true);
view.setUint16(24, 65535, true);
view.setUint16(26, 7, true);

describe('arrays of golden networks', () => {
  it.each([
    ['a number', 3, { shape: [], values: [3] }],
    ['a list', [1, 2], { shape: [2], values: [1, 2] }],
    [
      'a list of rows',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
    ],
    ['data with a shape', { shape: [1, 2], data: [8, 9] }, { shape: [1, 2], values: [8, 9] }],
    ['doubles', { shape: [1], dtype: 'f8', offset: 8 }, { shape: [1], values: [-2.5] }],
    ['floats', { shape: [1], dtype: 'f4', offset: 16 }, { shape: [1], values: [0.5] }],
    ['short words', { shape: [2], dtype: 'u2', offset: 24 }, { shape: [2], values: [65535, 7] }],
  ])('are read: %s', (_, json, { shape, values }) => {
    const found = decodeNetworkArray(json, bytes, 'x');
    expect({ shape: found.shape, values: [...found.values] }).toEqual({ shape, values });
  });

  it('are read from a part of a larger buffer', () => {
    const part = new Uint8Array(bytes.buffer, 8);
    const json = { shape: [1], dtype: 'f8', offset: 0 };
    expect([...decodeNetworkArray(json, part, 'x').values]).toEqual([-2.5]);
  });

  it.each([
    [{ shape: [3], data: [1] }, 'x: 1 values do not fill the shape [3].'],
    [{ shape: [1], dtype: 'f2', offset: 0 }, 'x: the element type f2 is unknown.'],
    [
      { shape: [2], dtype: 'f8', offset: 24 },
      'x: 2 f8 from byte 24 end behind the 32 bytes there are.',
    ],
    ['text', 'x: expected an object (got "text").'],
  ])('are refused: %j', (json, message) => {
    expect(() => decodeNetworkArray(json, bytes, 'x')).toThrow(message);
  });
});

describe('series of golden networks', () => {
  const counts = plain(1, 0, 2);
  const indices = plain(1, 0, 2);
  const shape = [3, 3];

  it.each([
    [
      'dense',
      { format: 'dense', shape, values: { shape, data: [1, 2, 3, 4, 5, 6, 7, 8, 9] } },
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    ],
    [
      'sparse, one value',
      { format: 'sparse', shape, counts, indices, value: 5 },
      [0, 5, 0, 0, 0, 0, 5, 0, 5],
    ],
    [
      'sparse, values',
      { format: 'sparse', shape, counts, indices, values: plain(7, 8, 9) },
      [0, 7, 0, 0, 0, 0, 8, 0, 9],
    ],
  ])('are read: %s', (_, json, expected) => {
    const series = decodeSeries(json, none, 'x');
    expect(series.shape).toEqual([3, 3]);
    expect([...series.values]).toEqual(expected);
  });

  it('give spikes as indices per timestep', () => {
    expect(decodeSpikes({ counts, indices }, 3, none, 'x')).toEqual({
      size: 3,
      offsets: Uint32Array.of(0, 1, 1, 3),
      indices: Uint32Array.of(1, 0, 2),
    });
  });

  it('are refused when counts and indices disagree', () => {
    expect(() => decodeSpikes({ counts, indices: plain(1) }, 3, none, 'x')).toThrow(
      'x: the counts add up to 3, there are 1 indices.',
    );
    expect(() => decodeSeries({ format: 'tree' }, none, 'x')).toThrow(
      'x: the format tree is unknown.',
    );
  });
});
