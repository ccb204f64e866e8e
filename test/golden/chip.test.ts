import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replayChipCase } from '../../src/golden/chip-case.js';
import { readCase } from '../../src/golden/read-case.js';
import { goldenDir, localGoldenDir } from '../support/shared.js';

function caseFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((file) => /\.json(\.gz)?$/.test(file));
}

function replayAll(folder: string): void {
  test.each(caseFiles(folder))('%s replays bit for bit', (file) => {
    const result = replayChipCase(readCase(resolve(folder, file)));
    expect(result).toMatchObject({ status: 'pass' });
  });
}

describe('golden chip cases in the repository', () => {
  replayAll(resolve(localGoldenDir, 'chip'));
});

const full = resolve(goldenDir, 'chip');
describe.skipIf(!existsSync(full))('all golden chip cases beside the checkout', () => {
  replayAll(full);
});

/** A case of the repository, changed before it is replayed. */
function replayChanged(file: string, change: (json: Json) => void) {
  const json = readCase(resolve(localGoldenDir, 'chip', `${file}.json.gz`)) as Json;
  change(json);
  return replayChipCase(json);
}

// Golden files have no type of their own here: the tests below break them on purpose.
interface Json {
  [key: string]: Json;
  [index: number]: Json;
}

describe('the judge notices', () => {
  const put = (target: unknown, key: string | number, value: unknown) => {
    (target as Record<string | number, unknown>)[key] = value;
  };
  const file = 'run_probes_all';
  const learning = 'run_pes_saturation';
  test.each<[string, string, (json: Json) => void, RegExp]>([
    ['a spike too many', file, (j) => put(j.expected.spikes, 0, [0]), /step 1, spikes/],
    ['a checksum', file, (j) => put(j.expected.crc32.voltage, 30, 1), /step 31, voltage, crc32/],
    [
      'a sample',
      file,
      (j) => put(j.expected.samples[9], 'current', { $fill: 1, dtype: 'int32', shape: [18] }),
      /step 10, current/,
    ],
    [
      'a probe value',
      file,
      (j) => put(j.expected.probes[4].values[20], 0, 1),
      /probe 4, entry 160/,
    ],
    [
      'a weighted probe value',
      file,
      (j) => put(j.expected.probes[10].values[20], 0, 1),
      /probe 10/,
    ],
    [
      'an element type',
      file,
      (j) => put(j.expected.probes[4], 'dtype', 'float64'),
      /probe 4, element type/,
    ],
    [
      'a warning',
      file,
      (j) => put(j.expected, 'warnings', [{ t: 1, kind: 'overflow_q0' }]),
      /warnings/,
    ],
    [
      'a spike count',
      file,
      (j) => put(j.expected.spike_count, 3, 99),
      /spikes per compartment, entry 3/,
    ],
    [
      'a scale',
      file,
      (j) => put(j.discretized_model.blocks[0].discretize_info, 'v_scale', 1),
      /block 0, v_scale/,
    ],
    [
      'a bias',
      file,
      (j) => put(j.discretized_model.blocks[0].compartment.bias, 2, 1),
      /block 0, bias, entry 2/,
    ],
    [
      'memory',
      file,
      (j) => put(j.discretized_model.blocks[1].synapses[0].derived, 'bits', 1),
      /derived bits/,
    ],
    [
      'a discretize warning',
      'disc_exponent_clamp',
      (j) => put(j, 'discretize_warnings', []),
      /discretize warnings/,
    ],
    [
      'another error',
      'disc_error_vth_too_small',
      (j) => put(j.expected_error, 'problem', 'other'),
      /error while discretizing/,
    ],
    [
      'a decay',
      'table_integer_functions',
      (j) => put(j.decay_int[3].y, 5, 7),
      /decay_int 3, entry 5/,
    ],
    [
      'a rounded weight',
      'table_weight_functions',
      (j) => put(j.discretize_weights[200].y, 6, 7),
      /discretize_weights 200/,
    ],
    [
      'a filter',
      'table_configure',
      (j) => put(j.configure_filter[3], 'decay_u', 7),
      /configure_filter 3, decay_u/,
    ],
    [
      'a convolution base',
      'table_conv_layout',
      (j) => put(j.layouts[2], 'axon_compartment_bases', [1]),
      /axon_compartment_bases/,
    ],
    [
      'a rate',
      'table_neuron_rates',
      (j) => put(j.rates[3].loihi_rates[20], 1, 7),
      /rates 3, on chip/,
    ],
    [
      'a host voltage',
      'table_neuron_rates',
      (j) => put(j.steps[2].voltage[5], 1, 7),
      /steps 2, voltage/,
    ],
    [
      'a checksum of traces',
      learning,
      (j) => put(j.expected.learning[0].crc32_traces, 9, 1),
      /step 10, learning 0, traces, crc32/,
    ],
    [
      'a checksum of weights',
      learning,
      (j) => put(j.expected.learning[0].crc32_weights, 11, 1),
      /step 12, learning 0, weights, crc32/,
    ],
    [
      'a checksum of errors',
      learning,
      (j) => put(j.expected.learning[0].crc32_pes_errors, 0, 1),
      /step 1, learning 0, errors, crc32/,
    ],
    [
      'a final trace',
      'run_pes_1d',
      (j) => put(j.expected.learning[0].final_traces, 4, 99),
      /learning 0, final traces, entry 4/,
    ],
    [
      'a final weight',
      'run_pes_1d',
      (j) => put(j.expected.learning[0].final_weights.values, 5, 99),
      /learning 0, final weights, entry 5/,
    ],
    [
      'an error handed over',
      'run_pes_1d',
      (j) => put(j.inputs.pes_errors[3], 'e', [1.27]),
      /step 4, learning 0, errors/,
    ],
    [
      'a learning group too many',
      'run_pes_1d',
      (j) => put(j.expected.learning, 1, j.expected.learning[0]),
      /2 groups \(the model has 1\)/,
    ],
    ['a seed', 'run_noise_on_input', (j) => put(j.random, 'seed', 12), /step 1, q0/],
    [
      'a draw of noise',
      'run_noise_on_input',
      (j) => put(j.random, 'noise', { $fill: 3, dtype: 'int8', shape: [100, 25] }),
      /random, noise, entry 0/,
    ],
    [
      'a draw of the traces',
      learning,
      (j) =>
        put(j.random.trace_uniforms[0], 'values', { $fill: 0.5, dtype: 'float64', shape: [1] }),
      /random, trace_uniforms 0/,
    ],
    [
      'a draw of the weights',
      learning,
      (j) => put(j.random.weight_uniforms[0], 'values', { $fill: 0, dtype: 'float64', shape: [1] }),
      /random, weight_uniforms 0/,
    ],
    [
      'where the generator ends',
      file,
      (j) => put(j.random.next_u32_after_run, 3, 7),
      /next outputs of the generator, entry 3/,
    ],
    [
      'a current in float32',
      'run_float_pes',
      (j) => put(j.expected.crc32.current, 20, 1),
      /step 21, current, crc32/,
    ],
    [
      'a number of the generator',
      'table_rng_vectors',
      (j) => put(j.seeds[2].u32_at_1290, 5, 7),
      /seeds 2, u32_at_1290, entry 5/,
    ],
    ['a limit', 'table_validation', (j) => put(j.checks[2], 'error', null), /1025 compartments/],
  ])('%s that is off', (_, name, change, reason) => {
    const { status, reason: said } = replayChanged(name, change);
    expect({ status, said }).toEqual({ status: 'fail', said: expect.stringMatching(reason) });
  });
});

test('neuron types that do not exist here are named, not passed over in silence', () => {
  const { status, reason } = replayChanged('table_neuron_rates', () => {});
  expect(status).toBe('pass');
  expect(reason).toMatch(/not built: .*Sigmoid/);
});

describe('a malformed case', () => {
  test.each([
    ['nothing at all', undefined],
    ['a number', 7],
    ['another schema', { schema: 'other/1', kind: 'run', name: 'x' }],
    ['a run without a model', { schema: 'loihi-chip-golden/1', kind: 'run', name: 'x' }],
  ])('fails with a sentence: %s', (_, json) => {
    const result = replayChipCase(json);
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/expected/);
  });

  test.each(['expected', 'inputs', 'discretized_model', 'float_model', 'steps', 'dt'])(
    'fails with a sentence when %s is a text',
    (key) => {
      const result = replayChanged('run_probes_all', (json) => {
        (json as unknown as Record<string, unknown>)[key] = 'text';
      });
      expect(result.status).toBe('fail');
      expect(result.reason).toMatch(/expected a|expected an/);
    },
  );

  test('of an unknown kind is skipped with a reason', () => {
    const json = { schema: 'loihi-chip-golden/1', kind: 'dance', name: 'x' };
    expect(replayChipCase(json)).toMatchObject({ status: 'skip', name: 'x' });
  });
});
