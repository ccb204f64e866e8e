import type { Layer } from './layers.js';
import { neuronAt } from './layers.js';
import type { Places, PlanePlan } from './planes.js';

/** Positions of a plane whose lanes belong to the same blocks, so that they share their weights. */
export interface Area {
  readonly plane: PlanePlan;
  /** Rows x columns of the positions, as y * w + x. */
  readonly positions: number[];
  /** Block of every lane. */
  readonly blocks: Int32Array;
}

/** The areas of a layer, and which area each neuron is in. */
export interface Areas {
  readonly areas: readonly Area[];
  readonly areaOf: Uint16Array;
  /** Per plane the area of every position. */
  readonly areaAt: readonly Uint16Array[];
  /** Block and compartment of every neuron. */
  readonly blockOf: Int32Array;
  readonly compartmentOf: Int32Array;
}

/** Groups the positions of every plane by the blocks that hold their lanes. */
export function areasOf(layer: Layer, { planes }: Places): Areas {
  const { blockOf, compartmentOf } = ownersOf(layer);
  const areaOf = new Uint16Array(layer.size);
  const areaAt = planes.map(({ h, w }) => new Uint16Array(h * w));
  const areas: Area[] = [];
  for (const [p, plane] of planes.entries()) {
    const known = new Map<string, number>();
    for (let y = 0; y < plane.h; y++) {
      for (let x = 0; x < plane.w; x++) {
        const lanes = Int32Array.from({ length: plane.c }, (_, c) =>
          neuronAt(layer.grid, y, x, plane.first + c),
        );
        const blocks = lanes.map((n) => blockOf[n]!);
        const key = blocks.join();
        let area = known.get(key);
        if (area === undefined) {
          area = areas.length;
          known.set(key, area);
          areas.push({ plane, positions: [], blocks });
        }
        areas[area]!.positions.push(y * plane.w + x);
        areaAt[p]![y * plane.w + x] = area;
        for (const n of lanes) areaOf[n] = area;
      }
    }
  }
  return { areas, areaOf, areaAt, blockOf, compartmentOf };
}

/** Block and compartment of every neuron of a layer. */
export function ownersOf({ size, blocks, tiles }: Layer): Pick<Areas, 'blockOf' | 'compartmentOf'> {
  const blockOf = new Int32Array(size);
  const compartmentOf = new Int32Array(size);
  for (const [k, b] of blocks.entries()) {
    for (const [compartment, n] of tiles[k]!.entries()) {
      blockOf[n] = b;
      compartmentOf[n] = compartment;
    }
  }
  return { blockOf, compartmentOf };
}
