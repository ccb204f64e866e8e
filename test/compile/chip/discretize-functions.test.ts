import { expect, test } from 'vitest';
import {
  decayGain,
  discretizeDecayU,
  discretizeDecayV,
} from '../../../src/compile/chip/discretize/decays.js';
import {
  discretizeLearning,
  learnOverflowBits,
  tracingMagIntFrac,
} from '../../../src/compile/chip/discretize/learning.js';
import {
  biasToManExp,
  fromManExp,
  vthToManExp,
} from '../../../src/compile/chip/discretize/manexp.js';
import {
  discretizeNoiseExp,
  discretizeNoiseOffset,
  discretizeVmax,
  discretizeVmin,
} from '../../../src/compile/chip/discretize/voltage.js';
import {
  discretizeWeights,
  groupExponent,
  lostWeightBits,
} from '../../../src/compile/chip/discretize/weights.js';
import { scalePesErrors } from '../../../src/compile/chip/pes-errors.js';
import { shiftBits } from '../../../src/compile/chip/synapse-bits.js';
import { describeGolden, goldenJson } from '../../support/chip-golden.js';

interface Integers {
  decay_magnitude: { offset: 0 | 1; x0: number; decay: number[]; magnitude: number[] }[];
  bias_to_manexp: { bias: number[]; man: number[]; exp: number[] };
  vth_to_manexp: { vth: number[]; man: number[]; exp: number[] };
  tracing_mag_int_frac: { mag: number[]; int: number[]; frac: number[] };
  scale_pes_errors: {
    scale: number;
    error: number[];
    scaled: number[];
    warnings: { kind: string }[];
  }[];
  learn_overflow_bits: { n_factors: number[]; bits: number[] };
}

interface Weights {
  weights: number[];
  discretize_weights: {
    weight_bits: number;
    fanout_type: number;
    weight_exp: number;
    lossy: boolean;
    shift_bits: number;
    lost_bits: number;
    y: number[];
    error: string | null;
  }[];
}

describeGolden('chip', 'table_integer_functions', () => {
  const table = goldenJson<Integers>('chip', 'table_integer_functions');

  test.each(table.decay_magnitude)('gain of decays with offset $offset from $x0', (row) => {
    row.decay.forEach((decay, i) => {
      const gain = decayGain(decay, row.offset, row.x0);
      expect(Math.abs(gain / row.magnitude[i] - 1)).toBeLessThan(1e-12);
    });
  });

  test('mantissas and exponents of biases', () => {
    const { bias, man, exp } = table.bias_to_manexp;
    expect(bias.map((b) => biasToManExp(b))).toEqual(man.map((m, i) => ({ man: m, exp: exp[i] })));
  });

  test('mantissas of thresholds', () => {
    const { vth, man, exp } = table.vth_to_manexp;
    expect(vth.map((v) => vthToManExp(v))).toEqual(man.map((m, i) => ({ man: m, exp: exp[i] })));
  });

  test('whole and fractional part of trace increments', () => {
    const { mag, int, frac } = table.tracing_mag_int_frac;
    const got = mag.map((m) => tracingMagIntFrac(m));
    expect(got).toEqual(int.map((n, i) => ({ int: n, frac: frac[i] })));
  });

  test.each(table.scale_pes_errors)('learning errors times $scale', (row) => {
    const warnings = new Set<string>();
    const scaled = scalePesErrors(row.error, row.scale, (kind) => warnings.add(kind));
    expect([...scaled]).toEqual(row.scaled);
    expect([...warnings].sort()).toEqual(row.warnings.map(({ kind }) => kind).sort());
  });

  test('overflow bits of learning rules', () => {
    const { n_factors, bits } = table.learn_overflow_bits;
    expect(n_factors.map(learnOverflowBits)).toEqual(bits);
  });
});

describeGolden('chip', 'table_weight_functions', () => {
  const table = goldenJson<Weights>('chip', 'table_weight_functions');
  const weights = Float32Array.from(table.weights);

  test.each(table.discretize_weights)(
    'weights of code $weight_bits, fanout $fanout_type, exponent $weight_exp, lossy $lossy',
    (row) => {
      const format = {
        weightBits: row.weight_bits,
        fanoutType: row.fanout_type,
        weightExp: row.weight_exp,
      };
      expect(shiftBits(format)).toBe(row.shift_bits);
      expect(row.lossy ? lostWeightBits(format) : 0).toBe(row.lost_bits);
      expect(row.error).toBe(null);
      expect([...discretizeWeights(weights, format, { lossy: row.lossy })]).toEqual(row.y);
    },
  );
});

test.each([
  [1, 4094],
  [0, 0],
  [0.00001, 0],
  [0.18126924335956573, 741],
])('current decay %d becomes %d, the chip adds 1', (decay, expected) => {
  expect(discretizeDecayU(Math.fround(decay))).toBe(expected);
});

test.each([
  [1, 4095],
  [0, 0],
  [0.04877057671546936, 200],
])('voltage decay %d becomes %d', (decay, expected) => {
  expect(discretizeDecayV(Math.fround(decay))).toBe(expected);
});

test('a full decay keeps the input as it is, no decay has no gain', () => {
  expect(decayGain(4095, 1)).toBe(1);
  expect(decayGain(0, 0)).toBeNaN();
});

test.each([
  [0, 1000, 0],
  [-1, 1000, 1 - 2 ** 10],
  [-1e9, 1000, 1 - 2 ** 31],
  [Number.NEGATIVE_INFINITY, 1000, 1 - 2 ** 31],
])('lowest voltage %d at scale %d becomes %d', (vmin, scale, expected) => {
  expect(discretizeVmin(vmin, scale)).toBe(expected);
});

test('a lowest voltage above 0 is refused', () => {
  expect(() => discretizeVmin(1, 1000)).toThrow(/lowest voltage 1: .*Use 0 or less/);
});

test.each([
  [Number.POSITIVE_INFINITY, 2 ** 23 - 1],
  [1, 2 ** 9 - 1],
  [2048, 2 ** 11 - 1],
])('highest voltage %d at scale 1 becomes %d', (vmax, expected) => {
  expect(discretizeVmax(vmax, 1)).toBe(expected);
});

test.each([
  [0, 1024, true, 10, []],
  [-3, 100, true, 1, ['noise_below_limit']],
  [-3, 100, false, 1, []],
  [9, 100, true, 23, ['noise_above_limit']],
] as const)(
  'noise 10^%d at scale %d, on: %s, has exponent %d',
  (exp, scale, on, expected, kinds) => {
    const warned: string[] = [];
    expect(discretizeNoiseExp(exp, scale, on, (kind) => warned.push(kind))).toBe(expected);
    expect(warned).toEqual(kinds);
  },
);

test.each([
  [0.25, 0],
  [0.75, 2],
  [-0.6, -1],
])('noise offset %d becomes %d', (offset, expected) => {
  expect(discretizeNoiseOffset(offset)).toBe(expected);
});

test.each([
  ['the strongest group', 1, 1, 0, { weightExp: 0, dw: 0 }],
  ['a group of half the size', 0.5, 1, 0, { weightExp: -1, dw: 1 }],
  ['a group a little above half', 0.5001, 1, 0, { weightExp: 0, dw: 0 }],
  ['a group too weak for its exponent: the shift is kept', 1 / 256, 1, 0, { weightExp: -6, dw: 8 }],
  ['every group of a block with exponent -7', 1, 1, -7, { weightExp: -6, dw: 0 }],
  ['a group of zeros', 0, 1, -2, { weightExp: -6, dw: 4 }],
  ['a group without entries', Number.NEGATIVE_INFINITY, 1, 0, { weightExp: -6, dw: 6 }],
] as const)('exponent of %s', (_, wGroup, wMax, wExp, expected) => {
  expect(groupExponent({ learning: null }, wGroup, wMax, wExp)).toEqual(expected);
});

test('the lossy shift is asymmetric', () => {
  const format = { weightBits: 7, fanoutType: 1, weightExp: -3 };
  const [up, down] = discretizeWeights([255, -255], format);
  expect([up >> 6, down >> 6]).toEqual([31, -32]);
});

test('weights beyond 8 bits and sign saturate', () => {
  const format = { weightBits: 7, fanoutType: 1, weightExp: 0 };
  const weights = discretizeWeights([1e9, -1e9], format);
  expect([...weights]).toEqual([254 * 64, -254 * 64]);
});

test.each([
  ['threshold below half a unit', () => vthToManExp(32), 'vth-too-small'],
  ['threshold beyond 17 bits', () => vthToManExp(131072 * 64), 'vth-too-large'],
  ['bias beyond its largest exponent', () => biasToManExp(524161), 'bias-too-large'],
])('refuses a %s', (_, convert, code) => {
  expect(convert).toThrow(expect.objectContaining({ code }));
});

test('a mantissa and exponent stand for a product', () => {
  expect(fromManExp({ man: -2703, exp: 2 })).toBe(-10812);
});

test('refuses a learning rate of 0', () => {
  const learning = {
    learningRate: 0,
    tracingTau: 2,
    tracingMag: 1,
    wgtExp: 4,
    trainEpoch: 2,
    learnEpochK: 1,
    learnEpoch: 4,
  };
  expect(() => discretizeLearning(learning, 100, 0)).toThrow(/above 0/);
});
