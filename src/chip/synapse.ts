import type { ChipArray, SynapseGroup, WeightSet } from '../compile/chip/model.js';
import { DeviceError } from '../core/errors.js';

/**
 * One synapse group opened for stepping: all weight rows one behind the other, and the queue of
 * axons on which spikes arrived in this step.
 */
export interface Synapse<Values> {
  readonly weights: Values;
  /** Target compartment of every weight, without the base of the axon. */
  readonly indices: Int32Array;
  /** Row r holds the weights rowStart[r] .. rowStart[r + 1] - 1. */
  readonly rowStart: Int32Array;
  /** First row and number of rows (atoms) of every input axon. */
  readonly firstRow: Int32Array;
  readonly atoms: Int32Array;
  /** Added to the indices of an input axon; negative: the axon is not used. */
  readonly base: Int32Array;
  queuedAxons: Int32Array;
  queuedAtoms: Int32Array;
  queued: number;
}

/**
 * Opens a group that drives `n` compartments; refuses an index that leaves the block. The weights
 * are copied into arrays made by `zeros`, so that learning leaves the model as it is.
 */
export function openSynapse<Values extends ChipArray>(
  group: SynapseGroup,
  n: number,
  zeros: (n: number) => Values,
  where: string,
): Synapse<Values> {
  const setStart = new Int32Array(group.weights.length);
  for (let s = 1; s < setStart.length; s++) {
    setStart[s] = setStart[s - 1] + group.weights[s - 1].atoms;
  }
  const rows = flattenRows(group.weights, n, zeros);
  const axons = routeAxons(group, setStart, where);
  const synapse = { ...rows, ...axons, ...emptyQueue() };
  checkReach(synapse, n, where);
  return synapse;
}

/**
 * Lays out all rows one behind the other. Where a row repeats an index only its last weight is
 * kept (the reference assigns through the index list, and the last assignment stays),
 * decided here, once, so that adding a row needs no check.
 */
function flattenRows<Values extends ChipArray>(
  sets: readonly WeightSet[],
  n: number,
  zeros: (n: number) => Values,
): Pick<Synapse<Values>, 'weights' | 'indices' | 'rowStart'> {
  const size = sets.reduce((sum, set) => sum + set.atoms * set.entries, 0);
  const weights = zeros(size);
  const indices = new Int32Array(size);
  const rowStart = new Int32Array(sets.reduce((sum, set) => sum + set.atoms, 0) + 1);
  const lastRowWith = new Int32Array(n).fill(-1);
  const position = new Int32Array(n);
  let row = 0;
  let end = 0;
  for (const set of sets) {
    for (let i = 0, atom = 0; atom < set.atoms; atom++) {
      for (const rowEnd = i + set.entries; i < rowEnd; i++) {
        const index = set.indices[i];
        if (lastRowWith[index] === row) {
          weights[position[index]] = set.values[i];
          continue;
        }
        lastRowWith[index] = row;
        position[index] = end;
        indices[end] = index;
        weights[end++] = set.values[i];
      }
      rowStart[++row] = end;
    }
  }
  return { weights: weights.slice(0, end) as Values, indices: indices.slice(0, end), rowStart };
}

function routeAxons(
  group: SynapseGroup,
  setStart: Int32Array,
  where: string,
): Pick<Synapse<ChipArray>, 'firstRow' | 'atoms' | 'base'> {
  const firstRow = new Int32Array(group.nAxons);
  const atoms = new Int32Array(group.nAxons);
  const base = new Int32Array(group.nAxons);
  for (let axon = 0; axon < group.nAxons; axon++) {
    base[axon] = group.axonCompartmentBases?.[axon] ?? 0;
    if (base[axon] < 0) continue;
    const set = group.axonToWeightMap?.[axon] ?? axon;
    if (set < 0 || set >= group.weights.length) throw missingSet(where, axon, set, group);
    firstRow[axon] = setStart[set];
    atoms[axon] = group.weights[set].atoms;
  }
  return { firstRow, atoms, base };
}

function missingSet(where: string, axon: number, set: number, group: SynapseGroup): DeviceError {
  const message = `${where}: axon ${axon} uses weight set ${set}, the group has ${group.weights.length}.`;
  return new DeviceError(`${message} Correct the axon to weight map.`, {
    code: 'weight-set-out-of-range',
    path: where,
  });
}

function emptyQueue(): Pick<Synapse<ChipArray>, 'queuedAxons' | 'queuedAtoms' | 'queued'> {
  return { queuedAxons: new Int32Array(16), queuedAtoms: new Int32Array(16), queued: 0 };
}

function checkReach(synapse: Synapse<ChipArray>, n: number, where: string): void {
  const { indices, rowStart, firstRow, atoms, base } = synapse;
  for (let axon = 0; axon < base.length; axon++) {
    if (base[axon] < 0) continue;
    const end = rowStart[firstRow[axon] + atoms[axon]];
    for (let i = rowStart[firstRow[axon]]; i < end; i++) {
      const index = base[axon] + indices[i];
      if (indices[i] >= 0 && index < n) continue;
      throw new DeviceError(
        `${where}: axon ${axon} reaches compartment ${index}, the block has ${n}. Correct the indices or bases.`,
        { code: 'index-out-of-range', path: where },
      );
    }
  }
}

/** Notes that a spike arrived for a weight row of an input axon; the queue grows when it is full. */
export function enqueue(synapse: Synapse<ChipArray>, axon: number, atom: number): void {
  if (synapse.queued === synapse.queuedAxons.length) growQueue(synapse);
  synapse.queuedAxons[synapse.queued] = axon;
  synapse.queuedAtoms[synapse.queued] = atom;
  synapse.queued += 1;
}

function growQueue(synapse: Synapse<ChipArray>): void {
  const axons = new Int32Array(2 * synapse.queued);
  const atoms = new Int32Array(2 * synapse.queued);
  axons.set(synapse.queuedAxons);
  atoms.set(synapse.queuedAtoms);
  synapse.queuedAxons = axons;
  synapse.queuedAtoms = atoms;
}

/**
 * Adds the weight row of every queued spike to the accumulators `q` of the block (i32, wrapping)
 * and returns the number of weights added.
 */
export function accumulate(synapse: Synapse<Int32Array>, q: Int32Array): number {
  const { rowStart, firstRow, base, queuedAxons, queuedAtoms, queued } = synapse;
  let added = 0;
  for (let s = 0; s < queued; s++) {
    const axon = queuedAxons[s];
    if (base[axon] < 0) continue;
    const row = firstRow[axon] + queuedAtoms[s];
    addRow(q, base[axon], synapse, rowStart[row], rowStart[row + 1]);
    added += rowStart[row + 1] - rowStart[row];
  }
  return added;
}

/** Four weights a turn: twice as fast as one by one. No index repeats, so their order is free. */
function addRow(
  q: Int32Array,
  base: number,
  { indices, weights }: Synapse<Int32Array>,
  start: number,
  end: number,
): void {
  let i = start;
  for (; i + 3 < end; i += 4) {
    const a = base + indices[i];
    const b = base + indices[i + 1];
    const c = base + indices[i + 2];
    const d = base + indices[i + 3];
    q[a] += weights[i];
    q[b] += weights[i + 1];
    q[c] += weights[i + 2];
    q[d] += weights[i + 3];
  }
  for (; i < end; i++) q[base + indices[i]] += weights[i];
}
