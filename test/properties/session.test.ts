import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { compile } from '../../src/compile/compile.js';
import type { Program } from '../../src/compile/program.js';
import type { SpikeTrain } from '../../src/core/chunk.js';
import { DeviceError } from '../../src/core/errors.js';
import { seededRandom } from '../../src/core/random.js';
import type { ChipOutput, Session } from '../../src/run/device.js';
import {
  chunkings,
  declare,
  placedNetworks,
  type RandomNetwork,
} from '../support/random-network.js';

const steps = 30;

/** A program with filtered probes and probes of state, for sessions driven by hand. */
function programOf(description: RandomNetwork): Program {
  const { network, layers, probes } = declare(description);
  const last = layers.at(-1)!;
  const state = { voltage: last.state('voltage'), current: last.state('current') };
  // Populations that nobody reads have no train; here all of them are looked at.
  const spikes = Object.fromEntries(layers.map((layer, k) => [`spikes ${k}`, layer]));
  return compile(network, { probes: { ...probes, ...state, ...spikes } });
}

/** Random spikes for every input of the chip, some of them twice. */
function spikesFor(program: Program, seed: number): SpikeTrain[] {
  const random = seededRandom(seed);
  return program.chip.inputs.map(({ nNeurons: size }) => {
    const offsets = new Uint32Array(steps + 1);
    const indices: number[] = [];
    for (let s = 0; s < steps; s++) {
      for (let i = 0; i < size; i++) if (random.uniform() < 0.4) indices.push(i);
      offsets[s + 1] = indices.length;
    }
    return { size, offsets, indices: Uint32Array.from(indices) };
  });
}

function cut({ size, offsets, indices }: SpikeTrain, from: number, to: number): SpikeTrain {
  const part = offsets.slice(from, to + 1).map((offset) => offset - offsets[from]!);
  return { size, offsets: part, indices: indices.slice(offsets[from], offsets[to]) };
}

/** Plays timesteps in pieces and copies what comes out, one entry per timestep. */
function playPieces(session: Session, trains: SpikeTrain[], from: number, sizes: number[]) {
  const log: unknown[] = [];
  let t = from;
  for (const length of sizes) {
    const spikes = trains.map((train) => cut(train, t, t + length));
    const output = session.step({ t, steps: length, spikes }) as ChipOutput;
    for (let s = 0; s < length; s++) {
      const fired = output.spikes.map((train) =>
        train === null
          ? null
          : Array.from(train.indices.subarray(train.offsets[s], train.offsets[s + 1])),
      );
      const rows = output.probes.map((rows) => {
        const width = rows.length / length;
        return Array.from(rows.subarray(s * width, (s + 1) * width));
      });
      log.push({ fired, rows });
    }
    t += length;
  }
  return log;
}

const open = (program: Program) => emulator().open(program) as Session;
const inOne = (n: number) => Array.from({ length: n }, () => 1);

describe('a session of the emulator', () => {
  it('plays many timesteps at once as it plays them one by one', () => {
    fc.assert(
      fc.property(placedNetworks, chunkings(steps), (network, sizes) => {
        const program = programOf(network);
        const trains = spikesFor(program, network.seed);
        const whole = playPieces(open(program), trains, 0, sizes);
        expect(whole).toEqual(playPieces(open(program), trains, 0, inOne(steps)));
      }),
      { numRuns: 40 },
    );
  });

  it('goes on bit for bit from where it was saved, in another session too', () => {
    fc.assert(
      fc.property(placedNetworks, fc.integer({ min: 0, max: steps }), (network, saveAt) => {
        const program = programOf(network);
        const trains = spikesFor(program, network.seed);
        const first = open(program);
        playPieces(first, trains, 0, inOne(saveAt));
        const saved = first.save();
        const rest = inOne(steps - saveAt);
        const expected = playPieces(first, trains, saveAt, rest);
        const other = open(program);
        playPieces(other, trains, 0, [steps]);
        other.restore(saved);
        expect(playPieces(other, trains, saveAt, rest)).toEqual(expected);
        first.restore(saved);
        expect(playPieces(first, trains, saveAt, rest)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('gives a copy when it is saved', () => {
    const program = programOf(fc.sample(placedNetworks, { numRuns: 1, seed: 3 })[0]!);
    const trains = spikesFor(program, 1);
    const session = open(program);
    playPieces(session, trains, 0, [5]);
    const saved = session.save();
    const before = structuredClone(saved);
    playPieces(session, trains, 5, [20]);
    expect(saved).toEqual(before);
    expect(saved.t).toBe(5);
  });

  it('refuses states of another kind or program', () => {
    const [one, two] = fc.sample(placedNetworks, { numRuns: 2, seed: 5 }) as [
      RandomNetwork,
      RandomNetwork,
    ];
    const session = open(programOf(one));
    const saved = session.save();
    expect(() => session.restore({ ...saved, kind: 'silent' })).toThrow(DeviceError);
    expect(() => session.restore({ ...saved, version: 99 })).toThrow(
      'emulator: the saved state is rxspike-emulator-session version 99, expected rxspike-emulator-session version 1.',
    );
    expect(() => open(programOf(two)).restore(saved)).toThrow(DeviceError);
  });
});
