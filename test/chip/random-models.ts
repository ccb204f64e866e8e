import fc from 'fast-check';
import type { Block, ChipModel } from '../../src/compile/chip/model.js';
import { axons, block, chipModel, input, type Rows, synapses } from './models.js';

/** A model and the spikes its inputs get in every step. */
export interface RandomRun {
  readonly model: ChipModel;
  /** Per step, per input, indices with repetitions. */
  readonly sent: number[][][];
}

const weight = fc.integer({ min: -256, max: 255 }).map((mantissa) => mantissa * 2 ** 11);

function rows(atoms: number, n: number): fc.Arbitrary<Rows> {
  return fc.integer({ min: 0, max: 6 }).chain((entries) => {
    const pair = fc.tuple(fc.integer({ min: 0, max: n - 1 }), weight);
    const row = fc.array(pair, { minLength: entries, maxLength: entries });
    return fc.array(row, { minLength: atoms, maxLength: atoms });
  });
}

const per = (n: number, min: number, max: number) =>
  fc.array(fc.integer({ min, max }), { minLength: n, maxLength: n });

/** A group of `nAxons` axons with shared sets of two atoms; bases only where rows have room. */
function group(nAxons: number, n: number) {
  const half = Math.max(1, n >> 1);
  return fc
    .tuple(
      fc.array(rows(2, half), { minLength: 1, maxLength: 3 }),
      per(nAxons, 0, 2),
      per(nAxons, -1, n - half),
    )
    .map(([sets, map, bases]) =>
      synapses(sets, { weightMap: map.map((set) => set % sets.length), bases }),
    );
}

function neurons(n: number) {
  return fc.record({
    n: fc.constant(n),
    decayU: per(n, 0, 4095),
    decayV: per(n, 0, 4095),
    refractDelay: per(n, 0, 4),
    vth: per(n, 64, 400000),
    bias: per(n, -100000, 300000),
    vmin: fc.constantFrom(0, -(2 ** 20) + 1, -(2 ** 31) + 1),
    vmax: fc.constantFrom(2 ** 9 - 1, 2 ** 23 - 1),
  });
}

function route(nSources: number, nAxons: number, target: number, synapse: number) {
  return fc
    .tuple(per(nSources, -1, nAxons - 1), per(nSources, 0, 1))
    .map(([axon, atom]) => axons(nAxons, target, synapse, { axon, atom }));
}

/** Two blocks that drive each other and themselves, one input into both, and its spikes. */
export const randomRun: fc.Arbitrary<RandomRun> = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 5 }),
  )
  .chain(([n0, n1, nInput]) => {
    const sizes = [n0, n1];
    const nAxons = 4;
    const makeBlock = (b: number): fc.Arbitrary<Block> =>
      fc
        .tuple(
          neurons(sizes[b]),
          fc.tuple(group(nAxons, sizes[b]), group(nAxons, sizes[b])),
          fc.tuple(route(sizes[b], nAxons, 0, 1), route(sizes[b], nAxons, 1, 1)),
        )
        .map(([spec, groups, routes]) => block(spec, groups, routes));
    const routes = fc.tuple(route(nInput, nAxons, 0, 0), route(nInput, nAxons, 1, 0));
    const spikes = fc.array(fc.integer({ min: 0, max: nInput - 1 }), { maxLength: 8 });
    const sent = fc.array(fc.tuple(spikes), { minLength: 2, maxLength: 25 });
    return fc.tuple(makeBlock(0), makeBlock(1), routes, sent).map(([a, b, into, steps]) => ({
      model: chipModel([a, b], [input(nInput, into)]),
      sent: steps,
    }));
  });
