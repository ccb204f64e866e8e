import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Board } from '../../../src/chip/board.js';
import { isFast } from '../../../src/chip/wasm/opened.js';
import { WasmBoard } from '../../../src/chip/wasm/wasm-board.js';
import { type RandomRun, randomRun } from '../random-models.js';
import { differenceOf, openPair, ordered, playPair } from './compare.js';

/** Random models that neither learn nor draw. */
const fastRun = randomRun
  .map(({ model, ...rest }): RandomRun => {
    const blocks = model.blocks.map((block) => ({
      ...block,
      synapses: block.synapses.filter(({ learning }) => learning === null),
      axons: block.axons.filter(({ target }) => target.synapse < 2),
      compartments: {
        ...block.compartments,
        enableNoise: block.compartments.enableNoise.map(() => 0),
      },
    }));
    const inputs = model.inputs.map((input) => ({
      ...input,
      axons: input.axons.filter(({ target }) => target.synapse < 2),
    }));
    return { ...rest, model: { ...model, blocks, inputs } };
  })
  .filter(({ model }) => isFast(model));

/** The same with every neuron of an input at most once a step. */
const strictRun = fastRun.map((run) => ({
  ...run,
  sent: run.sent.map((inputs) => inputs.map((list) => [...new Set(list)])),
}));

const someRuns = { numRuns: 300 };

describe('on random models the kernels are the plain board bit for bit', () => {
  test('in all registers, whether somebody listens or not', () => {
    fc.assert(
      fc.property(strictRun, fc.boolean(), ({ model, seed, sent }, listen) => {
        const pair = openPair(model, { seed }, { listen });
        expect(playPair(pair, sent)).toBeNull();
        expect(pair.fast.isPlain).toBe(false);
      }),
      someRuns,
    );
  });

  test('in what they throw when strict, and go on from there', () => {
    fc.assert(
      fc.property(strictRun, ({ model, seed, sent }) => {
        const pair = openPair(model, { seed, strict: true });
        expect(playPair(pair, sent)).toBeNull();
      }),
      someRuns,
    );
  });

  test('with host neurons that spike twice, which a plain board takes over', () => {
    fc.assert(
      fc.property(fastRun, ({ model, seed, sent }) => {
        const pair = openPair(model, { seed }, { listen: true });
        expect(playPair(pair, sent)).toBeNull();
        const twice = sent.some((inputs) =>
          inputs.some((list) => new Set(list).size < list.length),
        );
        expect(pair.fast.isPlain).toBe(twice);
      }),
      someRuns,
    );
  });

  test('in their draws, where they are kept in phase', () => {
    fc.assert(
      fc.property(fastRun, ({ model, seed, sent }) => {
        const pair = openPair(model, { seed, keepRandomInPhase: true });
        expect(playPair(pair, sent)).toBeNull();
        expect(pair.fast.peekRandom(3)).toEqual(pair.plain.peekRandom(3));
        expect(ordered(pair.fast.save())).toEqual(ordered(pair.plain.save()));
      }),
    );
  });
});

describe('a state', () => {
  test('is the same from both boards, wherever it is saved, and so is what follows from it', () => {
    fc.assert(
      fc.property(fastRun, fc.nat(), fc.boolean(), ({ model, seed, sent }, n, given) => {
        const cut = n % sent.length;
        const pair = openPair(model, { seed });
        expect(playPair(pair, sent.slice(0, cut))).toBeNull();
        if (given) {
          for (const board of [pair.plain, pair.fast])
            for (const [i, list] of sent[cut]!.entries()) board.send(i, list);
        }
        const states = [pair.plain.save(), pair.fast.save()];
        expect(ordered(states[1]!)).toEqual(ordered(states[0]!));
        const rest = given ? [[[]], ...sent.slice(cut + 1)] : sent.slice(cut);
        for (const [from, to] of [
          [0, 1],
          [1, 0],
          [1, 1],
        ] as const) {
          const other = openPair(model, { seed: 1 });
          other.plain.restore(states[from]!);
          other.fast.restore(states[to]!);
          expect(ordered(other.fast.save())).toEqual(ordered(other.plain.save()));
          expect(differenceOf(other)).toBeNull();
          expect(playPair(other, rest)).toBeNull();
        }
      }),
      someRuns,
    );
  });

  test('brings a board back that has gone on, and leaves it fast', () => {
    fc.assert(
      fc.property(strictRun, fc.nat(), ({ model, seed, sent }, n) => {
        const cut = n % sent.length;
        const pair = openPair(model, { seed });
        expect(playPair(pair, sent.slice(0, cut))).toBeNull();
        const states = [pair.plain.save(), pair.fast.save()];
        expect(playPair(pair, sent.slice(cut))).toBeNull();
        pair.plain.restore(states[0]!);
        pair.fast.restore(states[1]!);
        expect(pair.fast.isPlain).toBe(false);
        expect(differenceOf(pair)).toBeNull();
        expect(playPair(pair, sent.slice(cut))).toBeNull();
      }),
      someRuns,
    );
  });

  test('without duplicates makes a board fast again after one with them', () => {
    fc.assert(
      fc.property(strictRun, ({ model, sent }) => {
        const pair = openPair(model);
        const rest = pair.fast.save();
        const twice = [[0, 0]];
        expect(playPair(pair, [twice, ...sent])).toBeNull();
        expect(pair.fast.isPlain).toBe(true);
        for (const board of [pair.plain, pair.fast]) board.restore(rest);
        expect(pair.fast.isPlain).toBe(false);
        expect(differenceOf(pair)).toBeNull();
        expect(playPair(pair, sent)).toBeNull();
      }),
    );
  });

  test('beyond what a run of the model can reach is played by a plain board', () => {
    fc.assert(
      fc.property(strictRun, fc.nat(), fc.integer(), ({ model, sent }, where, value) => {
        const states = new Board(model).save();
        const { current, voltage } = states.blocks[0]!;
        const large = value | 0;
        const [registers, limit] = where % 2 === 0 ? [current, 2 ** 23] : [voltage, 2 ** 31];
        registers[where % registers.length] = large % limit;
        const pair = openPair(model);
        for (const board of [pair.plain, pair.fast]) board.restore(states);
        expect(differenceOf(pair)).toBeNull();
        expect(playPair(pair, sent)).toBeNull();
      }),
      someRuns,
    );
  });

  test('goes on over the end of the steps that the kernels count', () => {
    fc.assert(
      fc.property(strictRun, fc.integer({ min: -3, max: 2 }), ({ model, sent }, off) => {
        const pair = openPair(model);
        const state = { ...pair.plain.save(), t: 2 ** 30 + off };
        for (const board of [pair.plain, pair.fast]) board.restore(state);
        expect(playPair(pair, sent)).toBeNull();
      }),
    );
  });
});

test('what is asked of learning is refused in the same words', () => {
  fc.assert(
    fc.property(fastRun, ({ model }) => {
      const words = (ask: (board: Board | WasmBoard) => unknown) =>
        [new Board(model), new WasmBoard(model)].map((board) => {
          try {
            return ask(board);
          } catch (error) {
            return (error as Error).message;
          }
        });
      for (const ask of [
        (b: Board | WasmBoard) => b.traces(0, 0),
        (b: Board | WasmBoard) => b.weights(5, 0),
        (b: Board | WasmBoard) => b.errors(0, 7),
        (b: Board | WasmBoard) => b.setErrors([{ block: 0, synapse: 0, e: [1] }]),
        (b: Board | WasmBoard) => b.setErrors([]),
        (b: Board | WasmBoard) => b.send(3, [0]),
        (b: Board | WasmBoard) => b.send(0, [0, -1]),
        (b: Board | WasmBoard) => b.send(0, [1e6]),
      ]) {
        const [plain, fast] = words(ask);
        expect(fast).toEqual(plain);
      }
    }),
    { numRuns: 5 },
  );
});
