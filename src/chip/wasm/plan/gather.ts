import type { ChipModel } from '../../../compile/chip/model.js';
import type { CompartmentState } from '../../compartment.js';
import { Limit } from '../assembly/layout.js';
import { type KernelTable, tablesOf } from './kernel-tables.js';
import type { Layer } from './layers.js';
import { fitsMantissa, shiftOf } from './mantissas.js';
import {
  currentBound,
  isLeaky,
  isProven,
  kindOf,
  type NeuronKind,
  sameKind,
} from './neuron-kinds.js';
import { fitsRows, type Places, type PlanePlan } from './planes.js';
import { type Area, type Areas, areasOf } from './regions.js';
import type { Incoming } from './routes.js';
import type { Window } from './windows.js';

/** 8-bit weights [ky][kx][c][lane] of a source plane. */
export interface LinkPlan {
  /** Layer of the source, and the plane in it. */
  readonly source: number;
  readonly plane: number;
  readonly window: Window;
  readonly weights: Int8Array;
}

/** Positions that share weights and neuron parameters. */
export interface RegionPlan {
  readonly area: Area;
  readonly kind: NeuronKind;
  /** Per lane, padded lanes included. */
  readonly factor: Int32Array;
  readonly vth: Int32Array;
  readonly links: readonly LinkPlan[];
  readonly leaky: boolean;
  /** False if a register may run over, so that the kernel must wrap. */
  readonly proven: boolean;
  /** The largest current there can be where that is proven. */
  readonly bound: number;
}

/** A layer that gathers. */
export interface GatherPlan {
  readonly areas: Areas;
  readonly regions: readonly RegionPlan[];
}

/** What a plan is made from; the same for all layers. */
export interface Draft {
  readonly model: ChipModel;
  readonly layers: readonly Layer[];
  readonly places: readonly Places[];
  readonly states: readonly CompartmentState[];
  readonly incoming: readonly Incoming[];
}

/** A share of weights that are not 0 below which adding whole rows of lanes would be a waste. */
const LEAST_DENSITY = 0.1;

/**
 * Plans a layer as gathered outputs, or returns `null` if its weights, as they really are, do not
 * repeat from position to position as their origin says, or need more bits than the kernels have.
 */
export function planGather(draft: Draft, index: number): GatherPlan | null {
  const layer = draft.layers[index]!;
  if (!fitsRows(layer.grid)) return null;
  const areas = areasOf(layer, draft.places[index]!);
  const tables = tablesOf(draft, index, areas);
  if (tables === null || !tables.every(fitsRuns)) return null;
  const regions: RegionPlan[] = [];
  for (const [a, area] of areas.areas.entries()) {
    const region = planRegion(draft, area, areas, layer, tables[a]!);
    if (region === null) return null;
    regions.push(region);
  }
  return { areas, regions };
}

/** True if the kernel rows of an output fit the scratch list of a thread. */
function fitsRuns(tables: readonly KernelTable[]): boolean {
  return tables.reduce((rows, { window }) => rows + window.kh, 0) <= Limit.RUNS;
}

function planRegion(
  { states }: Draft,
  area: Area,
  areas: Areas,
  layer: Layer,
  tables: readonly KernelTable[],
): RegionPlan | null {
  const kinds = [...new Set(area.blocks)].map((b) => kindOf(states[b]!));
  const kind = kinds[0]!;
  if (kind === null || !kinds.every((other) => sameKind(kind, other))) return null;
  const lanes = area.plane.lanes as number;
  const vth = thresholdsOf(states, area, areas, layer, lanes);
  const weights = laneWeights(tables, lanes, area.plane.c);
  if (vth === null || weights === null) return null;
  const bias = largestBias(states, area);
  const { factor, most, rows } = weights;
  return {
    area,
    kind,
    factor,
    vth,
    links: tables.map(({ source, plane, window }, k) => ({
      source,
      plane,
      window,
      weights: rows[k]!,
    })),
    leaky: isLeaky(kind),
    proven: isProven(most, kind.keepU, bias),
    bound: currentBound(most, kind.keepU),
  };
}

/** Thresholds per lane, out of reach for lanes without a neuron; `null` if positions differ. */
function thresholdsOf(
  states: readonly CompartmentState[],
  { plane, blocks, positions }: Area,
  { compartmentOf }: Areas,
  layer: Layer,
  lanes: number,
): Int32Array | null {
  const vth = new Int32Array(lanes).fill(2 ** 31 - 1);
  for (let c = 0; c < plane.c; c++) {
    for (const [k, position] of positions.entries()) {
      const n = neuronOf(layer, plane, position, c);
      const value = states[blocks[c]!]!.vth[compartmentOf[n]!]!;
      if (k === 0) vth[c] = value;
      else if (vth[c] !== value) return null;
    }
  }
  return vth;
}

/** The neuron of a layer at a position and channel of one of its planes. */
export function neuronOf(layer: Layer, plane: PlanePlan, position: number, c: number): number {
  const { h, w, c: channels, channelsLast } = layer.grid;
  return channelsLast
    ? position * channels + plane.first + c
    : (plane.first + c) * h * w + position;
}

function largestBias(states: readonly CompartmentState[], { blocks }: Area): number {
  let largest = 0;
  for (const b of new Set(blocks)) {
    for (const bias of states[b]!.bias) largest = Math.max(largest, Math.abs(bias));
  }
  return largest;
}

/** Mantissas and factors of all lanes, and the largest input there can be; `null` if they do not fit. */
function laneWeights(tables: readonly KernelTable[], lanes: number, used: number) {
  const bits = new Int32Array(lanes);
  const low = new Int32Array(lanes);
  const high = new Int32Array(lanes);
  const positive = new Float64Array(lanes);
  const negative = new Float64Array(lanes);
  let nonzero = 0;
  let all = 0;
  for (const { weights } of tables) {
    for (let i = 0; i < weights.length; i++) {
      const lane = i & (lanes - 1);
      const w = weights[i]!;
      bits[lane]! |= w;
      low[lane] = Math.min(low[lane]!, w);
      high[lane] = Math.max(high[lane]!, w);
      if (w > 0) positive[lane]! += w;
      else negative[lane]! -= w;
      nonzero += Number(w !== 0);
    }
    all += (weights.length * used) / lanes;
  }
  if (nonzero < all * LEAST_DENSITY) return null;
  const shifts = Array.from(bits, shiftOf);
  for (const [lane, shift] of shifts.entries()) {
    if (shift === null || !fitsMantissa(low[lane]!, high[lane]!, shift)) return null;
  }
  const rows = tables.map(({ weights }) =>
    Int8Array.from(weights, (w, i) => w >> shifts[i & (lanes - 1)]!),
  );
  const most = Math.max(0, ...positive, ...negative);
  return { factor: Int32Array.from(shifts, (shift) => 2 ** shift!), most, rows };
}
