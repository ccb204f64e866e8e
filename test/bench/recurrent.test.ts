import { describe, expect, it, vi } from 'vitest';
import { openEngine, PLAIN } from '../../bench/emulator/engines.js';
import { factsOf } from '../../bench/emulator/facts.js';
import { recurrentWorkload } from '../../bench/emulator/w3.js';
import { recurrent } from '../../bench/emulator/w3-sizes.js';
import { watched } from '../../bench/emulator/watched.js';
import { validateModel } from '../../src/compile/chip/validate.js';
import { weightsInto } from '../support/brute-force.js';

// The benchmark imports the package as users do; here it stands for the sources.
vi.mock('rxspike', () => import('../../src/index.js'));
vi.mock('rxspike/chip', () => import('../../src/chip/index.js'));
vi.mock('rxspike/compile', () => import('../../src/compile/index.js'));

const small = (rows: 'per neuron' | 'per block') =>
  recurrentWorkload({
    name: 'small',
    neurons: 1500,
    fanOut: 30,
    rows,
    jump: 0.03,
    drive: [0.74, 1.14],
    expected: null,
    steps: 10,
  });

describe.each(['per neuron', 'per block'] as const)('a recurrent network, rows %s', (rows) => {
  const { program, input } = small(rows);

  it('has as many synapses a neuron as stated, of one sign each', () => {
    const { chip } = program;
    expect(chip.blocks.map(({ nCompartments }) => nCompartments)).toEqual([1024, 476]);
    for (const [source, { nCompartments }] of chip.blocks.entries()) {
      const reached = new Int32Array(nCompartments);
      const negative = new Int32Array(nCompartments);
      for (const target of chip.blocks.keys()) {
        for (const row of weightsInto(chip, target, { block: source })) {
          for (const [from, weight] of row.entries()) {
            if (weight === 0) continue;
            reached[from]! += 1;
            if (weight < 0) negative[from]! += 1;
          }
        }
      }
      expect(new Set(reached)).toEqual(new Set([30]));
      for (const [from, count] of negative.entries()) {
        expect(count).toBe(source * 1024 + from >= 1200 ? 30 : 0);
      }
    }
  });

  it('fits cores', () => expect(() => validateModel(program.chip)).not.toThrow());

  it('is the same whenever it is built, and neither dies nor saturates', async () => {
    const again = small(rows);
    expect(again.program.chip).toEqual(program.chip);
    expect(again.input).toEqual(input);
    const facts = await factsOf(again, (await openEngine(watched(program), PLAIN))!);
    expect(facts.density).toBeGreaterThan(0.002);
    expect(facts.density).toBeLessThan(0.05);
  });
});

it('does the same however its rows are stored', async () => {
  const hashes = await Promise.all(
    (['per neuron', 'per block'] as const).map(async (rows) => {
      const workload = small(rows);
      return (await factsOf(workload, (await openEngine(watched(workload.program), PLAIN))!)).hash;
    }),
  );
  expect(hashes[1]).toBe(hashes[0]);
});

it('is offered in the stated sizes', () => {
  const sizes = recurrent.map(({ neurons, fanOut }) => [neurons, fanOut]);
  expect(sizes).toEqual([
    [4096, 80],
    [4096, 1000],
    [16_384, 327],
    [65_536, 1000],
  ]);
});
