import type { Params } from '../core/description.js';
import type { SameStepKernel } from '../kernels/kernel.js';
import { lifParams } from '../kernels/lif.js';
import { loihiTauRc, loihiTauRef } from '../kernels/loihi-tau.js';
import { type RateParams, rate } from '../kernels/rates.js';
import { definitionOf } from '../kernels/table.js';
import { decodeArray, decodeFlat, type GoldenArray } from './arrays.js';
import { CaseError, type Unbuilt } from './case.js';
import { type Difference, firstDifference, sameArray } from './chip-compare.js';
import { rowsOf } from './chip-table-integers.js';
import { asFields, asNumber, asText, type Fields } from './json.js';

/** Rates and traces pass through logarithms and exponentials. */
const TOLERANCE = 1e-9;

/** Kinds of this library for the neuron types of the reference. */
const kinds: Readonly<Record<string, string>> = {
  LIF: 'lif',
  LoihiLIF: 'loihiLif',
  SpikingRectifiedLinear: 'spikingRelu',
  LoihiSpikingRectifiedLinear: 'loihiSpikingRelu',
};

/** Replays the table of firing rates, time constants and host steps of the chip's neurons. */
export function replayRates(fields: Fields, unbuilt: Unbuilt): Difference {
  return firstDifference(
    () => rowsOf(fields, 'rates', (row, where) => compareRates(row, where, unbuilt)),
    () => rowsOf(fields, 'discretize_tau_rc', compareTau('tau_rc', loihiTauRc)),
    () => rowsOf(fields, 'discretize_tau_ref', compareTau('tau_ref', loihiTauRef)),
    () => rowsOf(fields, 'steps', (row, where) => compareSteps(row, where, unbuilt)),
  );
}

function compareTau(key: string, discretize: (tau: number, dt: number) => number) {
  return (row: Fields, where: string): Difference => {
    const dt = asNumber(row.dt, where);
    const got = decodeFlat(row[key], where).map((tau) => discretize(tau, dt));
    return sameArray(where, got, decodeFlat(row.value, where), TOLERANCE);
  };
}

interface Neuron {
  readonly kind: string;
  readonly params: Params & RateParams;
}

/** The neuron type of a row; `null`, and noted, where the library has no such type. */
function readNeuron(row: Fields, where: string, unbuilt: Unbuilt): Neuron | null {
  const type = asText(row.type, where);
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined) {
    unbuilt.add(type);
    return null;
  }
  const args = asFields(row.args, where);
  const given = (key: string, name: string) =>
    args[key] === undefined ? {} : { [name]: asNumber(args[key], `${where}, ${key}`) };
  const options = {
    ...given('amplitude', 'amplitude'),
    ...given('tau_rc', 'tauRc'),
    ...given('tau_ref', 'tauRef'),
    ...given('min_voltage', 'minVoltage'),
  };
  // Checked parameters are plain data; the type with optional fields hides that.
  return { kind, params: { ...(lifParams(kind, options) as RateParams) } as Params & RateParams };
}

/** Rows are samples of x, columns pairs of gain and bias; the ordinary rates take 1 ms. */
function compareRates(row: Fields, where: string, unbuilt: Unbuilt): Difference {
  const neuron = readNeuron(row, where, unbuilt);
  if (neuron === null) return null;
  const { kind, params } = neuron;
  const gain = decodeFlat(row.gain, `${where}, gain`);
  const bias = decodeFlat(row.bias, `${where}, bias`, gain.length);
  const currents = Array.from(decodeFlat(row.x, `${where}, x`)).flatMap((x) =>
    Array.from(gain, (g, i) => g * x + bias[i]),
  );
  const onChip = rate(kind, params, { dt: asNumber(row.dt, where), onChip: true });
  const ordinary = rate(kind, params);
  const expected = (key: string) => decodeFlat(row[key], `${where}, ${key}`);
  return firstDifference(
    () => sameArray(`${where}, on chip`, currents.map(onChip), expected('loihi_rates'), TOLERANCE),
    () => sameArray(`${where}, host`, currents.map(ordinary), expected('nengo_rates'), TOLERANCE),
  );
}

/** Plays the host version of a neuron type and compares what every step leaves. */
function compareSteps(row: Fields, where: string, unbuilt: Unbuilt): Difference {
  const neuron = readNeuron(row, where, unbuilt);
  if (neuron === null) return null;
  const current = decodeArray(row.J, `${where}, J`);
  const [steps, size] = current.shape;
  const context = { dt: asNumber(row.dt, where), inputShape: [size] };
  const kernel = definitionOf(neuron.kind).make(neuron.params, context);
  if (kernel.causal) throw new CaseError(`${where}: a neuron type answers in the same timestep.`);
  const played = playKernel(kernel, current, steps, size);
  return firstDifference(
    () => compareTrace(`${where}, output`, played.output, row.output),
    () => compareTrace(`${where}, voltage`, played.voltage, row.voltage),
    () => compareTrace(`${where}, refractory`, played.refractory, row.refractory_time),
  );
}

interface Played {
  readonly output: number[];
  readonly voltage: number[];
  readonly refractory: number[];
}

function playKernel(
  kernel: SameStepKernel,
  current: GoldenArray,
  steps: number,
  size: number,
): Played {
  const played: Played = { output: [], voltage: [], refractory: [] };
  const output = new Float64Array(size);
  for (let step = 0; step < steps; step++) {
    kernel.step(current.values.subarray(step * size, (step + 1) * size), output);
    played.output.push(...output);
    played.voltage.push(...Array.from(kernel.state.voltage ?? [], Number));
    played.refractory.push(...Array.from(kernel.state.refractory ?? [], Number));
  }
  return played;
}

function compareTrace(where: string, got: readonly number[], json: unknown): Difference {
  if (json === null || json === undefined) return null;
  return sameArray(where, got, decodeFlat(json, where), TOLERANCE);
}
