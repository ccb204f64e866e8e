import {
  configureDefaultFilter,
  configureFilter,
  configureLif,
  configureNonspiking,
  configureRelu,
  createCompartments,
  type LifOptions,
} from '../compile/chip/compartments.js';
import type { Compartments } from '../compile/chip/model.js';
import { CaseSkip } from './case.js';
import { type Difference, firstDifference, firstOf, same } from './chip-compare.js';
import { codeOfError } from './chip-discretize.js';
import { kindsOf, rowsOf } from './chip-table-integers.js';
import { asFields, asList, asNumber, asText, type Fields } from './json.js';

/** Replays the table of configuration helpers: filters, neuron types, refused time constants. */
export function replayConfigure(fields: Fields): Difference {
  return firstDifference(
    () => rowsOf(fields, 'configure_filter', compareFilter),
    () => rowsOf(fields, 'filter_sequences', compareSequence),
    () =>
      rowsOf(fields, 'configure_lif', (row, where) => compareNeuron('configure_lif', row, where)),
    () =>
      rowsOf(fields, 'configure_other', (row, where) =>
        compareNeuron(asText(row.method, where), row, where),
      ),
  );
}

function compareFilter(row: Fields, where: string): Difference {
  const compartments = createCompartments(1);
  const tau = asNumber(row.tau_s, where);
  const dt = asNumber(row.dt, where);
  return compareCall(() => configureFilter(compartments, tau, { dt }), compartments, row, where);
}

/** Makes a call that either must fail with the row's error or leave the row's values. */
function compareCall(
  call: () => void,
  compartments: Compartments,
  row: Fields,
  where: string,
): Difference {
  const problem = row.error ?? null;
  const expected = problem === null ? 'none' : asText(problem, where).replaceAll('_', '-');
  return firstDifference(
    () => same(`${where}, error`, codeOfError(call), expected),
    () => (problem === null ? compareValues(compartments, row, where) : null),
  );
}

function compareValues(compartments: Compartments, row: Fields, where: string): Difference {
  const { decayU, decayV, refractDelay, vth, vmin, vmax, scaleU, scaleV, tauS } = compartments;
  const got: Record<string, unknown> = {
    decay_u: decayU[0],
    decay_v: decayV[0],
    refract_delay: refractDelay[0],
    vth: vth[0],
    vmin,
    vmax: Number.isFinite(vmax) ? vmax : String(vmax),
    scale_u: scaleU,
    scale_v: scaleV,
  };
  const inRow = Object.keys(got).filter((key) => key in row);
  return firstDifference(
    () => firstOf(inRow, (key) => same(`${where}, ${key}`, got[key], row[key])),
    () => ('calls' in row ? same(`${where}, tau_s`, tauS, row.tau_s) : null),
  );
}

function compareSequence(row: Fields, where: string): Difference {
  const compartments = createCompartments(1);
  const kinds = new Set<string>();
  for (const call of asList(row.calls, where)) {
    const [method, tau] = asList(call, where);
    const tauS = asNumber(tau, where);
    if (method === 'configure_filter') {
      configureFilter(compartments, tauS, { warn: (kind) => kinds.add(kind) });
    } else if (method === 'configure_default_filter') {
      configureDefaultFilter(compartments, tauS);
    } else throw new CaseSkip(`${where}: there is no helper "${String(method)}"`);
  }
  return firstDifference(
    () => compareValues(compartments, row, where),
    () => same(`${where}, warnings`, [...kinds].sort().join(', '), kindsOf(row.warnings, where)),
  );
}

const optionNames: Readonly<Record<string, keyof LifOptions>> = {
  tau_rc: 'tauRc',
  tau_ref: 'tauRef',
  vth: 'vth',
  dt: 'dt',
  min_voltage: 'minVoltage',
};

const helpers: Readonly<Record<string, (c: Compartments, options: LifOptions) => void>> = {
  configure_lif: configureLif,
  configure_relu: configureRelu,
  configure_nonspiking: configureNonspiking,
};

function compareNeuron(method: string, row: Fields, where: string): Difference {
  const configure = helpers[method];
  if (configure === undefined) throw new CaseSkip(`${where}: there is no helper "${method}"`);
  const options = Object.entries(asFields(row.args, where)).map(([key, value]) => {
    const name = optionNames[key];
    if (name === undefined) throw new CaseSkip(`${where}: there is no option "${key}"`);
    return [name, asNumber(value, where)];
  });
  const compartments = createCompartments(1);
  const call = () => configure(compartments, Object.fromEntries(options));
  return compareCall(call, compartments, row, where);
}
