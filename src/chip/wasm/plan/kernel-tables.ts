import type { Draft } from './gather.js';
import type { Grid } from './layers.js';
import type { Places } from './planes.js';
import type { Areas } from './regions.js';
import type { Route } from './routes.js';
import { tapsOf, type Window, windowOf } from './windows.js';

/** The weights of one area as a kernel over one source plane, [ky][kx][c][lane]. */
export interface KernelTable {
  readonly source: number;
  readonly plane: number;
  readonly window: Window;
  readonly weights: Int32Array;
}

/** A table while it fills: which of its weights were seen, and how often. */
interface OpenTable extends KernelTable {
  readonly seen: Uint8Array;
  visits: number;
}

/** The tables of a source layer seen through one window: area by area, plane by plane. */
interface Sheet {
  readonly source: number;
  readonly window: Window;
  readonly tables: readonly (readonly OpenTable[])[];
}

/** Where the compartments of a block look: row and column of window 0, lane, area. */
interface Looks {
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly lane: Int32Array;
  /** The one area of all compartments, or -1. */
  readonly only: number;
  readonly area: Int32Array;
}

/**
 * Reads the kernels of all areas of a layer off the weights, connection by connection. Returns `null`
 * as soon as a connection lies outside its window or two positions disagree, and if one is missing.
 */
export function tablesOf(draft: Draft, index: number, areas: Areas): KernelTable[][] | null {
  const layer = draft.layers[index]!;
  const sheets = new Map<string, Sheet>();
  for (const [k, b] of layer.blocks.entries()) {
    const taken = new Map<string, number[]>();
    const looks = new Map<string, Looks>();
    for (const [s, group] of draft.model.blocks[b]!.synapses.entries()) {
      // Per source layer the neurons that have reached the group: none may twice.
      const met = new Map<number, Uint8Array>();
      for (const route of draft.incoming[b]![s]!) {
        const source = draft.layers[route.source]!;
        const window = windowOf(group, source, draft.places[route.source]!, layer);
        if (window === null || group.learning !== null || isVast(window, source.grid)) return null;
        const key = `${route.source} ${Object.values(window).join()}`;
        // Another group of the same kind has tables of its own.
        const groups = taken.get(key) ?? [];
        if (!groups.includes(s)) taken.set(key, [...groups, s]);
        const use = taken.get(key)!.indexOf(s);
        const sheet = sheetOf(sheets, `${key} ${use}`, route.source, window, draft, areas);
        let look = looks.get(key);
        if (look === undefined) {
          look = looksOf(layer.tiles[k]!, window, draft.places[index]!, areas);
          looks.set(key, look);
        }
        const known = met.get(route.source) ?? new Uint8Array(source.size);
        met.set(route.source, known);
        const from = draft.places[route.source]!;
        if (!readRoute(route, sheet, look, from, known, areas)) return null;
      }
    }
  }
  const all = [...sheets.values()];
  if (!all.every((sheet) => isComplete(sheet, draft, areas))) return null;
  return areas.areas.map((_, a) => all.flatMap(({ tables }) => tables[a]!));
}

/** A kernel of which most lies outside the source would take memory for nothing. */
function isVast({ kh, kw }: Window, { h, w }: Grid): boolean {
  return kh > 2 * h || kw > 2 * w;
}

function sheetOf(
  sheets: Map<string, Sheet>,
  key: string,
  source: number,
  window: Window,
  { places }: Draft,
  { areas }: Areas,
): Sheet {
  let sheet = sheets.get(key);
  if (sheet === undefined) {
    const tables = areas.map(({ plane: { lanes } }) =>
      places[source]!.planes.map(({ c }, plane): OpenTable => {
        const size = window.kh * window.kw * c * lanes;
        const weights = new Int32Array(size);
        return { source, plane, window, weights, seen: new Uint8Array(size), visits: 0 };
      }),
    );
    sheet = { source, window, tables };
    sheets.set(key, sheet);
  }
  return sheet;
}

function looksOf(tile: Int32Array, window: Window, to: Places, { areaOf }: Areas): Looks {
  const area = Int32Array.from(tile, (n) => areaOf[n]!);
  return {
    row: Int32Array.from(tile, (n) => to.row[n]! * window.sy + window.oy),
    column: Int32Array.from(tile, (n) => to.column[n]! * window.sx + window.ox),
    lane: Int32Array.from(tile, (n) => to.channel[n]!),
    only: area.every((a) => a === area[0]) ? (area[0] ?? -1) : -1,
    area,
  };
}

/** Enters every connection of a route into the tables of its target's area; false if one does not fit. */
function readRoute(
  { axon: { target, axon, atom }, neurons }: Route,
  { tables, window: { kh, kw } }: Sheet,
  looks: Looks,
  from: Places,
  met: Uint8Array,
  { areas }: Areas,
): boolean {
  const { base, firstRow, rowStart, indices } = target;
  const weights = target.weights as Int32Array;
  for (let i = 0; i < axon.length; i++) {
    const a = axon[i]!;
    if (a < 0 || base[a]! < 0) continue;
    const n = neurons === null ? i : neurons[i]!;
    const plane = from.plane[n]!;
    if (met[n] === 1) return false;
    met[n] = 1;
    const source = { y: from.row[n]!, x: from.column[n]!, kh, kw };
    const width = from.planes[plane]!.c;
    const row = firstRow[a]! + atom[i]!;
    const end = rowStart[row + 1]!;
    for (let k = rowStart[row]!; k < end; ) {
      // A block in one area is read row by row, any other connection by connection.
      const area = looks.only >= 0 ? looks.only : looks.area[base[a]! + indices[k]!]!;
      const last = looks.only >= 0 ? end : k + 1;
      const table = tables[area]![plane]!;
      const { lanes } = areas[area]!.plane;
      const step = { ky: kw * width * lanes, kx: width * lanes };
      const first = from.channel[n]! * lanes;
      if (!readRow(table, source, step, first, looks, indices, weights, base[a]!, k, last)) {
        return false;
      }
      k = last;
    }
  }
  return true;
}

/** This loop sees every connection of a network. */
function readRow(
  table: OpenTable,
  { y, x, kh, kw }: { y: number; x: number; kh: number; kw: number },
  step: { ky: number; kx: number },
  first: number,
  { row, column, lane }: Looks,
  indices: Int32Array,
  weights: Int32Array,
  base: number,
  start: number,
  end: number,
): boolean {
  const { seen, weights: known } = table;
  for (let k = start; k < end; k++) {
    const target = base + indices[k]!;
    const ky = y - row[target]!;
    const kx = x - column[target]!;
    if (ky < 0 || kx < 0 || ky >= kh || kx >= kw) return false;
    const at = ky * step.ky + kx * step.kx + first + lane[target]!;
    if (seen[at] === 0) {
      seen[at] = 1;
      known[at] = weights[k]!;
    } else if (known[at] !== weights[k]) return false;
  }
  table.visits += end - start;
  return true;
}

/** True if every position saw every tap of its window that lies inside the source. */
function isComplete({ source, window, tables }: Sheet, { layers, places }: Draft, areas: Areas) {
  const { kh, kw, sy, sx, oy, ox } = window;
  const { size } = layers[source]!;
  const { planes } = places[source]!;
  const [first] = planes;
  // The last row of a pool or a flat layer may be shorter than the others.
  const missing = planes.length === 1 ? first!.h * first!.w * first!.c - size : 0;
  return areas.areas.every(({ plane, positions }, a) => {
    let taps = 0;
    for (const position of positions) {
      const y = Math.floor(position / plane.w);
      const x = position % plane.w;
      taps += tapsOf(first!.h, kh, sy, oy, y) * tapsOf(first!.w, kw, sx, ox, x);
    }
    return planes.every(({ c }, p) => {
      return tables[a]![p]!.visits === (taps * c - missing) * plane.c;
    });
  });
}
