import { type Grid, type Layer, positionOf, ROW_EVENTS } from './layers.js';

/** Up to 64 channels of a layer, whose spikes share one list per row. */
export interface PlanePlan {
  readonly layer: number;
  readonly h: number;
  readonly w: number;
  /** Channels, and the first of them in the layer. */
  readonly c: number;
  readonly first: number;
  /** Neurons in the registers of one position; 0 where no gather kernel writes the plane. */
  readonly lanes: 0 | 16 | 32 | 64;
}

/** Where every neuron of a layer lies in its planes. */
export interface Places {
  readonly planes: readonly PlanePlan[];
  /** Per neuron: its plane (counted in the layer), row, column and channel in the plane. */
  readonly plane: Uint16Array;
  readonly row: Uint16Array;
  readonly column: Uint16Array;
  readonly channel: Uint16Array;
}

/** How a layer is stepped; inputs are not. */
export type Kind = 'input' | 'gather' | 'pool' | 'checked';

/**
 * Cuts a layer into planes. Layers that gather have planes of at most 64 channels, as many as fit the
 * registers; pools have one row for each of `parts` ranges of neurons.
 */
export function placesOf(layer: Layer, index: number, kind: Kind, parts: number): Places {
  const grid = kind === 'pool' || kind === 'checked' ? poolGrid(layer.size, parts) : layer.grid;
  const planes: PlanePlan[] = [];
  const { h, w } = grid;
  if (kind === 'gather') {
    for (let first = 0; first < grid.c; first += 64) {
      const c = Math.min(64, grid.c - first);
      planes.push({ layer: index, h, w, c, first, lanes: c > 32 ? 64 : c > 16 ? 32 : 16 });
    }
  } else {
    planes.push({ layer: index, h, w, c: grid.c, first: 0, lanes: 0 });
  }
  return { planes, ...placeNeurons(layer.size, grid, kind === 'gather' ? 64 : grid.c) };
}

/** True if rows of this grid fit 16-bit events when cut into planes. */
export function fitsRows({ w, c, h }: Grid): boolean {
  return w * Math.min(c, 64) <= ROW_EVENTS && h < 65_536;
}

/** Ranges of neurons, all of the same multiple of 8 but the last. */
function poolGrid(size: number, parts: number): Grid {
  const wanted = Math.max(parts, Math.ceil(size / (ROW_EVENTS - 8)));
  const c = Math.max(8, 8 * Math.ceil(size / wanted / 8));
  return { h: Math.ceil(size / c), w: 1, c, channelsLast: true };
}

function placeNeurons(size: number, grid: Grid, channels: number): Omit<Places, 'planes'> {
  const plane = new Uint16Array(size);
  const row = new Uint16Array(size);
  const column = new Uint16Array(size);
  const channel = new Uint16Array(size);
  for (let n = 0; n < size; n++) {
    const [y, x, c] = positionOf(grid, n);
    plane[n] = Math.floor(c / channels);
    row[n] = y;
    column[n] = x;
    channel[n] = c % channels;
  }
  return { plane, row, column, channel };
}
