import fc from 'fast-check';
import type { Block, ChipModel } from '../../src/compile/chip/model.js';
import {
  axons,
  block,
  chipModel,
  input,
  learningSynapses,
  type NoiseSpec,
  type Rows,
  synapses,
} from './models.js';

/** A batch of errors for learning groups. */
export type Errors = { block: number; synapse: number; e: number[] }[];

/** A model and what it gets in every step. */
export interface RandomRun {
  readonly model: ChipModel;
  readonly seed: number;
  /** Per step, per input, indices with repetitions. */
  readonly sent: number[][][];
  /** Per step the batch handed over before it, if there is one. */
  readonly errors: (Errors | null)[];
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

/** A dense group of `nAxons` axons that learns, if `n` is even. */
function learner(nAxons: number, n: number) {
  const rate = fc.record({
    tracingTau: fc.integer({ min: 1, max: 60 }),
    tracingMag: fc.integer({ min: 0, max: 127 * 128 + 127 }).map((parts) => parts / 128),
  });
  const rows = fc.array(per(n, -127, 127), { minLength: nAxons, maxLength: nAxons });
  return fc
    .tuple(rows, rate, fc.integer({ min: -6, max: 6 }))
    .map(([mantissas, parts, weightExp]) => learningSynapses(mantissas, parts, { weightExp }));
}

const noise = (n: number): fc.Arbitrary<NoiseSpec> =>
  fc.record({
    on: per(n, 0, 1),
    exp: fc.integer({ min: 1, max: 23 }),
    offset: fc.integer({ min: -5, max: 5 }),
    atMembrane: fc.constantFrom(0 as const, 1 as const),
  });

function neurons(n: number) {
  return fc
    .record({
      n: fc.constant(n),
      decayU: per(n, 0, 4095),
      decayV: per(n, 0, 4095),
      refractDelay: per(n, 0, 4),
      vth: per(n, 64, 400000),
      bias: per(n, -100000, 300000),
      vmin: fc.constantFrom(0, -(2 ** 20) + 1, -(2 ** 31) + 1),
      vmax: fc.constantFrom(2 ** 9 - 1, 2 ** 23 - 1),
      noise: fc.option(noise(n), { nil: null }),
    })
    .map(({ noise, ...spec }) => (noise === null ? spec : { ...spec, noise }));
}

function route(nSources: number, nAxons: number, target: number, synapse: number) {
  return fc
    .tuple(per(nSources, -1, nAxons - 1), per(nSources, 0, 1))
    .map(([axon, atom]) => axons(nAxons, target, synapse, { axon, atom }));
}

/** Errors of up to 1.5 for some of the learning groups, some of them twice. */
function batch(groups: { block: number; synapse: number; size: number }[]): fc.Arbitrary<Errors> {
  if (groups.length === 0) return fc.constant([]);
  const error = fc.integer({ min: -300, max: 300 }).map((k) => k / 200);
  const entry = fc
    .constantFrom(...groups)
    .chain(({ size, ...to }) =>
      fc.array(error, { minLength: size, maxLength: size }).map((e) => ({ ...to, e })),
    );
  return fc.array(entry, { maxLength: 3 });
}

/**
 * Two blocks that drive each other and themselves, one input into both, and its spikes; blocks of
 * an even size may have a group that learns, and any block may have noise.
 */
export const randomRun: fc.Arbitrary<RandomRun> = fc
  .record({
    sizes: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    nInput: fc.integer({ min: 1, max: 5 }),
    learns: fc.tuple(fc.boolean(), fc.boolean()),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    nSteps: fc.integer({ min: 2, max: 25 }),
  })
  .chain(({ sizes, nInput, learns, seed, nSteps }) => {
    const nAxons = 4;
    const learners = [0, 1].filter((b) => learns[b] && sizes[b] % 2 === 0);
    const toLearners = (n: number) => learners.map((b) => axons(nAxons, b, 2, { axon: spread(n) }));
    const makeBlock = (b: number): fc.Arbitrary<Block> =>
      fc
        .tuple(
          neurons(sizes[b]),
          fc.tuple(group(nAxons, sizes[b]), group(nAxons, sizes[b]), learner(nAxons, sizes[b])),
          fc.tuple(route(sizes[b], nAxons, 0, 1), route(sizes[b], nAxons, 1, 1)),
        )
        .map(([spec, [a, c, learning], routes]) => {
          const groups = learners.includes(b) ? [a, c, learning] : [a, c];
          return block(spec, groups, [...routes, ...toLearners(sizes[b])]);
        });
    const routes = fc.tuple(route(nInput, nAxons, 0, 0), route(nInput, nAxons, 1, 0));
    const spikes = fc.array(fc.integer({ min: 0, max: nInput - 1 }), { maxLength: 8 });
    const steps = { minLength: nSteps, maxLength: nSteps };
    const targets = learners.map((b) => ({ block: b, synapse: 2, size: sizes[b] / 2 }));
    return fc
      .record({
        a: makeBlock(0),
        b: makeBlock(1),
        into: routes,
        sent: fc.array(fc.tuple(spikes), steps),
        errors: fc.array(fc.option(batch(targets), { nil: null, freq: 2 }), steps),
      })
      .map(({ a, b, into, sent, errors }) => ({
        model: chipModel([a, b], [input(nInput, [...into, ...toLearners(nInput)])]),
        seed,
        sent,
        errors,
      }));
  });

/** Compartment c to axon c mod 5, of which the last does not exist. */
function spread(n: number): number[] {
  return Array.from({ length: n }, (_, c) => (c % 5 === 4 ? -1 : c % 5));
}
