import type { ChipProbe, ProbeTarget } from '../model.js';
import type { TileMap } from './synapses.js';

type Weights = ProbeTarget['weights'];

/** Where an old block went; `map` is null for a block that was not cut. */
export interface NewPlace {
  readonly positions: readonly number[];
  readonly compartments: number;
  readonly map: TileMap | null;
}

/** One new target and, per value it records, the column of the old concatenation. */
interface Part {
  readonly target: ProbeTarget;
  readonly columns: readonly number[];
}

/**
 * A probe on new blocks: one target per tile it touches. Plain values are put back into the old
 * order; where targets are summed through weights, so are the tiles.
 */
export function cutProbe(probe: ChipProbe, places: readonly NewPlace[]): ChipProbe {
  const summed = probe.targets.some(
    ({ weights }) => typeof weights === 'object' && weights !== null,
  );
  let offset = 0;
  const parts = probe.targets.flatMap((target) => {
    const place = places[target.block];
    const cut = cutTarget(target, place, offset, summed);
    offset += target.select?.length ?? place.compartments;
    return cut;
  });
  const targets = parts.map(({ target }) => target);
  const cut = probe.targets.some(({ block }) => places[block].map !== null);
  if (summed || !cut) return { ...probe, targets };
  return { ...probe, targets, reindexing: newOrder(parts, probe.reindexing) };
}

function cutTarget(
  target: ProbeTarget,
  { positions, compartments, map }: NewPlace,
  offset: number,
  summed: boolean,
): Part[] {
  const selected = target.select ?? Int32Array.from({ length: compartments }, (_, c) => c);
  const all = Array.from(selected, (_, row) => row);
  if (map === null) {
    return [
      { target: { ...target, block: positions[0] }, columns: all.map((row) => offset + row) },
    ];
  }
  return map.tiles.flatMap((_, tile) => {
    const rows = all.filter((row) => map.tileOf[selected[row]] === tile);
    if (rows.length === 0) return [];
    const select = Int32Array.from(rows, (row) => map.numberOf[selected[row]]);
    const weights = summed ? cutRows(target.weights, rows, all.length) : target.weights;
    return [
      {
        target: { block: positions[tile], select, weights },
        columns: rows.map((row) => offset + row),
      },
    ];
  });
}

/** Rows of a weight matrix; plain and scaled values become rows of a diagonal one. */
function cutRows(weights: Weights, rows: readonly number[], selected: number): Weights {
  const columns = weights === null || typeof weights === 'number' ? selected : weights.columns;
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    if (weights === null || typeof weights === 'number') values[i * columns + row] = weights ?? 1;
    else values.set(weights.values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return { values, rows: rows.length, columns };
}

/** New column of every old output; `null` when the order did not change. */
function newOrder(parts: readonly Part[], old: Int32Array | null): Int32Array | null {
  const columns = parts.flatMap((part) => part.columns);
  const moved = new Int32Array(columns.length);
  columns.forEach((column, at) => {
    moved[column] = at;
  });
  const order = old === null ? moved : Int32Array.from(old, (column) => moved[column]);
  return order.every((column, k) => column === k) && order.length === moved.length ? null : order;
}
