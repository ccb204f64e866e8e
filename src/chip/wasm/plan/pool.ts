import type { Draft } from './gather.js';
import { fitsMantissa, shiftOf } from './mantissas.js';
import { currentBound, isProven, kindOf, type NeuronKind, sameKind } from './neuron-kinds.js';
import { eachRow, type Route } from './routes.js';

/** Compressed rows of the neurons of one source plane into one range of targets. */
export interface RowsPlan {
  readonly source: number;
  readonly plane: number;
  /** Row r holds the connections starts[r] .. starts[r + 1] - 1. */
  readonly starts: Uint32Array;
  /** Targets, counted from the start of the range. */
  readonly targets: Uint16Array;
  /** Mantissas, or whole weights in a checked pool. */
  readonly weights: Int8Array | Int32Array;
}

/** A layer stepped on compressed rows. */
export interface PoolPlan {
  /** Neurons in a range; the last one may have fewer. */
  readonly size: number;
  /** What all neurons share; `null` in a checked pool. */
  readonly kind: NeuronKind | null;
  readonly proven: boolean;
  readonly bound: number;
  /** Factor of every neuron's mantissas. */
  readonly factor: Int32Array;
  /** One list of rows for each range. */
  readonly ranges: readonly (readonly RowsPlan[])[];
}

/** What the weights of each neuron of a layer need. */
interface Needs {
  readonly shift: Int32Array;
  readonly fits: boolean;
  readonly most: number;
}

/**
 * Plans a layer as a pool. `checked` asks for 32-bit sums that notice registers running over; layers
 * whose neurons differ or whose weights need more bits get them too.
 */
export function planPool(draft: Draft, index: number, strict: boolean): PoolPlan {
  const layer = draft.layers[index]!;
  const needs = needsOf(draft, index);
  const kinds = layer.blocks.map((b) => kindOf(draft.states[b]!));
  const kind = kinds[0]!;
  const alike = kind !== null && kinds.every((other) => sameKind(kind, other));
  const bias = Math.max(
    0,
    ...layer.blocks.map((b) => draft.states[b]!.bias.reduce((m, x) => Math.max(m, Math.abs(x)), 0)),
  );
  const proven = alike && isProven(needs.most, kind.keepU, bias);
  const fast = alike && needs.fits && (proven || !strict);
  const { c: size, h } = draft.places[index]!.planes[0]!;
  return {
    size,
    kind: fast ? kind : null,
    proven: fast && proven,
    bound: fast && proven ? currentBound(needs.most, kind.keepU) : Number.POSITIVE_INFINITY,
    factor: needs.shift.map((shift) => 2 ** shift),
    ranges: rangesOf(draft, index, size, h, fast ? needs.shift : null),
  };
}

/** All routes into a layer with the neurons of their targets. */
function routesInto(
  { layers, incoming }: Draft,
  index: number,
): { route: Route; tile: Int32Array }[] {
  const { blocks, tiles } = layers[index]!;
  return blocks.flatMap((b, k) => incoming[b]!.flat().map((route) => ({ route, tile: tiles[k]! })));
}

function needsOf(draft: Draft, index: number): Needs {
  const { size } = draft.layers[index]!;
  const bits = new Int32Array(size);
  const low = new Int32Array(size);
  const high = new Int32Array(size);
  const positive = new Float64Array(size);
  const negative = new Float64Array(size);
  for (const { route, tile } of routesInto(draft, index)) {
    const { indices, weights } = route.axon.target;
    eachRow(route, (_, base, start, end) => {
      for (let i = start; i < end; i++) {
        const n = tile[base + indices[i]!]!;
        const w = weights[i]!;
        bits[n]! |= w;
        if (w < low[n]!) low[n] = w;
        if (w > high[n]!) high[n] = w;
        if (w > 0) positive[n]! += w;
        else negative[n]! -= w;
      }
    });
  }
  const shifts = Array.from(bits, shiftOf);
  return {
    shift: Int32Array.from(shifts, (shift) => shift ?? 0),
    fits: shifts.every((shift, n) => shift !== null && fitsMantissa(low[n]!, high[n]!, shift)),
    most: Math.max(maxOf(positive), maxOf(negative)),
  };
}

function maxOf(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** Sorts the connections by range, source plane and source neuron: count, add up, fill. */
function rangesOf(
  draft: Draft,
  index: number,
  size: number,
  parts: number,
  shift: Int32Array | null,
): RowsPlan[][] {
  const routes = routesInto(draft, index);
  const sources = [...new Set(routes.map(({ route }) => route.source))].sort((a, b) => a - b);
  const keys = sources.flatMap((source) =>
    draft.places[source]!.planes.map((_, plane) => ({ source, plane })),
  );
  const slot = new Map(keys.map(({ source, plane }, k) => [`${source} ${plane}`, k]));
  const starts = Array.from({ length: parts }, () =>
    keys.map(({ source, plane }) => {
      const { h, w, c } = draft.places[source]!.planes[plane]!;
      return new Uint32Array(h * w * c + 1);
    }),
  );
  const each = (
    visit: (part: number, key: number, row: number, local: number, n: number, w: number) => void,
  ): void => {
    for (const { route, tile } of routes) {
      const places = draft.places[route.source]!;
      const base0 = places.planes.map((_, plane) => slot.get(`${route.source} ${plane}`)!);
      const { indices, weights } = route.axon.target;
      eachRow(route, (neuron, base, start, end) => {
        const plane = places.plane[neuron]!;
        const { w: width, c } = places.planes[plane]!;
        const row =
          (places.row[neuron]! * width + places.column[neuron]!) * c + places.channel[neuron]!;
        for (let i = start; i < end; i++) {
          const n = tile[base + indices[i]!]!;
          const part = Math.floor(n / size);
          visit(part, base0[plane]!, row, n - part * size, n, weights[i]!);
        }
      });
    }
  };
  each((part, key, row) => {
    starts[part]![key]![row + 1]! += 1;
  });
  for (const lists of starts) for (const list of lists) addUp(list);
  const targets = starts.map((lists) => lists.map((list) => new Uint16Array(list.at(-1)!)));
  const weights = starts.map((lists) =>
    lists.map((list) =>
      shift === null ? new Int32Array(list.at(-1)!) : new Int8Array(list.at(-1)!),
    ),
  );
  const next = starts.map((lists) => lists.map((list) => list.slice()));
  each((part, key, row, local, n, w) => {
    const at = next[part]![key]![row]!++;
    targets[part]![key]![at] = local;
    weights[part]![key]![at] = shift === null ? w : w >> shift[n]!;
  });
  return starts.map((lists, part) =>
    lists.map((list, key) => ({
      ...keys[key]!,
      starts: list,
      targets: targets[part]![key]!,
      weights: weights[part]![key]!,
    })),
  );
}

function addUp(starts: Uint32Array): void {
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
}
