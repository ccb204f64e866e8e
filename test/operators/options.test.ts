import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { NetworkError } from '../../src/core/errors.js';
import { Network } from '../../src/network/network.js';
import { alpha } from '../../src/operators/alpha.js';
import { averagePool } from '../../src/operators/average-pool.js';
import { bias } from '../../src/operators/bias.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { delay } from '../../src/operators/delay.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { loihiLif } from '../../src/operators/loihi-lif.js';
import { loihiSpikingRelu } from '../../src/operators/loihi-spiking-relu.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { maxPool } from '../../src/operators/max-pool.js';
import type { Operator } from '../../src/operators/operator.js';
import { relu } from '../../src/operators/relu.js';
import { scale } from '../../src/operators/scale.js';
import { slice } from '../../src/operators/slice.js';
import { spikingRelu } from '../../src/operators/spiking-relu.js';

const kernelOf = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((n, size) => n * size, 1)),
});
const withNaN = { shape: [1, 1, 1, 2], data: Float32Array.of(1, Number.NaN) };

const refused: readonly (readonly [() => Operator, string])[] = [
  [() => lowpass(-0.1), 'lowpass: tau is -0.1, expected a number of seconds, at least 0.'],
  [() => lowpass(Number.NaN), 'lowpass: tau is NaN, expected a number of seconds, at least 0.'],
  [() => alpha(-1), 'alpha: tau is -1, expected a number of seconds, at least 0.'],
  [() => delay(0), 'delay: steps is 0, expected a whole number of timesteps, at least 1.'],
  [() => delay(1.5), 'delay: steps is 1.5, expected a whole number of timesteps, at least 1.'],
  [() => lif({ tauRc: 0 }), 'lif: tauRc is 0, expected a number of seconds above 0.'],
  [() => lif({ tauRef: -1 }), 'lif: tauRef is -1, expected a number of seconds, at least 0.'],
  [() => loihiLif({ minVoltage: 1 }), 'loihiLif: minVoltage is 1, expected a number not above 0.'],
  [() => lif({ dt: 0 }), 'lif: dt is 0, expected a number of seconds above 0.'],
  [() => relu({ amplitude: 0 }), 'relu: amplitude is 0, expected a number above 0.'],
  [
    () => spikingRelu({ bias: [0, Number.NaN] }),
    'spikingRelu: bias[1] is NaN, expected a finite number. Check where the values come from.',
  ],
  [
    () => loihiSpikingRelu({ initialVoltage: Number.POSITIVE_INFINITY }),
    'loihiSpikingRelu: initialVoltage is Infinity, expected a number.',
  ],
  [
    () => lif({ blockShape: { shape: [4, 4], ensembleShape: [16] } }),
    'lif: blockShape is [4,4] of [16], expected whole numbers of at least 1, ' +
      'as many in the one as in the other.',
  ],
  [
    () => conv2d(withNaN),
    'conv2d: kernel[1] is NaN, expected a finite number. Check where the values come from.',
  ],
  [
    () => conv2d({ shape: [2, 2, 1, 1], data: new Float32Array(3) }),
    'conv2d: the kernel has 3 weights, expected 2x2x1x1 = 4.',
  ],
  [
    () => conv2d(kernelOf(2, 2, 1)),
    'conv2d: the kernel has shape 2x2x1, expected rows x columns x channels x filters.',
  ],
  [
    () => conv2d(kernelOf(1, 1, 1, 2), { bias: [1] }),
    'conv2d: bias has 1 values, expected one per filter, 2.',
  ],
  [
    () => conv2d(kernelOf(1, 1, 1, 1), { strides: 0 }),
    'conv2d: strides is 0, expected a whole number of at least 1.',
  ],
  [
    () => conv2d(kernelOf(1, 1, 1, 1), { popType: 8 as 16 }),
    'conv2d: popType is 8, expected 16 or 32.',
  ],
  [
    () => averagePool({ pool: 0 }),
    'averagePool: pool is 0, expected a whole number of at least 1.',
  ],
  [
    () => maxPool({ pool: 2, strides: [1, -1] }),
    'maxPool: strides is -1, expected a whole number of at least 1.',
  ],
  [
    () => maxPool({ pool: 2, padding: 'full' as 'same' }),
    'maxPool: padding is "full", expected "valid" or "same".',
  ],
  [
    () => averagePool({ pool: [2, 2, 2] as unknown as [number, number] }),
    'averagePool: pool is [2,2,2], expected one number, or rows and columns.',
  ],
  [() => slice([]), 'slice: indices are empty, expected at least one.'],
  [() => slice([0, -1]), 'slice: indices[1] is -1, expected a whole number of at least 0.'],
  [
    () => scale([1, Number.NaN]),
    'scale: factor[1] is NaN, expected a finite number. Check where the values come from.',
  ],
  [() => bias(Number.NaN), 'bias: bias is NaN, expected a number.'],
  [
    () => dense([[1, Number.NaN]]),
    'dense: weights[1] is NaN, expected a finite number. Check where the values come from.',
  ],
  [
    () => relu({ inputShape: [0] }),
    'relu: inputShape is [0], expected whole numbers of at least 1.',
  ],
];

/** Name and message of the error, or what came instead of one. */
function refusal(make: () => unknown): string {
  try {
    return `accepted: ${make()}`;
  } catch (error) {
    return String(error);
  }
}

describe('an operator is refused where it is made', () => {
  it.each(refused.map(([make, message]) => ({ make, message })))(
    '$message',
    ({ make, message }) => {
      expect(refusal(make)).toBe(`NetworkError: ${message}`);
    },
  );
});

const misfits: readonly (readonly [Operator, readonly number[], string])[] = [
  [
    lif({ gain: [1, 2, 3] }),
    [4],
    'lif: gain has 3 values, the input has 4. Give one number for all, or one per element.',
  ],
  [
    loihiLif({ blockShape: { shape: [2], ensembleShape: [5] } }),
    [4],
    'loihiLif: blockShape.ensembleShape 5 is 5 neurons, the input has 4.',
  ],
  [slice([0, 4]), [4], 'slice: indices[1] is 4, the input has 4 values (0 to 3).'],
  [
    scale([1, 2]),
    [3],
    'scale: factor has 2 values, the input has 3. Give one number for all, or one per element.',
  ],
  [
    conv2d(kernelOf(3, 3, 1, 1)),
    [784],
    'conv2d: the input has shape 784, expected rows x columns x channels. ' +
      'Declare the input with three sizes, or give inputShape.',
  ],
  [
    conv2d(kernelOf(3, 3, 2, 1)),
    [4, 4, 3],
    'conv2d: the kernel is 3x3x2x1 and expects 2 channels, the input 4x4x3 has 3 (channels last). ' +
      'Check channelsLast.',
  ],
  [
    maxPool({ pool: 5, channelsLast: false }),
    [1, 4, 9],
    "maxPool: a window of 5 does not fit into 4 of 1x4x9. Use padding: 'same', or a smaller window.",
  ],
];

describe('an operator that does not fit', () => {
  it.each(misfits.map(([op, shape, message]) => ({ op, shape, message })))(
    'is refused when it is declared: $message',
    ({ op, shape, message }) => {
      const x = new Network().input('x', shape);
      expect(refusal(() => x.pipe(op))).toBe(`NetworkError: ${message}`);
    },
  );

  it('becomes the error of the Observable it runs on', () => {
    let failure: unknown;
    of(Float32Array.of(1, 2))
      .pipe(slice([7]))
      .subscribe({
        error: (error) => {
          failure = error;
        },
      });
    expect(failure).toBeInstanceOf(NetworkError);
  });
});
