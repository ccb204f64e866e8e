import { expect, test } from 'vitest';
import { discretizeModel } from '../../../src/compile/chip/discretize/discretize-model.js';
import type { ChipModel, DiscretizeInfo } from '../../../src/compile/chip/model.js';
import { groupAtoms } from '../../../src/compile/chip/synapse.js';
import {
  atomBits,
  axonBits,
  shiftBits,
  synapseBits,
} from '../../../src/compile/chip/synapse-bits.js';
import { utilization } from '../../../src/compile/chip/utilization.js';
import { readChipModel } from '../../../src/golden/chip-model.js';
import { goldenJson, goldenNames } from '../../support/chip-golden.js';

interface Derived {
  bits: number;
  size: number;
  atom_bits: number;
  axon_bits: number;
  shift_bits: number;
}

interface Case {
  float_model: unknown;
  discretize_warnings?: { kind: string; bits?: number }[];
  expected_error?: { class: string; problem: string } | null;
  discretized_model: {
    blocks: { utilization: unknown; synapses: { derived: Derived }[] }[];
  } | null;
}

const names = [...goldenNames('chip', 'disc_'), ...goldenNames('chip', 'run_')];
const settings = { dt: 0.001, pesErrorScale: 100 };

/** The reference only warns about these on the way to an error; no rule of ours makes them. */
const numpyOnly = ['numpy_divide_by_zero', 'numpy_invalid'];

/** Everything but the scales, which may differ in their last bits. */
function exactPart(model: ChipModel): unknown {
  const blocks = model.blocks.map(({ discretizeInfo, ...block }) => {
    const { tauS, ...compartments } = block.compartments;
    const synapses = block.synapses.map(({ origin, ...group }) => group);
    const { wMax, wExp } = discretizeInfo!;
    return { ...block, compartments, synapses, wMax, wExp };
  });
  const probes = model.probes.map((probe) => ({
    ...probe,
    targets: probe.targets.map(({ weights, ...target }) => target),
  }));
  return { ...model, blocks, probes };
}

/** Largest relative difference between the scales of two models, and between probe weights. */
function scaleError(got: ChipModel, expected: ChipModel): number {
  const scales = (model: ChipModel) => [
    ...model.blocks.flatMap(({ discretizeInfo }) => scalesOf(discretizeInfo!)),
    ...model.probes.flatMap(({ targets }) =>
      targets.flatMap(({ weights }) =>
        weights === null ? [] : typeof weights === 'number' ? [weights] : [...weights.values],
      ),
    ),
  ];
  const [a, b] = [scales(got), scales(expected)];
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]) / Math.abs(b[i] || 1)), 0);
}

function scalesOf({ vScale, bScale, wScale }: DiscretizeInfo): number[] {
  const list = (scale: number | Float64Array) => (typeof scale === 'number' ? [scale] : [...scale]);
  return [vScale, ...list(bScale), ...list(wScale)];
}

function collect(model: ChipModel) {
  const warnings = new Map<string, { kind: string; bits?: number }>();
  const outcome = { model: null as ChipModel | null, code: null as string | null };
  try {
    outcome.model = discretizeModel(model, {
      warn: (kind, detail) => {
        const bits = detail?.bits === undefined ? {} : { bits: detail.bits };
        warnings.set(`${kind} ${detail?.bits}`, { kind, ...bits });
      },
    });
  } catch (error) {
    outcome.code = (error as { code: string }).code;
  }
  return { ...outcome, warnings: [...warnings.values()] };
}

if (names.length === 0) test.skip('golden discretization cases (files not here)', () => {});

const cases = names
  .map((name) => [name, goldenJson<Case>('chip', name)] as const)
  .filter(
    ([, file]) => file.float_model !== null && (file.discretized_model || file.expected_error),
  );

test.each(cases)('discretizes %s as the reference does', (_, file) => {
  const float = readChipModel(file.float_model, { ...settings, dtype: 'float32' });
  const got = collect(float);
  const warned = (file.discretize_warnings ?? []).filter(({ kind }) => !numpyOnly.includes(kind));
  expect(got.warnings).toEqual(warned);
  expect(got.code).toEqual(file.expected_error?.problem.replaceAll('_', '-') ?? null);
  if (file.discretized_model === null) return;
  const expected = readChipModel(file.discretized_model, { ...settings, dtype: 'int32' });
  expect(exactPart(got.model!)).toEqual(exactPart(expected));
  expect(scaleError(got.model!, expected)).toBeLessThan(1e-12);
});

test.each(cases.filter(([, file]) => file.discretized_model !== null))(
  'derives sizes and utilization of %s',
  (_, file) => {
    const model = readChipModel(file.discretized_model, { ...settings, dtype: 'int32' });
    model.blocks.forEach((block, i) => {
      const golden = file.discretized_model!.blocks[i];
      const { compartments, inAxons, outAxons, synapses } = utilization(model, block);
      const pair = ({ used, max }: { used: number; max: number }) => [used, max];
      expect({
        compartments: pair(compartments),
        'in-axons': pair(inAxons),
        'out-axons': pair(outAxons),
        synapses: pair(synapses),
      }).toEqual(golden.utilization);
      const derived = block.synapses.map((group) => ({
        bits: synapseBits(group),
        size: group.weights.reduce((sum, { values }) => sum + values.length, 0),
        atom_bits: atomBits(groupAtoms(group)),
        axon_bits: axonBits(group.popType, groupAtoms(group)),
        shift_bits: shiftBits(group.format),
      }));
      expect(derived).toEqual(golden.synapses.map((synapse) => synapse.derived));
    });
  },
);

test.each(
  cases.filter(([name]) => name === 'disc_learning_parameters' || name === 'disc_probe_weights'),
)('leaves the float model of %s as it was', (_, file) => {
  const float = readChipModel(file.float_model, { ...settings, dtype: 'float32' });
  discretizeModel(float);
  expect(float).toEqual(readChipModel(file.float_model, { ...settings, dtype: 'float32' }));
});
