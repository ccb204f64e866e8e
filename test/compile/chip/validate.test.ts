import { expect, test } from 'vitest';
import type {
  Block,
  PopType,
  SynapseFormat,
  SynapseGroup,
} from '../../../src/compile/chip/model.js';
import {
  denseSynapse,
  populationSynapse,
  sparseSynapse,
  synapseFormat,
} from '../../../src/compile/chip/synapse.js';
import { utilization, utilizationSummary } from '../../../src/compile/chip/utilization.js';
import { validateModel } from '../../../src/compile/chip/validate.js';
import { validateFormat } from '../../../src/compile/chip/validate-format.js';
import { formatNames } from '../../../src/golden/chip-synapse.js';
import { axonsTo, blockOf, modelOf } from '../../support/chip-blocks.js';
import { describeGolden, goldenJson } from '../../support/chip-golden.js';

interface GoldenSynapse {
  n_axons: number;
  dense_columns?: number;
  max_index?: number;
  pop_type?: PopType;
  bases?: number[];
  population_shape?: [number, number];
}

interface GoldenAxon {
  n_axons?: number;
  pop_type?: PopType;
  atom?: number;
  populations?: number;
}

interface Check {
  description: string;
  block?: { n_compartments: number; synapses?: GoldenSynapse[]; axons?: GoldenAxon[] };
  format?: Record<string, number>;
  utilization?: Record<string, [number, number]>;
  error: { problem: string } | null;
}

function synapseOf(golden: GoldenSynapse): SynapseGroup {
  const { n_axons, dense_columns, max_index, pop_type, bases, population_shape } = golden;
  if (dense_columns !== undefined) {
    return denseSynapse(new Float32Array(n_axons * dense_columns), n_axons, dense_columns);
  }
  if (max_index !== undefined) return sparseSynapse([{ columns: [max_index], values: [1] }]);
  const [atoms, entries] = population_shape!;
  return populationSynapse([{ atoms, entries, values: new Float32Array(atoms * entries) }], {
    axonToWeightMap: new Int32Array(n_axons),
    axonCompartmentBases: Int32Array.from(bases!),
    popType: pop_type!,
  });
}

/** The target block of golden axons: one population group for each. */
function targetsOf(axons: GoldenAxon[]): Block {
  const synapses = axons.map(({ populations: atoms = 1, pop_type: popType = 32 }) =>
    populationSynapse([{ atoms, entries: 1, values: new Float32Array(atoms) }], { popType }),
  );
  return blockOf(1, { synapses });
}

function modelOfCheck({
  n_compartments: n,
  synapses = [],
  axons = [],
}: NonNullable<Check['block']>) {
  const groups = axons.map(({ n_axons, atom }, i) =>
    atom === undefined
      ? axonsTo(1, i, n_axons!)
      : axonsTo(
          1,
          i,
          2,
          Int32Array.from({ length: n }, (_, c) => (c === 0 ? 0 : -1)),
          new Int32Array(n).fill(atom),
        ),
  );
  const block = blockOf(n, { synapses: synapses.map(synapseOf), axons: groups });
  return modelOf(axons.length === 0 ? [block] : [block, targetsOf(axons)]);
}

function formatOf(fields: Record<string, number>): SynapseFormat {
  const given = Object.entries(formatNames).filter(([, key]) => key in fields);
  return {
    ...synapseFormat(3, 0),
    ...Object.fromEntries(given.map(([name, key]) => [name, fields[key]])),
  };
}

function codeOf(check: () => void): string | null {
  try {
    check();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return null;
}

function codeName(problem: string): string {
  return problem.replaceAll('_', '-');
}

describeGolden('chip', 'table_validation', () => {
  const { checks } = goldenJson<{ checks: Check[] }>('chip', 'table_validation');

  test.each(checks)('$description', ({ block, format, utilization: golden, error }) => {
    const model = block === undefined ? modelOf([]) : modelOfCheck(block);
    const code = codeOf(() =>
      format === undefined ? validateModel(model) : validateFormat(formatOf(format)),
    );
    expect(code).toEqual(error === null ? null : codeName(error.problem));
    if (golden === undefined) return;
    const { compartments, inAxons, outAxons, synapses } = utilization(model, model.blocks[0]);
    const pairs = [compartments, inAxons, outAxons, synapses].map(({ used, max }) => [used, max]);
    expect(pairs).toEqual(
      ['compartments', 'in-axons', 'out-axons', 'synapses'].map((k) => golden[k]),
    );
  });
});

test('a block that is too large is named with its number, the limit and a remedy', () => {
  expect(() => validateModel(modelOf([blockOf(1312, { label: 'conv1' })]))).toThrow(
    /^block "conv1" needs 1312 compartments, a core has 1024\. Give a smaller block shape/,
  );
});

test('axons to nowhere are named', () => {
  expect(() => validateModel(modelOf([blockOf(1, { axons: [axonsTo(3, 0, 1)] })]))).toThrow(
    /axons to block 3, synapse group 0: there is no such group/,
  );
});

test('the summary prints percentages per block and their average', () => {
  const blocks = [
    blockOf(676, { label: 'a', synapses: [denseSynapse(new Float32Array(729), 729, 1)] }),
    blockOf(50, { synapses: [] }),
  ];
  expect(utilizationSummary(modelOf(blocks))).toEqual([
    'a: 66.0% compartments, 17.8% in-axons, 0.0% out-axons, 4.4% synapses',
    'block 1: 4.9% compartments, 0.0% in-axons, 0.0% out-axons, 0.0% synapses',
    'Average (2 blocks): 35.4% compartments, 8.9% in-axons, 0.0% out-axons, 2.2% synapses',
  ]);
});
