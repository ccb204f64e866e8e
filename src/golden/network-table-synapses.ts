import { alphaSystem, type FilterSystem, lowpassSystem } from '../kernels/filter-system.js';
import type { CausalKernel } from '../kernels/kernel.js';
import { filterParams } from '../kernels/lowpass.js';
import { definitionOf } from '../kernels/table.js';
import type { GoldenArray } from './arrays.js';
import { CaseError, CaseSkip } from './case.js';
import { asFields, asNumber, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { firstDifference, firstOf } from './network-table-compare.js';
import type { TableContext } from './network-table-context.js';

/** Filters the table's input with one synapse and compares it and its discrete matrices. */
export function replaySynapse(item: Fields, context: TableContext): string | null {
  const { bin, dt, table } = context;
  const synapse = asFields(item.synapse, 'synapse');
  const type = asText(synapse.type, 'synapse, type');
  if (type !== 'Lowpass' && type !== 'Alpha') throw new CaseSkip(type);
  const kind = type.toLowerCase();
  const tau = asNumber(synapse.tau, `${type}, tau`);
  const where = `${kind}(${tau})`;
  const input = decodeNetworkArray(table.input, bin, 'input');
  const array = (name: string): GoldenArray => {
    return decodeNetworkArray(item[name], bin, `${where}, ${name}`);
  };
  const kernel = (): CausalKernel => filterKernel(kind, tau, dt, input.shape[1]!);
  return firstOf(
    compareSystem(
      where,
      kind === 'alpha' ? alphaSystem(tau, dt) : lowpassSystem(tau, dt),
      item,
      bin,
    ),
    firstDifference(`${where}: value`, filtered(kernel(), input, 'absorb'), array('filt')),
    firstDifference(
      `${where}: through a connection, value`,
      filtered(kernel(), input, 'emit'),
      array('through_connection'),
    ),
    firstDifference(
      `${where}: through a probe, value`,
      filtered(kernel(), input, 'emit'),
      array('through_probe'),
    ),
  );
}

function filterKernel(kind: string, tau: number, dt: number, size: number): CausalKernel {
  const params = { ...filterParams(kind, tau) };
  const kernel = definitionOf(kind).make(params, { dt, inputShape: [size] });
  if (!kernel.causal) throw new CaseError(`${kind}: a filter answers one timestep late.`);
  return kernel;
}

/** All outputs: `emit` first is what a network sees, `absorb` first is the bare filter. */
function filtered(
  kernel: CausalKernel,
  { values, shape }: GoldenArray,
  first: 'emit' | 'absorb',
): Float64Array {
  const size = shape[1]!;
  const output = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += size) {
    const row = output.subarray(at, at + size);
    if (first === 'emit') kernel.emit(row);
    kernel.absorb(values.subarray(at, at + size));
    if (first === 'absorb') kernel.emit(row);
  }
  return output;
}

function compareSystem(
  where: string,
  system: FilterSystem,
  item: Fields,
  bin: Uint8Array,
): string | null {
  const discrete = asFields(item.discrete, `${where}, discrete`);
  const compare = (name: 'A' | 'B' | 'C', actual: Float64Array): string | null => {
    const expected = decodeNetworkArray(discrete[name], bin, `${where}, ${name}`);
    return firstDifference(`${where}: ${name}`, actual, expected);
  };
  return firstOf(
    compare('A', system.A),
    compare('B', system.B),
    compare('C', system.C),
    firstDifference(`${where}: D`, [system.D], decodeNetworkArray(discrete.D, bin, `${where}, D`)),
  );
}
