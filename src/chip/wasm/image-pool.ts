import { Kernel, Pool, Rows, Unit } from './assembly/layout.js';
import type { LayerContext, LayerImage } from './image-gather.js';
import type { PoolPlan, RowsPlan } from './plan/pool.js';
import { ownersOf } from './plan/regions.js';

/** Lays out a pool: one unit for every range of neurons. */
export function poolUnits(context: LayerContext, step: PoolPlan): LayerImage {
  const { arena, plan, layer, keepInput } = context;
  const { size } = plan.layers[layer]!;
  const total = step.size * step.ranges.length;
  const registers = {
    u: arena.reserve(4 * total),
    v: arena.reserve(4 * total),
    r: arena.reserve(4 * total),
    q: keepInput ? arena.reserve(4 * total) : 0,
    at: Uint32Array.from({ length: size }, (_, n) => n),
    words: total,
  };
  const parameters = parametersOf(context, step, total);
  const units = step.ranges.map((rows, part) => {
    const first = part * step.size;
    const offset = 4 * first;
    const words = new Int32Array(Pool.SIZE);
    const n = Math.min(step.size, size - first);
    words[Pool.N] = n;
    words[Pool.PADDED] = 8 * Math.ceil(n / 8);
    words[Pool.SUMS] = arena.reserve((step.kind === null ? 4 : 2) * (step.size + 8));
    words[Pool.U] = registers.u + offset;
    words[Pool.V] = registers.v + offset;
    words[Pool.R] = registers.r + offset;
    words[Pool.Q] = registers.q === 0 ? 0 : registers.q + offset;
    words[Pool.BIAS] = parameters.bias + offset;
    words[Pool.VTH] = parameters.vth + offset;
    words[Pool.FACTOR] = parameters.factor + offset;
    const own = step.kind;
    words[Pool.KEEP_U] = own === null ? parameters.keepU + offset : own.keepU;
    words[Pool.KEEP_V] = own === null ? parameters.keepV + offset : own.keepV;
    words[Pool.VMIN] = own === null ? parameters.vmin + offset : own.vmin;
    words[Pool.VMAX] = own === null ? parameters.vmax + offset : 0;
    words[Pool.PAUSE] = own === null ? parameters.pause + offset : own.pause;
    words[Pool.LINKS] = rows.length;
    words[Pool.FIRST_LINK] = arena.words(rows.flatMap((list) => rowsWords(context, list)));
    const unit = new Int32Array(Unit.SIZE);
    unit[Unit.KERNEL] =
      own === null ? Kernel.CHECKED_POOL : step.proven ? Kernel.PROVEN_POOL : Kernel.POOL;
    unit[Unit.PLANE] = context.planes[layer]![0]!;
    unit[Unit.ROW] = part;
    unit[Unit.COUNT] = 1;
    unit[Unit.FIRST] = arena.words(words);
    return arena.words(unit);
  });
  return { units, registers };
}

/** Parameters word by word; neurons that fill up the last range never spike. */
function parametersOf({ arena, plan, layer, states }: LayerContext, step: PoolPlan, total: number) {
  const { size } = plan.layers[layer]!;
  const { blockOf, compartmentOf } = ownersOf(plan.layers[layer]!);
  const list = (rest: number, of: (block: number, compartment: number, n: number) => number) => {
    const values = new Int32Array(total).fill(rest);
    for (let n = 0; n < size; n++) values[n] = of(blockOf[n]!, compartmentOf[n]!, n);
    return arena.words(values);
  };
  const checked = step.kind === null;
  const ifChecked = (of: (block: number, compartment: number) => number): number =>
    checked ? list(0, of) : 0;
  return {
    bias: list(0, (b, c) => states[b]!.bias[c]!),
    vth: list(2 ** 31 - 1, (b, c) => states[b]!.vth[c]!),
    factor: checked ? 0 : list(64, (_b, _c, n) => step.factor[n]!),
    keepU: ifChecked((b, c) => states[b]!.keepU[c]!),
    keepV: ifChecked((b, c) => states[b]!.keepV[c]!),
    vmin: ifChecked((b) => states[b]!.vmin),
    vmax: ifChecked((b) => states[b]!.vmax),
    pause: ifChecked((b, c) => states[b]!.pause[c]!),
  };
}

function rowsWords({ arena, planes }: LayerContext, list: RowsPlan): number[] {
  const { source, plane, starts, targets, weights } = list;
  const words = new Int32Array(Rows.SIZE);
  words[Rows.PLANE] = planes[source]![plane]!;
  words[Rows.STARTS] = arena.words(starts);
  words[Rows.TARGETS] = arena.reserve(targets.byteLength, (buffer, at) => {
    new Uint16Array(buffer, at).set(targets);
  });
  words[Rows.WEIGHTS] = arena.reserve(weights.byteLength, (buffer, at) => {
    if (weights instanceof Int8Array) new Int8Array(buffer, at).set(weights);
    else new Int32Array(buffer, at).set(weights);
  });
  return [...words];
}
