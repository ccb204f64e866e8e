import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.js';
import type { Program } from '../../src/compile/program.js';
import { decodeProgram, encodeProgram } from '../../src/compile/program-file.js';
import { seededRandom } from '../../src/core/random.js';
import { Network } from '../../src/network/network.js';
import { dense } from '../../src/operators/dense.js';
import { loihiLif } from '../../src/operators/loihi-lif.js';

interface Layer {
  readonly weights: readonly (readonly number[])[];
  readonly bias?: Float32Array;
  readonly blockShape?: readonly number[];
}

/** x -> spikes on the host -> `a` on chip, through the given weights, a row per neuron of `a`. */
function compiled({ weights, bias, blockShape }: Layer): Program {
  const net = new Network();
  const host = net.input('x', weights[0]!.length).pipe(loihiLif({ onChip: false }));
  const options = {
    ...(bias === undefined ? {} : { bias }),
    ...(blockShape === undefined ? {} : { blockShape: { shape: [...blockShape] } }),
  };
  const a = host.pipe(dense(weights.map((row) => [...row])), loihiLif(options)).named('a');
  return compile(net, { probes: { a } });
}

function drawn(rows: number, columns: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
}

const precisionOfA = (program: Program) => {
  const [precision, ...more] = program.report.precision ?? [];
  expect(more).toEqual([]);
  expect(precision!.population).toBe('a');
  return precision!;
};

/**
 * The error by trying: of all exponents, the one with which the stored integers are nearest to the
 * weights when the largest weight of a block is 255 steps.
 */
function triedError(
  { chip, populations }: Program,
  weights: readonly (readonly number[])[],
): number {
  let difference = 0;
  let all = 0;
  const [{ blocks, tiles }] = populations as [Program['populations'][number]];
  for (const [k, b] of blocks.entries()) {
    const pairs: [number, number][] = [];
    for (const [axon, { values, indices }] of chip.blocks[b]!.synapses[0]!.weights.entries()) {
      for (const [e, compartment] of indices.entries()) {
        pairs.push([weights[tiles[k]![compartment]!]![axon]!, values[e]!]);
      }
    }
    const largest = Math.max(...pairs.map(([weight]) => Math.abs(weight)));
    const errors = Array.from({ length: 16 }, (_, exponent) => {
      const step = largest / 255 / 2 ** (6 - exponent);
      return pairs.reduce((sum, [weight, integer]) => sum + (integer * step - weight) ** 2, 0);
    });
    difference += Math.min(...errors);
    all += pairs.reduce((sum, [weight]) => sum + weight ** 2, 0);
  }
  return Math.sqrt(difference / all);
}

describe('the precision of a population', () => {
  it.each([1, 2, 3])('is what trying all exponents finds, weights drawn from seed %i', (seed) => {
    const weights = drawn(9, 7, seed);
    const program = compiled({ weights });
    const { weightError, weights: count } = precisionOfA(program);
    expect(count).toBe(63);
    expect(weightError).toBeGreaterThan(0);
    expect(weightError).toBeCloseTo(triedError(program, weights), 6);
  });

  it('counts every block in its own steps', () => {
    // Small weights beside large ones are coarse on one core, not on a core of their own.
    const weights = drawn(8, 6, 4).map((row, i) => row.map((w) => (i < 4 ? w : w / 500)));
    const together = compiled({ weights });
    const apart = compiled({ weights, blockShape: [4] });
    expect(together.chip.blocks).toHaveLength(1);
    expect(apart.chip.blocks).toHaveLength(2);
    expect(precisionOfA(apart).weightError).toBeCloseTo(triedError(apart, weights), 6);
    expect(precisionOfA(together).lost).toBeGreaterThan(0);
    expect(precisionOfA(apart).lost).toBeLessThan(precisionOfA(together).lost);
  });

  it('is one step of 255 for weights of one size: signed ones are even', () => {
    const { weightError, lost } = precisionOfA(compiled({ weights: [[1, -1, 1, 0]] }));
    expect(weightError).toBeCloseTo(1 / 255, 6);
    expect(lost).toBe(0);
  });

  it('knows biases and thresholds', () => {
    const bias = Float32Array.from({ length: 5 }, (_, i) => 0.1 + 0.37 * i);
    const program = compiled({ weights: drawn(5, 4, 5), bias });
    const { compartments, discretizeInfo } = program.chip.blocks[0]!;
    const { bScale, vScale } = discretizeInfo!;
    const rms = (differences: number[], numbers: ArrayLike<number>) =>
      Math.hypot(...differences) / Math.hypot(...Array.from(numbers));
    const scaleOf = (i: number) => (typeof bScale === 'number' ? bScale : bScale[i]!);
    const off = Array.from(bias, (b, i) => compartments.bias[i]! / scaleOf(i) - b);
    expect(precisionOfA(program).biasError).toBeCloseTo(rms(off, bias), 6);
    const thresholds = Array.from(compartments.vth, (v) => v / vScale - 1);
    expect(precisionOfA(program).thresholdError).toBeCloseTo(rms(thresholds, bias.fill(1)), 6);
  });

  it('has no error of biases where there are none', () => {
    expect(precisionOfA(compiled({ weights: [[1, 2]] })).biasError).toBeNull();
  });

  it('is stored with the program, and missed by nobody in older ones', () => {
    const program = compiled({ weights: drawn(3, 3, 6) });
    const stored = decodeProgram(encodeProgram(program), 'a.prog');
    expect(stored.report.precision).toEqual(program.report.precision);
    const { precision: _, ...older } = program.report;
    const again = decodeProgram(encodeProgram({ ...program, report: older }), 'a.prog');
    expect(again.report).toEqual(older);
  });
});
