import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../../src/compile/program.js';
import { CompileError } from '../../../src/core/errors.js';
import { chunkings } from '../../support/random-network.js';
import { randomSpikes } from '../../support/random-spikes.js';
import type { Sent } from '../wasm/compare.js';
import { compilePictures, pictureNets } from '../wasm/random-layers.js';
import { chain } from './deep-network.js';
import { inputOf, onSession, playPlain, playSession, savedBy } from './sessions.js';

const long = process.env.RXSPIKE_LONG !== undefined;

function spikesFor({ chip }: Program, steps: number, seed: number): Sent {
  return randomSpikes(
    chip.inputs.map(({ nNeurons }) => nNeurons),
    steps,
    seed,
  );
}

/** Claims that so many threads give what the plain engine gives, in pieces of these sizes. */
function expectSame(program: Program, sent: Sent, threads: number, sizes: readonly number[]): void {
  const { end, ...expected } = playPlain(program, sent);
  onSession(program, { engine: 'wasm', threads }, (session) => {
    expect(playSession(session, program, sent, sizes)).toEqual(expected);
    expect(savedBy(session)).toEqual(end);
  });
}

describe.each([1, 2, 3, 4])('%i threads give what the plain engine gives', (threads) => {
  const steps = 120;
  const pieces: readonly (readonly [string, readonly number[]])[] = [
    ['step by step', Array.from({ length: steps }, () => 1)],
    ['all at once', [steps]],
    ['in uneven pieces', [1, 2, 17, 1, 64, 33, 2]],
  ];
  const networks: readonly (readonly [string, () => Program])[] = [
    ['layer behind layer', () => chain({ layers: 4, neurons: 40 })],
    ['with loops', () => chain({ layers: 3, neurons: 40, loops: true })],
    ['in a circle', () => chain({ layers: 3, neurons: 40, circle: true })],
    ['whose registers are read', () => chain({ layers: 2, neurons: 30, voltages: true })],
    ['one behind another, 45 of them', () => chain({ layers: 45, neurons: 9 })],
  ];
  describe.each(networks)('of layers %s', (_, make) => {
    const program = make();
    const sent = spikesFor(program, steps, 5);
    test.each(pieces)('%s', (_, sizes) => expectSame(program, sent, threads, sizes));
  });

  test('of random pictures, in random pieces', () => {
    fc.assert(
      fc.property(pictureNets, chunkings(40), (net, sizes) => {
        let program: Program;
        try {
          program = compilePictures(net);
        } catch (error) {
          fc.pre(!(error instanceof CompileError));
          throw error;
        }
        expectSame(program, spikesFor(program, 40, net.seed), threads, sizes);
      }),
      { numRuns: long ? 200 : 6 },
    );
  });
});

describe('a state goes from', () => {
  const program = chain({ layers: 4, neurons: 40, loops: false });
  const sent = spikesFor(program, 90, 6);
  const { end, ...expected } = playPlain(program, sent);
  const places = [
    { engine: 'plain' },
    { engine: 'wasm', threads: 1 },
    { engine: 'wasm', threads: 4 },
  ] as const;
  const pairs = places.flatMap((from) => places.map((to) => ({ from, to })));
  const name = ({ engine, threads }: { engine: string; threads?: number }) =>
    threads === undefined ? engine : `${threads} threads`;
  test.each(pairs.map((pair) => [`${name(pair.from)} to ${name(pair.to)}`, pair] as const))(
    '%s, between runs of many steps',
    (_, { from, to }) => {
      for (const cut of [1, 37, 64]) {
        const state = onSession(program, from, (session) => {
          playSession(session, program, sent, [cut]);
          return session.save();
        });
        onSession(program, to, (session) => {
          playSession(session, program, sent, [5]);
          session.restore(state);
          const rest = playSession(session, program, sent, [90 - cut], cut);
          expect(rest.steps).toEqual(expected.steps.slice(cut));
          expect(savedBy(session)).toEqual(end);
        });
      }
    },
  );

  test('one moment of a session to another of it', () => {
    onSession(program, { engine: 'wasm', threads: 3 }, (session) => {
      playSession(session, program, sent, [20]);
      const state = session.save();
      for (let again = 0; again < 4; again++) {
        const rest = playSession(session, program, sent, again % 2 === 0 ? [70] : [1, 69], 20);
        expect(rest.steps).toEqual(expected.steps.slice(20));
        session.restore(state);
      }
    });
  });
});

test('more threads than there are cores come to the end, and to the same', () => {
  const program = chain({ layers: 3, neurons: 30 });
  const sent = spikesFor(program, 60, 8);
  expectSame(program, sent, 8, [60]);
  expectSame(program, sent, 8, [1, 1, 1, 57]);
});

describe('spikes that several steps at once cannot take', () => {
  const program = chain({ layers: 3, neurons: 20 });
  const sent = spikesFor(program, 60, 7);

  test('because a neuron spikes twice, are played by the plain engine', () => {
    const twice = sent.map((inputs, s) => (s === 33 ? [[4, 4, 7]] : inputs));
    expectSame(program, twice, 2, [20, 20, 20]);
  });

  test.each([
    ['an index beyond the input', 20],
    ['an index far beyond', 4_000_000_000],
  ])('because of %s, are refused as by the plain engine, and the session goes on', (_, index) => {
    const outcomes = (['plain', 'wasm'] as const).map((engine) =>
      onSession(program, { engine, threads: 2 }, (session) => {
        playSession(session, program, sent, [20]);
        const bad = inputOf(program, sent, 20, 20);
        const { indices, offsets } = bad.spikes[0]!;
        const busy = offsets.findLastIndex((end, s) => end > (offsets[s - 1] ?? end));
        indices[offsets[busy]! - 1] = index;
        let message = '';
        try {
          session.step(bad);
        } catch (error) {
          message = (error as Error).message;
        }
        return {
          message,
          after: playSession(session, program, sent, [20], 40),
          end: savedBy(session),
        };
      }),
    );
    expect(outcomes[1]!.message).toMatch(/spike index/);
    expect(outcomes[1]).toEqual(outcomes[0]);
  });
});
