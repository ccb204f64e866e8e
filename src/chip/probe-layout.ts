import type {
  ChipArray,
  ChipDtype,
  ChipModel,
  ChipProbe,
  ProbeTarget,
} from '../compile/chip/model.js';
import { DeviceError } from '../core/errors.js';
import { openFilter, type ProbeFilter } from './filter.js';

/** `bool` (0 or 1): unweighted spikes; unweighted current or voltage: as the chip; else `float64`. */
export type ProbeType = 'bool' | ChipDtype | 'float64';

/** One target of a probe and where its values go. */
export interface OpenTarget {
  readonly block: number;
  readonly select: Int32Array;
  readonly weights: ProbeTarget['weights'];
  /** First output column; targets that are summed all start at 0. */
  readonly column: number;
}

/** One probe opened for recording. */
export interface OpenProbe {
  readonly key: ChipProbe['key'];
  readonly dtype: ProbeType;
  readonly targets: OpenTarget[];
  /** Columns of the targets side by side, before reindexing. */
  readonly width: number;
  readonly order: Int32Array | null;
  readonly columns: number;
  readonly filter: ProbeFilter | null;
  /** Selected raw values, `rawWidth` a step, in target order. */
  readonly rawWidth: number;
  raw: ChipArray;
  rows: number;
}

/** Opens one probe, with nothing recorded; throws a DeviceError if it does not fit the model. */
export function openProbe(model: ChipModel, probe: ChipProbe, where: string): OpenProbe {
  const { targets, width, rawWidth } = placeTargets(model, probe, where);
  checkOrder(probe, width, where);
  const columns = probe.reindexing?.length ?? width;
  const dtype = typeOf(probe, model.dtype);
  return {
    key: probe.key,
    dtype,
    targets,
    width,
    order: probe.reindexing,
    columns,
    filter: probe.synapse === null ? null : openFilter(probe.synapse, columns, model.dt),
    rawWidth,
    raw: model.dtype === 'int32' ? new Int32Array(64 * rawWidth) : new Float32Array(64 * rawWidth),
    rows: 0,
  };
}

/** Targets stand side by side, unless one has a weight matrix: then all are added up. */
function placeTargets(
  model: ChipModel,
  probe: ChipProbe,
  where: string,
): Pick<OpenProbe, 'targets' | 'width' | 'rawWidth'> {
  const summed = probe.targets.some(isMatrix);
  const targets: OpenTarget[] = [];
  let width = 0;
  let rawWidth = 0;
  for (const target of probe.targets) {
    const select = selection(model, target, where);
    const outputs = outputsOf(target, select.length, where);
    if (summed && targets.length > 0 && outputs !== width) {
      throw misfit(where, `summed targets have ${width} and ${outputs} outputs`);
    }
    targets.push({ ...target, select, column: summed ? 0 : width });
    width = summed ? outputs : width + outputs;
    rawWidth += select.length;
  }
  return { targets, width, rawWidth };
}

function checkOrder(probe: ChipProbe, width: number, where: string): void {
  if (probe.reindexing !== null && probe.targets.some(isMatrix)) {
    throw misfit(where, 'a probe with weight matrices cannot be reindexed');
  }
  const wrong = probe.reindexing?.find((column) => column < 0 || column >= width);
  if (wrong !== undefined) throw misfit(where, `reindexing names column ${wrong} of ${width}`);
}

function isMatrix(target: ProbeTarget): boolean {
  return typeof target.weights === 'object' && target.weights !== null;
}

function selection(model: ChipModel, target: ProbeTarget, where: string): Int32Array {
  const block = model.blocks[target.block];
  if (block === undefined) throw misfit(where, `there is no block ${target.block}`);
  const n = block.nCompartments;
  const select = target.select ?? Int32Array.from({ length: n }, (_, i) => i);
  const wrong = select.find((c) => c < 0 || c >= n);
  if (wrong !== undefined) throw misfit(where, `block ${target.block} has no compartment ${wrong}`);
  return select;
}

function outputsOf({ weights }: ProbeTarget, selected: number, where: string): number {
  if (weights === null || typeof weights === 'number') return selected;
  if (weights.rows === selected) return weights.columns;
  throw misfit(where, `weights have ${weights.rows} rows for ${selected} compartments`);
}

function typeOf(probe: ChipProbe, dtype: ChipDtype): ProbeType {
  if (probe.targets.some(({ weights }) => weights !== null)) return 'float64';
  return probe.key === 'spiked' ? 'bool' : dtype;
}

function misfit(where: string, what: string): DeviceError {
  return new DeviceError(`${where}: ${what}. Correct the probe.`, { code: 'probe', path: where });
}
