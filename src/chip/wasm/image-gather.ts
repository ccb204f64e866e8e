import type { CompartmentState } from '../compartment.js';
import type { Arena } from './arena.js';
import { Kernel, Link, Region, Segment, Unit } from './assembly/layout.js';
import type { RegisterImage } from './image.js';
import type { GatherPlan, LinkPlan, RegionPlan } from './plan/gather.js';
import type { BoardPlan } from './plan/plan.js';
import type { PlanePlan } from './plan/planes.js';

/** What the units of a layer are laid out with. */
export interface LayerContext {
  readonly arena: Arena;
  readonly plan: BoardPlan;
  /** Addresses of the planes of all layers. */
  readonly planes: readonly (readonly number[])[];
  readonly states: readonly CompartmentState[];
  readonly layer: number;
  readonly keepInput: boolean;
}

/** The units of a layer in memory, and its registers. */
export interface LayerImage {
  readonly units: readonly number[];
  readonly registers: RegisterImage;
}

/** Lays out a layer that gathers: one unit for every row of every plane. */
export function gatherUnits(context: LayerContext, step: GatherPlan): LayerImage {
  const { arena, plan, layer } = context;
  const { planes } = plan.places[layer]!;
  const starts = planeStarts(planes);
  const leaky = step.regions.some((region) => region.leaky);
  const registers = reserveRegisters(context, starts, leaky);
  const bias = biasImage(context, step, registers.at, starts.at(-1)!);
  const regions = step.regions.map((region) => regionImage(context, region));
  const units = planes.flatMap((plane, p) =>
    Array.from({ length: plane.h }, (_, y) => {
      const segments = segmentsOf(plane, y, step.areas.areaAt[p]!);
      const used = segments.map(({ region }) => step.regions[region]!);
      const words = segments.flatMap(({ x0, x1, region }) => {
        const offset = 4 * (starts[p]! + (y * plane.w + x0) * plane.lanes);
        const segment = new Int32Array(Segment.SIZE);
        segment[Segment.X0] = x0;
        segment[Segment.X1] = x1;
        segment[Segment.U] = registers.u + offset;
        segment[Segment.V] = registers.v + offset;
        segment[Segment.BIAS] = bias + offset;
        segment[Segment.R] = leaky ? registers.r + offset : 0;
        segment[Segment.Q] = registers.q === 0 ? 0 : registers.q + offset;
        segment[Segment.REGION] = regions[region]!;
        return [...segment];
      });
      const unit = new Int32Array(Unit.SIZE);
      unit[Unit.KERNEL] = kernelOf(used, plane.lanes, leaky);
      unit[Unit.PLANE] = context.planes[layer]![p]!;
      unit[Unit.ROW] = y;
      unit[Unit.COUNT] = segments.length;
      unit[Unit.FIRST] = arena.words(words);
      return arena.words(unit);
    }),
  );
  return { units, registers };
}

function kernelOf(regions: readonly RegionPlan[], lanes: number, leaky: boolean): number {
  const wraps = regions.some(({ proven }) => !proven);
  const both = leaky ? [Kernel.LEAKY, Kernel.LEAKY_WRAPPING] : [Kernel.PLAIN, Kernel.WRAPPING];
  return both[Number(wraps)]! + [16, 32, 64].indexOf(lanes);
}

/** First word of every plane in the registers of its layer, and the number of words. */
function planeStarts(planes: readonly PlanePlan[]): number[] {
  const starts = [0];
  for (const { h, w, lanes } of planes) starts.push(starts.at(-1)! + h * w * lanes);
  return starts;
}

function reserveRegisters(
  { arena, plan, layer, keepInput }: LayerContext,
  starts: readonly number[],
  leaky: boolean,
): RegisterImage {
  const { planes, plane, row, column, channel } = plan.places[layer]!;
  const bytes = 4 * starts.at(-1)!;
  const at = Uint32Array.from(plane, (p, n) => {
    const { w, lanes } = planes[p]!;
    return starts[p]! + (row[n]! * w + column[n]!) * lanes + channel[n]!;
  });
  return {
    u: arena.reserve(bytes),
    v: arena.reserve(bytes),
    r: leaky ? arena.reserve(bytes) : 0,
    q: keepInput ? arena.reserve(bytes) : 0,
    at,
    words: starts.at(-1)!,
  };
}

function biasImage(
  { arena, states }: LayerContext,
  { areas }: GatherPlan,
  at: Uint32Array,
  words: number,
): number {
  return arena.reserve(4 * words, (buffer, address) => {
    const bias = new Int32Array(buffer, address, words);
    for (let n = 0; n < at.length; n++) {
      bias[at[n]!] = states[areas.blockOf[n]!]!.bias[areas.compartmentOf[n]!]!;
    }
  });
}

function regionImage(context: LayerContext, region: RegionPlan): number {
  const { arena } = context;
  const { kind, factor, vth, links, area } = region;
  const words = new Int32Array(Region.SIZE);
  words[Region.LANES] = area.plane.c;
  words[Region.KEEP_U] = kind.keepU;
  words[Region.KEEP_V] = kind.keepV;
  words[Region.VMIN] = kind.vmin;
  words[Region.PAUSE] = kind.pause;
  words[Region.FACTOR] = arena.words(factor);
  words[Region.VTH] = arena.words(vth);
  words[Region.LINKS] = links.length;
  words[Region.FIRST_LINK] = arena.words(links.flatMap((link) => linkWords(context, link)));
  return arena.words(words);
}

function linkWords({ arena, planes }: LayerContext, link: LinkPlan): number[] {
  const { kh, kw, sy, sx, oy, ox } = link.window;
  const { weights } = link;
  const words = new Int32Array(Link.SIZE);
  words[Link.PLANE] = planes[link.source]![link.plane]!;
  words[Link.KH] = kh;
  words[Link.KW] = kw;
  words[Link.SY] = sy;
  words[Link.SX] = sx;
  words[Link.OY] = oy;
  words[Link.OX] = ox;
  words[Link.WEIGHTS] = arena.reserve(weights.length, (buffer, at) => {
    pairLanes(weights, new Uint8Array(buffer, at, weights.length));
  });
  return [...words];
}

/**
 * Weights as the kernels read them. Of sixteen lanes, the first eight and the last eight take turns
 * byte by byte, the first eight raised by 128: read as 16-bit numbers, the upper byte is one weight
 * with its sign, and what is left is the other weight, with nothing carried between them.
 */
function pairLanes(weights: Int8Array, into: Uint8Array): void {
  for (let first = 0; first < weights.length; first += 16) {
    for (let k = 0; k < 8; k++) {
      into[first + 2 * k] = weights[first + k]! + 128;
      into[first + 2 * k + 1] = weights[first + 8 + k]!;
    }
  }
}

interface SegmentPlan {
  readonly x0: number;
  x1: number;
  readonly region: number;
}

/** Runs of columns of a row that lie in one region. */
function segmentsOf({ w }: PlanePlan, y: number, regionAt: Uint16Array): SegmentPlan[] {
  const segments: SegmentPlan[] = [];
  for (let x = 0; x < w; x++) {
    const region = regionAt[y * w + x]!;
    const last = segments.at(-1);
    if (last?.region === region) last.x1 = x + 1;
    else segments.push({ x0: x, x1: x + 1, region });
  }
  return segments;
}
