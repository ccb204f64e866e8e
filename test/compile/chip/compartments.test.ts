import { expect, test } from 'vitest';
import {
  configureDefaultFilter,
  configureFilter,
  configureLif,
  configureNonspiking,
  configureRelu,
  createCompartments,
} from '../../../src/compile/chip/compartments.js';
import type { Compartments } from '../../../src/compile/chip/model.js';
import { describeGolden, goldenJson } from '../../support/chip-golden.js';

interface Configured {
  decay_u?: number;
  decay_v?: number;
  refract_delay?: number;
  vth?: number;
  vmin?: number;
  vmax?: number | string;
  scale_u?: boolean;
  scale_v?: boolean;
  error?: string | null;
}

interface Table {
  configure_filter: (Configured & { tau_s: number; dt: number })[];
  filter_sequences: {
    calls: [string, number][];
    decay_u: number;
    tau_s: number | null;
    warnings: { kind: string }[];
  }[];
  configure_lif: (Configured & { args: Arguments })[];
  configure_other: (Configured & { method: string; args: Arguments })[];
}

type Arguments = Partial<Record<'tau_rc' | 'tau_ref' | 'vth' | 'dt' | 'min_voltage', number>>;

function options(args: Arguments) {
  return {
    ...(args.tau_rc === undefined ? {} : { tauRc: args.tau_rc }),
    ...(args.tau_ref === undefined ? {} : { tauRef: args.tau_ref }),
    ...(args.vth === undefined ? {} : { vth: args.vth }),
    ...(args.dt === undefined ? {} : { dt: args.dt }),
    ...(args.min_voltage === undefined ? {} : { minVoltage: args.min_voltage }),
  };
}

/** What a configuration call leaves, in the spelling and with the keys of a golden row. */
function outcome(row: Configured, configure: (compartments: Compartments) => void): Configured {
  const compartments = createCompartments(2);
  try {
    configure(compartments);
  } catch (error) {
    return { error: (error as { code: string }).code.replaceAll('-', '_') };
  }
  const { decayU, decayV, refractDelay, vth, vmin, vmax, scaleU, scaleV } = compartments;
  const all: Configured = {
    decay_u: decayU[1],
    decay_v: decayV[1],
    refract_delay: refractDelay[1],
    vth: vth[1],
    vmin,
    vmax: Number.isFinite(vmax) ? vmax : String(vmax),
    scale_u: scaleU,
    scale_v: scaleV,
    error: null,
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => key in row));
}

function expected(row: Configured): Configured {
  if (row.error) return { error: row.error };
  const { tau_s, dt, args, method, ...rest } = row as Configured & Record<string, unknown>;
  return rest;
}

describeGolden('chip', 'table_configure', () => {
  const table = goldenJson<Table>('chip', 'table_configure');

  test.each(table.configure_filter)('a filter of $tau_s s at steps of $dt s', (row) => {
    const got = outcome(row, (c) => configureFilter(c, row.tau_s, { dt: row.dt }));
    expect(got).toEqual(expected(row));
  });

  test.each(table.filter_sequences)('filters one after the other: $calls', (row) => {
    const compartments = createCompartments(1);
    const warnings: { kind: string }[] = [];
    for (const [method, tau] of row.calls) {
      const configure = method === 'configure_filter' ? configureFilter : configureDefaultFilter;
      configure(compartments, tau, { warn: (kind) => warnings.push({ kind }) });
    }
    const { decayU, tauS } = compartments;
    expect({ decay_u: decayU[0], tau_s: tauS, warnings }).toEqual({
      decay_u: row.decay_u,
      tau_s: row.tau_s,
      warnings: row.warnings,
    });
  });

  test.each(table.configure_lif)('LIF neurons $args', (row) => {
    expect(outcome(row, (c) => configureLif(c, options(row.args)))).toEqual(expected(row));
  });

  test.each(table.configure_other)('$method $args', (row) => {
    const configure = row.method === 'configure_relu' ? configureRelu : configureNonspiking;
    expect(outcome(row, (c) => configure(c, options(row.args)))).toEqual(expected(row));
  });
});

test('a filter that is too long says so and changes nothing', () => {
  const compartments = createCompartments(1);
  expect(() => configureFilter(compartments, 9)).toThrow(/input filter of 9 s.*shorter synapse/);
  expect([compartments.decayU[0], compartments.tauS]).toEqual([1, null]);
});

test('new compartments forget their current and keep their voltage', () => {
  const { decayU, decayV, scaleU, scaleV, vmax } = createCompartments(1);
  expect([decayU[0], decayV[0], scaleU, scaleV, vmax]).toEqual([1, 0, true, false, Infinity]);
});
