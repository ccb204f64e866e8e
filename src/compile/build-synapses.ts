import { sizeOf } from '../core/shape.js';
import { type ConvLayout, convLayout, convSynapse } from './chip/conv-layout.js';
import type { SynapseGroup } from './chip/model.js';
import { denseSynapse, sparseSynapse } from './chip/synapse.js';
import { convMatrix } from './conv.js';
import type { PlacedLink } from './plan.js';
import { type SparseMatrix, transpose } from './sparse.js';

/** The synapses a link becomes, and how its source neurons reach their axons. */
export interface BuiltSynapses {
  readonly group: SynapseGroup;
  readonly nAxons: number;
  readonly compartmentMap: Int32Array | null;
  readonly compartmentAtoms: Int32Array | null;
}

/** What multiplies the transform of a link on its way into the weights. */
export interface WeightScale {
  /** Gain of the target neurons, one number or one per neuron. */
  readonly gain: number | Float64Array;
  /** Amplitude / dt for spikes of neurons; 1 for values. */
  readonly spike: number;
}

/**
 * Weights diag(gain) T amplitude / dt of a link (network-to-chip.md 6), computed in float64 and
 * stored in float32. Values come in on/off pairs: [T, -T].
 */
export function buildSynapses(placed: PlacedLink, scale: WeightScale): BuiltSynapses {
  const { map, select, popType } = placed.transform;
  const { gain, spike } = scale;
  const sources = sizeOf(placed.link.source.shape);
  if (map.kind === 'conv2d' && typeof gain === 'number' && placed.crossing !== 'value') {
    const kernel = map.kernel.map((k) => k * spike * gain);
    const layout = convLayout(map.geometry, kernel);
    const group = convSynapse(layout, map.geometry, popType);
    return { group, nAxons: layout.nAxons, ...convAxons(layout, select, sources) };
  }
  const matrix = map.kind === 'conv2d' ? convMatrix(map.geometry, map.kernel) : map.matrix;
  const stored = map.kind === 'conv2d' ? 'sparse' : map.stored;
  const scaled = scaleRows(matrix, gain, spike);
  const pairs = placed.crossing === 'value';
  const group = stored === 'dense' ? denseGroup(scaled, pairs) : sparseGroup(scaled, pairs);
  const compartmentMap = select === null ? null : axonMap(select, sources, pairs);
  return { group, nAxons: group.nAxons, compartmentMap, compartmentAtoms: null };
}

/** Pixels and atoms of a convolution's sources; neurons outside a selection have no axon. */
function convAxons(layout: ConvLayout, select: Uint32Array | null, sources: number) {
  const { compartmentMap, compartmentAtoms } = layout;
  if (select === null) return { compartmentMap, compartmentAtoms };
  const map = new Int32Array(sources).fill(-1);
  const atoms = new Int32Array(sources);
  for (const [i, source] of select.entries()) {
    map[source] = compartmentMap[i]!;
    atoms[source] = compartmentAtoms[i]!;
  }
  return { compartmentMap: map, compartmentAtoms: atoms };
}

function scaleRows(matrix: SparseMatrix, gain: number | Float64Array, spike: number): SparseMatrix {
  const value = new Float64Array(matrix.value.length);
  for (let i = 0; i < matrix.rows; i++) {
    const g = typeof gain === 'number' ? gain : gain[i]!;
    for (let k = matrix.ptr[i]!; k < matrix.ptr[i + 1]!; k++)
      value[k] = g * matrix.value[k]! * spike;
  }
  return { ...matrix, value };
}

function denseGroup({ rows, columns, ptr, column, value }: SparseMatrix, pairs: boolean) {
  const axons = pairs ? 2 * columns : columns;
  const data = new Float32Array(axons * rows);
  for (let i = 0; i < rows; i++) {
    for (let k = ptr[i]!; k < ptr[i + 1]!; k++) {
      data[column[k]! * rows + i] = value[k]!;
      if (pairs) data[(columns + column[k]!) * rows + i] = -value[k]!;
    }
  }
  return denseSynapse(data, axons, rows);
}

function sparseGroup(matrix: SparseMatrix, pairs: boolean) {
  const byAxon = transpose(matrix);
  const rows = Array.from({ length: byAxon.rows }, (_, axon) => {
    const from = byAxon.ptr[axon]!;
    const to = byAxon.ptr[axon + 1]!;
    return { columns: byAxon.column.subarray(from, to), values: byAxon.value.subarray(from, to) };
  });
  const off = rows.map((row) => ({ columns: row.columns, values: row.values.map((v) => -v) }));
  return sparseSynapse(pairs ? [...rows, ...off] : rows);
}

/** Source neuron -> axon; neurons outside the selection have none. On/off sources come twice. */
export function axonMap(select: Uint32Array, sources: number, pairs: boolean): Int32Array {
  const map = new Int32Array(pairs ? 2 * sources : sources).fill(-1);
  for (const [axon, source] of select.entries()) {
    map[source] = axon;
    if (pairs) map[sources + source] = select.length + axon;
  }
  return map;
}
