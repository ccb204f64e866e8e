import type { Draft } from './gather.js';
import type { Layer } from './layers.js';
import type { Places } from './planes.js';
import type { Areas } from './regions.js';
import { eachRow, type Route } from './routes.js';
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

/**
 * Reads the kernels of all areas of a layer off the weights, connection by connection. Returns `null`
 * as soon as a connection lies outside its window or two positions disagree, and if one is missing.
 */
export function tablesOf(draft: Draft, index: number, areas: Areas): KernelTable[][] | null {
  const layer = draft.layers[index]!;
  const sheets = new Map<string, Sheet>();
  for (const [k, b] of layer.blocks.entries()) {
    const taken = new Map<string, number[]>();
    for (const [s, group] of draft.model.blocks[b]!.synapses.entries()) {
      for (const route of draft.incoming[b]![s]!) {
        const source = draft.layers[route.source]!;
        const window = windowOf(group, source, draft.places[route.source]!, layer);
        if (window === null || group.learning !== null) return null;
        const key = `${route.source} ${Object.values(window).join()}`;
        // Another group of the same kind has tables of its own.
        const groups = taken.get(key) ?? [];
        if (!groups.includes(s)) taken.set(key, [...groups, s]);
        const use = taken.get(key)!.indexOf(s);
        const sheet = sheetOf(sheets, `${key} ${use}`, route.source, window, draft, areas);
        if (!readRoute(route, sheet, layer, layer.tiles[k]!, draft, areas, index)) return null;
      }
    }
  }
  const all = [...sheets.values()];
  if (!all.every((sheet) => isComplete(sheet, draft, areas))) return null;
  return areas.areas.map((_, a) => all.flatMap(({ tables }) => tables[a]!));
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

/** Enters every connection of a route into the tables of its target's area; false if one does not fit. */
function readRoute(
  route: Route,
  { tables, window }: Sheet,
  layer: Layer,
  tile: Int32Array,
  { places }: Draft,
  { areas, areaOf }: Areas,
  index: number,
): boolean {
  const { kh, kw, sy, sx, oy, ox } = window;
  const from: Places = places[route.source]!;
  const to: Places = places[index]!;
  const { indices, weights } = route.axon.target;
  let fits = layer.size > 0;
  eachRow(route, (source, base, start, end) => {
    const y = from.row[source]! - oy;
    const x = from.column[source]! - ox;
    const plane = from.plane[source]!;
    const c = from.channel[source]!;
    const channels = from.planes[plane]!.c;
    for (let i = start; i < end; i++) {
      const n = tile[base + indices[i]!]!;
      const ky = y - to.row[n]! * sy;
      const kx = x - to.column[n]! * sx;
      if (ky < 0 || kx < 0 || ky >= kh || kx >= kw) {
        fits = false;
        return;
      }
      const area = areaOf[n]!;
      const table = tables[area]![plane]!;
      const at = ((ky * kw + kx) * channels + c) * areas[area]!.plane.lanes + to.channel[n]!;
      const w = weights[i]!;
      if (table.seen[at] === 0) {
        table.seen[at] = 1;
        table.weights[at] = w;
      } else if (table.weights[at] !== w) fits = false;
      table.visits += 1;
    }
  });
  return fits;
}

/** True if every position saw every tap of its window that lies inside the source. */
function isComplete({ source, window, tables }: Sheet, { layers, places }: Draft, areas: Areas) {
  const { kh, kw, sy, sx, oy, ox } = window;
  const { grid, size } = layers[source]!;
  const { planes } = places[source]!;
  return areas.areas.every(({ plane, positions }, a) => {
    let taps = 0;
    for (const position of positions) {
      const y = Math.floor(position / plane.w);
      const x = position % plane.w;
      taps += tapsOf(planes[0]!.h, kh, sy, oy, y) * tapsOf(planes[0]!.w, kw, sx, ox, x);
    }
    // The last row of a pool or a flat layer may be shorter than the others.
    const missing =
      planes[0]!.h * planes[0]!.w * (planes.length === 1 ? planes[0]!.c : grid.c) - size;
    return planes.every(({ c }, p) => {
      const expected = (taps * c - missing * Number(planes.length === 1)) * plane.c;
      return tables[a]![p]!.visits === expected;
    });
  });
}
