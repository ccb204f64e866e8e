import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Board } from '../../../src/chip/board.js';
import { isGather } from '../../../src/chip/wasm/plan/plan.js';
import { WasmBoard } from '../../../src/chip/wasm/wasm-board.js';
import type { ChipModel } from '../../../src/compile/chip/model.js';
import { type Random, seededRandom } from '../../../src/core/random.js';
import { randomSpikes } from '../../support/random-spikes.js';
import { axons, block, chipModel, input, synapses } from '../models.js';
import { openPair, playPair } from './compare.js';

const long = process.env.RXSPIKE_LONG !== undefined;

/** A recurrent population whose every neuron reaches `fan` random others. */
interface SparseNet {
  readonly seed: number;
  readonly neurons: number;
  readonly fan: number;
  /** Weights are mantissas times 2 to this. */
  readonly exponent: number;
  readonly mantissas: number;
  readonly leaky: boolean;
  readonly refractory: number;
}

function rowsOf(random: Random, rows: number, net: SparseNet): [number, number][][] {
  const { neurons, fan, exponent, mantissas } = net;
  return Array.from({ length: rows }, () =>
    Array.from({ length: fan }, (): [number, number] => {
      const mantissa = random.integer(2 * mantissas + 1) - mantissas;
      return [random.integer(neurons), mantissa * 2 ** exponent];
    }),
  );
}

function sparse(net: SparseNet): ChipModel {
  const { neurons, leaky, refractory } = net;
  const random = seededRandom(net.seed);
  const own = synapses(rowsOf(random, neurons, net).map((row) => [row]));
  const given = synapses(rowsOf(random, 50, net).map((row) => [row]));
  const spec = {
    n: neurons,
    decayU: 800,
    decayV: leaky ? 200 : 0,
    refractDelay: refractory,
    vth: 40_000,
    bias: Array.from({ length: neurons }, () => random.integer(3000)),
    vmin: -(2 ** 20) + 1,
  };
  return chipModel(
    [block(spec, [own, given], [axons(neurons, 0, 0)])],
    [input(50, [axons(50, 0, 1)])],
  );
}

const nets = fc.record<SparseNet>({
  seed: fc.nat(1e6),
  neurons: fc.integer({ min: 1, max: 300 }),
  fan: fc.integer({ min: 0, max: 20 }),
  exponent: fc.constantFrom(6, 7, 9, 12),
  mantissas: fc.constantFrom(7, 63, 127),
  leaky: fc.boolean(),
  refractory: fc.integer({ min: 0, max: 4 }),
});

/** The one layer's step. */
function poolOf(fast: WasmBoard) {
  const step = fast.engine.plan.steps[0]!;
  if (step === null || isGather(step)) throw new Error('the layer is no pool');
  return step;
}

describe('random sparse recurrent networks are the plain board bit for bit', () => {
  test('in 16-bit sums where mantissas fit', () => {
    fc.assert(
      fc.property(nets, (net) => {
        const pair = openPair(sparse(net));
        expect(playPair(pair, randomSpikes([50], 40, net.seed))).toBeNull();
        expect(poolOf(pair.fast).kind).not.toBeNull();
      }),
      { numRuns: long ? 1000 : 60 },
    );
  });

  const wide = fc.record({
    net: nets,
    how: fc.constantFrom({ exponent: 6, mantissas: 255 }, { exponent: 5, mantissas: 127 }),
  });
  test('in 32 bits where they need 9 bits or lie below 2^6', () => {
    let checked = 0;
    fc.assert(
      fc.property(wide, fc.boolean(), ({ net, how }, listen) => {
        const pair = openPair(sparse({ ...net, ...how }), {}, { listen });
        expect(playPair(pair, randomSpikes([50], 40, net.seed))).toBeNull();
        checked += Number(poolOf(pair.fast).kind === null);
      }),
      { numRuns: long ? 1000 : 60 },
    );
    expect(checked).toBeGreaterThan(30);
  });

  test('in any order of blocks that read each other, of empty inputs too', () => {
    const random = seededRandom(3);
    const net = { seed: 3, neurons: 20, fan: 8, exponent: 8, mantissas: 100 };
    const rest = { leaky: true, refractory: 2 };
    const groups = () => synapses(rowsOf(random, 20, { ...net, ...rest }).map((row) => [row]));
    const one = (to: number) =>
      block({ n: 20, vth: 9000, bias: 700, decayU: 300 }, [groups()], [axons(20, to, 0)]);
    const model = chipModel([one(2), one(0), one(1)], [input(0, []), input(20, [axons(20, 1, 0)])]);
    const sent = randomSpikes([0, 20], 60, 3);
    expect(playPair(openPair(model), sent)).toBeNull();
  });
});

test.runIf(long)('more than 65536 neurons in one population', { timeout: 600_000 }, () => {
  const net = { seed: 1, neurons: 150_000, fan: 12, exponent: 9, mantissas: 120, leaky: true };
  const pair = openPair(sparse({ ...net, refractory: 2 }));
  expect(playPair(pair, randomSpikes([50], 100, 1))).toBeNull();
  expect(pair.plain.spikeCount[0]!.some((count) => count > 0)).toBe(true);
});

describe('a model that cannot be played', () => {
  const good = () =>
    block({ n: 2 }, [synapses([[[[0, 64]]]])], [axons(1, 0, 0, { axon: [0, -1] })]);
  const broken: readonly (readonly [string, () => ChipModel])[] = [
    ['an index beyond its block', () => chipModel([block({ n: 2 }, [synapses([[[[5, 64]]]])])])],
    [
      'axons to a block that is not there',
      () => chipModel([{ ...good(), axons: [axons(2, 7, 0)] }]),
    ],
    [
      'axons to a group that is not there',
      () => chipModel([{ ...good(), axons: [axons(2, 0, 3)] }]),
    ],
    [
      'an axon that its target does not have',
      () => chipModel([{ ...good(), axons: [axons(9, 0, 0, { axon: [8, 8] })] }]),
    ],
    [
      'an atom that its axon does not have',
      () => chipModel([{ ...good(), axons: [axons(1, 0, 0, { axon: [0, 0], atom: [4, 4] })] }]),
    ],
    [
      'a map of another length',
      () => chipModel([{ ...good(), axons: [axons(1, 0, 0, { axon: [0] })] }]),
    ],
    ['an input to nowhere', () => chipModel([good()], [input(1, [axons(1, 4, 0)])])],
    [
      'a base beyond its block',
      () => chipModel([block({ n: 2 }, [synapses([[[[1, 64]]]], { bases: [1] })])]),
    ],
    ['a decay out of range', () => chipModel([block({ n: 2, decayU: 5000 })])],
  ];
  test.each(broken)('with %s is refused, or played, as by the plain board', (_, make) => {
    const open = (kind: typeof Board | typeof WasmBoard) => {
      try {
        new kind(make());
        return 'opens';
      } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`;
      }
    };
    expect(open(WasmBoard)).toBe(open(Board));
  });
});
