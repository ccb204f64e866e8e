import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Program } from '../../../src/compile/program.js';
import type { SpikeTrain } from '../../../src/core/chunk.js';
import { seededRandom } from '../../../src/core/random.js';
import type { ChipInput, ChipOutput, Session, SessionState } from '../../../src/run/device.js';
import { randomSpikes } from '../../support/random-spikes.js';
import type { Sent } from '../wasm/compare.js';
import { compilePictures, type PictureLayer } from '../wasm/random-layers.js';
import { onSession } from './sessions.js';

const long = process.env.RXSPIKE_LONG !== undefined;

/** An hour of the chip's time, in timesteps of a millisecond; else a moment of it. */
const steps = long ? 3_600_000 : 4000;
const segment = long ? 40_000 : 500;
const timeout = 3_600_000;

/** Two convolutions and a dense layer on a picture of spikes. */
function picture(): Program {
  const layer = (parts: Partial<PictureLayer>): PictureLayer => ({
    kind: 'conv',
    filters: 32,
    kernel: [3, 3],
    strides: [2, 2],
    padding: 'valid',
    neurons: 'relu',
    rest: 1,
    tau: 0.005,
    bias: false,
    twice: false,
    joined: false,
    cut: null,
    ...parts,
  });
  const size = long ? 28 : 14;
  return compilePictures({
    seed: 7,
    rows: size,
    columns: size,
    channels: 3,
    channelsLast: true,
    strength: 0.8,
    layers: [
      layer({}),
      layer({ filters: 64, neurons: 'lif' }),
      layer({ kind: 'dense', filters: 100, bias: true }),
    ],
  });
}

const program = picture();
/** Spikes of this many timesteps, which come again and again. */
const PERIOD = 499;
const sent: Sent = randomSpikes(
  program.chip.inputs.map(({ nNeurons }) => nNeurons),
  PERIOD,
  11,
).map((inputs) => inputs.map((list) => Uint32Array.from(list)));

function trainsFor(t: number, count: number): ChipInput {
  const spikes = program.chip.inputs.map(({ nNeurons: size }, i): SpikeTrain => {
    const lists = Array.from({ length: count }, (_, s) => sent[(t + s) % PERIOD]![i]!);
    const offsets = new Uint32Array(count + 1);
    for (const [s, { length }] of lists.entries()) offsets[s + 1] = offsets[s]! + length;
    const indices = new Uint32Array(offsets[count]!);
    for (const [s, list] of lists.entries()) indices.set(list, offsets[s]!);
    return { size, offsets, indices };
  });
  return { t, steps: count, spikes };
}

let spikesSeen = 0;

/** Goes over (timestep, population, neuron) of every spike, whatever pieces they come in. */
function hashed(hash: number, t: number, { spikes }: ChipOutput, count: number): number {
  let h = hash;
  for (let s = 0; s < count; s++) {
    h = Math.imul(h ^ (t + s), 0x01000193);
    for (const [p, train] of spikes.entries()) {
      if (train === null) continue;
      spikesSeen += train.offsets[s + 1]! - train.offsets[s]!;
      h = Math.imul(h ^ p, 0x01000193);
      for (let k = train.offsets[s]!; k < train.offsets[s + 1]!; k++) {
        h = Math.imul(h ^ train.indices[k]!, 0x01000193);
      }
    }
  }
  return h >>> 0;
}

/** Plays timesteps `from` to `to` in pieces of the sizes that `next` gives; returns the hash. */
function play(session: Session, from: number, to: number, next: () => number, start = 0): number {
  let hash = start;
  for (let t = from; t < to; ) {
    const count = Math.min(next(), to - t);
    hash = hashed(hash, t, session.step(trainsFor(t, count)) as ChipOutput, count);
    t += count;
  }
  return hash;
}

test('stopping, saving, restoring and changing threads at random changes no spike', {
  timeout,
}, () => {
  const random = seededRandom(99);
  const piece = () => 1 + (random.uniform() < 0.5 ? random.integer(20) : random.integer(400));
  onSession(program, { engine: 'wasm', threads: 1 }, (steady) => {
    let state: SessionState | null = null;
    let [expected, actual] = [0, 0];
    for (let t = 0; t < steps; t += segment) {
      const threads = 1 + random.integer(4);
      const end = t + segment;
      // The plain engine looks at the beginning of a segment, from the same state.
      const window = Math.min(segment, 40);
      const plain = onSession(program, { engine: 'plain' }, (session) => {
        if (state !== null) session.restore(state);
        return play(session, t, t + window, () => 8, actual);
      });
      expected = play(steady, t, end, () => 64, expected);
      state = onSession(program, { engine: 'wasm', threads }, (session) => {
        if (state !== null) session.restore(state);
        const begun = play(session, t, t + window, piece, actual);
        expect(begun).toBe(plain);
        if (random.uniform() < 0.5) {
          // Astray, and back.
          const here = session.save();
          play(session, t + window + 3, t + window + 90, piece);
          session.restore(here);
        }
        actual = play(session, t + window, end, piece, begun);
        return session.save();
      });
      expect(actual).toBe(expected);
    }
    expect(spikesSeen).toBeGreaterThan(steps);
    expect(steady.save()).toEqual(state);
  });
});

/** Bytes that the process holds on to. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test.runIf(long).each([1, 2])(
  'a million timesteps on %i threads hold on to nothing',
  { timeout },
  (threads) => {
    onSession(program, { engine: 'wasm', threads }, (session) => {
      play(session, 0, 50_000, () => 50);
      const before = heldBytes();
      play(session, 50_000, 1_050_000, () => 50);
      // Less than two bytes a timestep.
      expect(heldBytes() - before).toBeLessThan(2_000_000);
    });
  },
);
