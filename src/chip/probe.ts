import type { ChipArray, ChipModel } from '../compile/chip/model.js';
import type { ChipBoard } from './chip-board.js';
import { type OpenProbe, openProbe, type ProbeType } from './probe-layout.js';

/** What a probe recorded since the last reading, rows = steps, row-major. */
export interface ProbeReading {
  readonly dtype: ProbeType;
  readonly rows: number;
  readonly columns: number;
  readonly values: Uint8Array | Int32Array | Float32Array | Float64Array;
}

/** Records the probes of a model beside the board that plays it. */
export interface ProbeRecorder {
  /** Copies the probed values of the step just played. */
  record(board: ChipBoard<ChipArray>): void;
  /** Returns and clears what probe `index` recorded since the last reading. */
  read(index: number): ProbeReading;
  /** State of every probe's filter (empty without one); writing to it restores the probe. */
  readonly filters: readonly Float32Array[];
}

/** Opens a recorder for all probes of a model; throws a DeviceError if a probe does not fit it. */
export function openProbes(model: ChipModel): ProbeRecorder {
  const probes = model.probes.map((probe, p) => openProbe(model, probe, `probe ${p}`));
  return {
    record: (board) => {
      for (const probe of probes) recordStep(probe, board);
    },
    read: (index) => readProbe(probes[index]),
    filters: probes.map(({ filter }) => filter?.state ?? new Float32Array(0)),
  };
}

function recordStep(probe: OpenProbe, board: ChipBoard<ChipArray>): void {
  const { key, targets, rawWidth } = probe;
  let at = probe.rows * rawWidth;
  if (at + rawWidth > probe.raw.length) {
    const larger = 2 * probe.raw.length;
    const { raw } = probe;
    probe.raw = raw instanceof Int32Array ? new Int32Array(larger) : new Float32Array(larger);
    probe.raw.set(raw);
  }
  const { raw } = probe;
  for (const { block, select } of targets) {
    if (key === 'spiked') recordSpikes(board, block, select, raw, at);
    else {
      const values = key === 'voltage' ? board.voltage(block) : board.current(block);
      for (let i = 0; i < select.length; i++) raw[at + i] = values[select[i]];
    }
    at += select.length;
  }
  probe.rows += 1;
}

/** Spikes are an ascending list; a selection may name compartments in any order, even twice. */
function recordSpikes(
  board: ChipBoard<ChipArray>,
  block: number,
  select: Int32Array,
  raw: ChipArray,
  at: number,
): void {
  const { indices, count } = board.spikes(block);
  for (let i = 0; i < select.length; i++) {
    raw[at + i] = contains(indices, count, select[i]) ? 1 : 0;
  }
}

function contains(ascending: Int32Array, count: number, wanted: number): boolean {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low < count && ascending[low] === wanted;
}

function readProbe(probe: OpenProbe): ProbeReading {
  const { dtype, rows, columns, width, order, filter } = probe;
  const values = allocate(dtype, rows * columns);
  const side = new Float64Array(width);
  const row = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    weigh(probe, r * probe.rawWidth, side);
    for (let k = 0; k < columns; k++) row[k] = side[order === null ? k : order[k]];
    filter?.step(row);
    storeRow(dtype, row, values, r * columns);
  }
  probe.rows = 0;
  return { dtype, rows, columns, values };
}

/** Applies the weights of every target to one recorded step. */
function weigh(probe: OpenProbe, at: number, side: Float64Array): void {
  side.fill(0);
  let start = at;
  for (const { select, weights, column } of probe.targets) {
    for (let i = 0; i < select.length; i++) {
      const value = probe.raw[start + i];
      if (weights === null) side[column + i] += value;
      else if (typeof weights === 'number') side[column + i] += value * weights;
      else {
        const { values, columns } = weights;
        for (let k = 0; k < columns; k++) side[column + k] += value * values[i * columns + k];
      }
    }
    start += select.length;
  }
}

function allocate(dtype: ProbeType, size: number): ProbeReading['values'] {
  if (dtype === 'bool') return new Uint8Array(size);
  if (dtype === 'int32') return new Int32Array(size);
  return dtype === 'float32' ? new Float32Array(size) : new Float64Array(size);
}

/**
 * A filtered row takes the element type of the unfiltered one: integers are truncated toward zero
 * and spikes become true once the filter is not at rest.
 */
function storeRow(
  dtype: ProbeType,
  row: Float64Array,
  values: ProbeReading['values'],
  at: number,
): void {
  for (let k = 0; k < row.length; k++) {
    values[at + k] = dtype === 'bool' ? Number(row[k] !== 0) : row[k];
  }
}
