import type { FilterSystem } from '../core/linear-system.js';
import { alphaSystem, lowpassSystem } from '../kernels/filter-system.js';
import type { CausalKernel } from '../kernels/kernel.js';
import { type LinearFilterParams, systemOf } from '../kernels/linear-filter.js';
import { definitionOf } from '../kernels/table.js';
import type { Operator } from '../operators/operator.js';
import type { GoldenArray } from './arrays.js';
import { CaseError } from './case.js';
import { asFields, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { synapseOperator } from './network-pieces.js';
import { firstDifference, firstOf } from './network-table-compare.js';
import type { TableContext } from './network-table-context.js';

/** Filters the table's input with one synapse and compares it and its discrete matrices. */
export function replaySynapse(item: Fields, context: TableContext): string | null {
  const { bin, dt, table } = context;
  const synapse = asFields(item.synapse, 'synapse');
  const filter = synapseOperator(synapse, 'synapse');
  const where = nameOf(filter);
  const input = decodeNetworkArray(table.input, bin, 'input');
  const array = (name: string): GoldenArray => {
    return decodeNetworkArray(item[name], bin, `${where}, ${name}`);
  };
  const kernel = (): CausalKernel => filterKernel(filter, dt, input.shape[1]!);
  const system = systemOfFilter(filter, dt);
  return firstOf(
    system === null ? null : compareSystem(where, system, item, bin),
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

function nameOf({ kind, params }: Operator): string {
  const { tau, t, num, den } = params as Record<string, unknown>;
  if (num === undefined) return `${kind}(${String(tau ?? t)})`;
  return `${kind}(${String(num)} / ${String(den)})`;
}

/** The matrices of a filter; `null` for one that is no state space. */
function systemOfFilter({ kind, params }: Operator, dt: number): FilterSystem | null {
  const tau = params.tau as number;
  if (kind === 'lowpass') return lowpassSystem(tau, dt);
  if (kind === 'alpha') return alphaSystem(tau, dt);
  if (kind !== 'linearFilter') return null;
  return systemOf(params as unknown as LinearFilterParams, dt);
}

function filterKernel({ kind, params }: Operator, dt: number, size: number): CausalKernel {
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
