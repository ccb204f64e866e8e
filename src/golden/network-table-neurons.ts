import type { Params, TypedArray } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import type { KernelState, SameStepKernel } from '../kernels/kernel.js';
import { gainBias, maxRateIntercept, type RateParams, rate } from '../kernels/rates.js';
import { definitionOf } from '../kernels/table.js';
import type { GoldenArray } from './arrays.js';
import { CaseError } from './case.js';
import { asFields, asNumber, asText, type Fields } from './json.js';
import { decodeNetworkArray, decodeSeries } from './network-arrays.js';
import { neuronOperator } from './network-neurons.js';
import { firstDifference, firstOf } from './network-table-compare.js';
import type { TableContext } from './network-table-context.js';

/** A neuron type of a golden file as kind and parameters. Throws a CaseSkip if it is not built. */
export function neuronTypeOf(
  json: unknown,
  where: string,
  initialVoltage?: number | ArrayLike<number>,
): { kind: string; params: Params & RateParams } {
  const { kind, params } = neuronOperator(asFields(json, where), where, {
    ...(initialVoltage === undefined ? {} : { initialVoltage }),
  });
  return { kind, params: params as Params & RateParams };
}

/** Plays one neuron type with the given current and compares output, states, rates and gains. */
export function replayNeurons(item: Fields, context: TableContext): string | null {
  const where = asText(item.name, 'name');
  const initial = asFields(item.initial_state, `${where}, initial_state`);
  const voltage =
    initial.voltage === undefined
      ? undefined
      : decodeNetworkArray(initial.voltage, context.bin, `${where}, voltage`).values;
  const { kind, params } = neuronTypeOf(item.neuron_type, where, voltage);
  return firstOf(
    replayTrace(item, kind, params, context, where),
    replayRates(asFields(item.rates, `${where}, rates`), kind, params, context, where),
    replayGains(item.gain_bias, kind, params, context, where),
  );
}

const states: Readonly<Record<string, string>> = {
  voltage: 'voltage',
  refractory_time: 'refractory',
};

function replayTrace(
  item: Fields,
  kind: string,
  params: Params,
  { bin, dt }: TableContext,
  where: string,
): string | null {
  const current = decodeNetworkArray(item.current, bin, `${where}, current`);
  const size = current.shape[1]!;
  const kernel = definitionOf(kind).make(params, { dt, inputShape: [size] });
  if (kernel.causal) throw new CaseError(`${where}: a neuron type answers in the same timestep.`);
  const trace = asFields(item.trace, `${where}, trace`);
  const series = Object.entries(trace).map(([name, json]) => {
    return [name, decodeSeries(json, bin, `${where}, ${name}`)] as const;
  });
  const output = new Float64Array(size);
  for (let step = 0; step < current.shape[0]!; step++) {
    (kernel as SameStepKernel).step(
      current.values.subarray(step * size, (step + 1) * size),
      output,
    );
    for (const [name, expected] of series) {
      const actual = name === 'output' ? output : stateOf(kernel.state, name, where);
      const row = rowOf(expected, step, size);
      const difference = firstDifference(`${where}: ${name} of step ${step}`, actual, row);
      if (difference !== null) return difference;
      if (name !== 'output' && sensitive.has(kind))
        stateOf(kernel.state, name, where).set(row.values);
    }
  }
  return null;
}

/**
 * Types whose steps are compared one by one, each from the state the reference was in: hovering at the
 * threshold they blow up the last bit of a logarithm ten million times within 100 timesteps.
 */
const sensitive: ReadonlySet<string> = new Set(['adaptiveLifRate']);

function stateOf(state: KernelState, name: string, where: string): TypedArray {
  const values = state[states[name] ?? name];
  if (values === undefined) throw new CaseError(`${where}: the kernel has no state ${name}.`);
  return values;
}

function rowOf({ values }: GoldenArray, step: number, size: number): GoldenArray {
  return { shape: [size], values: values.subarray(step * size, (step + 1) * size) };
}

function replayRates(
  rates: Fields,
  kind: string,
  params: RateParams,
  { bin, dt }: TableContext,
  where: string,
): string | null {
  const x = decodeNetworkArray(rates.x, bin, `${where}, x`).values;
  const gain = asNumber(rates.gain, `${where}, gain`);
  const bias = asNumber(rates.bias, `${where}, bias`);
  const rateOf = rate(kind, params, { dt });
  const expected = decodeNetworkArray(rates.value, bin, `${where}, rates`);
  return firstDifference(
    `${where}: rate`,
    x.map((value) => rateOf(gain * value + bias)),
    expected,
  );
}

function replayGains(
  json: unknown,
  kind: string,
  params: RateParams,
  { bin }: TableContext,
  where: string,
): string | null {
  if (json === undefined) return null;
  const fields = asFields(json, `${where}, gain_bias`);
  if (fields.error !== undefined) return expectRefusal(kind, params, where);
  const array = (name: string): GoldenArray => {
    return decodeNetworkArray(fields[name], bin, `${where}, ${name}`);
  };
  const intercepts = array('intercepts').values;
  const found = [...array('max_rates').values].map((maxRate, i) => {
    return gainBias(kind, params, maxRate, intercepts[i]!);
  });
  const gains = array('gain').values;
  const biases = array('bias').values;
  const back = [...gains].map((gain, i) => {
    return maxRateIntercept(kind, params, { gain, bias: biases[i]! });
  });
  return firstOf(
    firstDifference(
      `${where}: gain`,
      found.map(({ gain }) => gain),
      array('gain'),
    ),
    firstDifference(
      `${where}: bias`,
      found.map(({ bias }) => bias),
      array('bias'),
    ),
    firstDifference(
      `${where}: max rate`,
      back.map((b) => b.maxRate),
      array('back_max_rates'),
    ),
    firstDifference(
      `${where}: intercept`,
      back.map((b) => b.intercept),
      array('back_intercepts'),
    ),
  );
}

/** The reference refuses a rate that the refractory period does not allow; so must we. */
function expectRefusal(kind: string, params: RateParams, where: string): string | null {
  const beyond = 1.1 / params.tauRef!;
  try {
    gainBias(kind, params, beyond, 0);
  } catch (error) {
    if (error instanceof NetworkError) return null;
    throw error;
  }
  return `${where}: a maximum rate of ${beyond} Hz was accepted, the reference refuses it`;
}
