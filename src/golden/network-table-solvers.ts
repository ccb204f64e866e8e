import { type SolverKind, solveDecoders, type Table } from '../kernels/solve/decoders.js';
import { asNumber, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { firstOf } from './network-table-compare.js';
import type { TableContext } from './network-table-context.js';

/** Largest difference of a decoder, as a share of the largest decoder. */
const TOLERANCE = 1e-10;

const fields: Readonly<Record<SolverKind, string>> = {
  l2: 'LstsqL2',
  l2nz: 'LstsqL2nz',
  lstsq: 'Lstsq_rcond_0.01',
};

/** Solves one system with every solver and compares the decoders. */
export function replaySolver(item: Fields, { bin }: TableContext): string | null {
  const table = (name: string): Table => tableOf(item[name], bin, name);
  const reg = asNumber(item.reg, 'reg');
  const activities = table('A');
  const targets = table('Y');
  const differences = Object.entries(fields).map(([kind, name]) => {
    const found = solveDecoders(activities, targets, { kind: kind as SolverKind, reg }, name);
    return decoderDifference(name, found, table(name).values);
  });
  return firstOf(...differences);
}

/** A matrix of a golden file. */
export function tableOf(json: unknown, bin: Uint8Array, where: string): Table {
  const { shape, values } = decodeNetworkArray(json, bin, where);
  return { rows: shape[0]!, columns: shape[1]!, values };
}

/** A sentence if decoders differ by more than rounding in another order explains, else null. */
export function decoderDifference(
  where: string,
  found: Float64Array,
  expected: Float64Array,
): string | null {
  if (found.length !== expected.length) {
    return `${where}: ${found.length} decoders, expected ${expected.length}`;
  }
  const largest = expected.reduce((max, d) => Math.max(max, Math.abs(d)), 0);
  const error = found.reduce((max, d, i) => Math.max(max, Math.abs(d - expected[i]!)), 0);
  if (error <= TOLERANCE * largest) return null;
  return `${where}: a decoder is off by ${error}, the largest is ${largest}`;
}
