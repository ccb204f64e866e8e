import fc from 'fast-check';
import { expect, it } from 'vitest';
import { volumeMatrix } from '../../src/compile/volume.js';
import { seededRandom } from '../../src/core/random.js';
import { Network } from '../../src/network/network.js';
import { conv3d } from '../../src/operators/conv3d.js';
import { play } from './play.js';

const normals = (length: number, seed: number) => {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, () => random.normal());
};

interface Case {
  readonly size: readonly [number, number, number];
  readonly window: readonly [number, number, number];
  readonly strides: readonly [number, number, number];
  readonly channels: number;
  readonly each: number;
  readonly groups: number;
  readonly padding: 'valid' | 'same';
  readonly channelsLast: boolean;
}

const three = (low: number, high: number) =>
  fc.tuple(
    fc.integer({ min: low, max: high }),
    fc.integer({ min: low, max: high }),
    fc.integer({ min: low, max: high }),
  );

const cases: fc.Arbitrary<Case> = fc.record({
  size: three(3, 5),
  window: three(1, 3),
  strides: three(1, 2),
  channels: fc.integer({ min: 1, max: 3 }),
  each: fc.integer({ min: 1, max: 2 }),
  groups: fc.integer({ min: 1, max: 2 }),
  padding: fc.constantFrom('valid', 'same'),
  channelsLast: fc.boolean(),
});

function declared(one: Case) {
  const { size, window, channels, each, groups, channelsLast, strides, padding } = one;
  const shape = [...window, channels, each * groups];
  const data = normals(
    shape.reduce((n, d) => n * d, 1),
    1,
  );
  const all = channels * groups;
  const inputShape = channelsLast ? [...size, all] : [all, ...size];
  const network = new Network({ precision: 64 });
  const options = { strides, padding, channelsLast, groups };
  const signal = network.input('x', inputShape).pipe(conv3d({ shape, data }, options));
  return { node: network.node(signal.id), data, shape, inputShape };
}

/** Straight from the definition: one output at a time. */
function byHand(one: Case, data: Float64Array, input: Float64Array, outShape: readonly number[]) {
  const { size, window, strides, channels, each, groups, padding, channelsLast } = one;
  const filters = each * groups;
  const places = channelsLast ? outShape.slice(0, 3) : outShape.slice(1);
  const before = size.map((n, a) => {
    const total = Math.max((places[a]! - 1) * strides[a]! + window[a]! - n, 0);
    return padding === 'same' ? Math.floor(total / 2) : 0;
  });
  const pixels = size[0] * size[1] * size[2];
  const outPixels = places.reduce((n, d) => n * d, 1);
  const output = new Float64Array(outPixels * filters);
  for (let o = 0; o < outPixels; o++) {
    const at = [
      Math.floor(o / (places[1]! * places[2]!)),
      Math.floor(o / places[2]!) % places[1]!,
      o % places[2]!,
    ];
    for (let f = 0; f < filters; f++) {
      let sum = 0;
      for (let k = 0; k < window[0] * window[1] * window[2] * channels; k++) {
        const c = k % channels;
        const tap = Math.floor(k / channels);
        const step = [
          Math.floor(tap / (window[1] * window[2])),
          Math.floor(tap / window[2]) % window[1],
          tap % window[2],
        ];
        const from = at.map((n, a) => n * strides[a]! - before[a]! + step[a]!);
        if (from.some((n, a) => n < 0 || n >= size[a]!)) continue;
        const channel = Math.floor(f / each) * channels + c;
        const pixel = (from[0]! * size[1] + from[1]!) * size[2] + from[2]!;
        const index = channelsLast ? pixel * channels * groups + channel : channel * pixels + pixel;
        sum += input[index]! * data[k * filters + f]!;
      }
      output[channelsLast ? o * filters + f : f * outPixels + o] = sum;
    }
  }
  return Array.from(output);
}

it('is the sum over a window of planes, rows and columns, as its matrix is', () => {
  fc.assert(
    fc.property(cases, (one) => {
      const { node, data, inputShape } = declared(one);
      const input = normals(
        inputShape.reduce((n, d) => n * d, 1),
        2,
      );
      const wanted = byHand(one, data, input, node.shape);
      const [played] = play(node.kind, node.params, inputShape, [Array.from(input)]);
      const { ptr, column, value, rows } = volumeMatrix(node);
      const product = Array.from({ length: rows }, (_, i) => {
        let sum = 0;
        for (let k = ptr[i]!; k < ptr[i + 1]!; k++) sum += value[k]! * input[column[k]!]!;
        return sum;
      });
      expect(played).toHaveLength(wanted.length);
      for (const [i, v] of wanted.entries()) {
        expect(played![i]).toBeCloseTo(v, 10);
        expect(product[i]).toBeCloseTo(v, 10);
      }
    }),
    { numRuns: 60 },
  );
});

it('refuses what is no volume, windows that do not fit, and groups that do not divide', () => {
  const kernel = { shape: [3, 1, 1, 1, 2], data: new Float64Array(6) };
  const on = (shape: readonly number[], options = {}) => {
    return () => new Network().input('x', shape).pipe(conv3d(kernel, options));
  };
  expect(on([4, 4, 1])).toThrow(/^conv3d: the input has shape 4x4x1, expected planes x rows/);
  expect(on([2, 4, 4, 1])).toThrow(/^conv3d: a window of 3 does not fit into 2 of 2x4x4x1\./);
  expect(on([4, 4, 4, 1], { groups: 3 })).toThrow(/^conv3d: strides are 1, 1, 1 and groups 3/);
  expect(on([4, 4, 4, 1], { strides: 0 })).toThrow(
    /^conv3d: strides is 0, expected a whole number/,
  );
});
