import { describe, expect, test } from 'vitest';
import { Board } from '../../src/chip/board.js';
import { type EmulatorOptions, emulator } from '../../src/chip/emulator.js';
import type { ChipModel } from '../../src/compile/chip/model.js';
import type { Program } from '../../src/compile/program.js';
import type { SpikeTrain } from '../../src/core/chunk.js';
import type { ChipInput, Session } from '../../src/run/device.js';
import { axons, block, chipModel, input, learningSynapses } from './models.js';

/** Four noisy neurons that learn, their weights behind the current probe. */
function model(): ChipModel {
  const noise = { on: [1, 1, 1, 1], exp: 8, offset: 0, atMembrane: 0 } as const;
  const rows = learningSynapses([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
  const neurons = block({ n: 4, vth: 2 ** 22, noise: { ...noise, on: [...noise.on] } }, [rows]);
  const target = { block: 0, select: null, weights: null };
  const probe = { key: 'current', targets: [target], reindexing: null, synapse: null } as const;
  return chipModel([neurons], [input(2, [axons(2, 0, 0)])], [{ ...probe, targets: [target] }]);
}

function open(options: EmulatorOptions = {}): Session {
  // A session looks at these parts of a program only.
  const program = { chip: model(), populations: [], probes: [] } as unknown as Program;
  return emulator(options).open(program) as Session;
}

/** Both neurons of the input in every timestep. */
function both(steps: number): SpikeTrain {
  return {
    size: 2,
    offsets: Uint32Array.from({ length: steps + 1 }, (_, s) => 2 * s),
    indices: Uint32Array.from({ length: 2 * steps }, (_, i) => i % 2),
  };
}

const errors = [{ block: 0, synapse: 0, e: [0.9, -0.4] }];

/** Currents of the timesteps from `t` on, with one batch of errors before the first. */
function play(session: Session, t: number, steps: number, withErrors = true): number[] {
  const sent: ChipInput = { t, steps, spikes: [both(steps)], ...(withErrors ? { errors } : {}) };
  const output = session.step(sent);
  if (output instanceof Promise) throw new Error('the emulator answers at once');
  return [...output.probes[0]!];
}

/** The same on a board of its own. */
function playBoard(seed: number, steps: number, withErrors = true): number[] {
  const board = new Board(model(), { seed });
  if (withErrors) board.setErrors(errors);
  return Array.from({ length: steps }, () => {
    board.send(0, [0, 1]);
    board.step();
    return [...board.current(0)];
  }).flat();
}

describe('a session of the emulator', () => {
  test('hands errors over before the first of its timesteps', () => {
    expect(play(open(), 0, 12)).toEqual(playBoard(0, 12));
    expect(play(open(), 0, 12)).not.toEqual(playBoard(0, 12, false));
  });

  test('keeps the errors it has when none come', () => {
    const session = open();
    const all = [...play(session, 0, 2), ...play(session, 2, 10, false)];
    expect(all).toEqual(playBoard(0, 12));
  });

  test('draws from the seed it is given, 0 without', () => {
    expect(play(open({ seed: 77 }), 0, 12)).toEqual(playBoard(77, 12));
    expect(play(open({ seed: 77 }), 0, 12)).not.toEqual(playBoard(0, 12));
  });

  test('warns of errors too large, with the step they are for', () => {
    const warnings: unknown[] = [];
    const session = open({ onWarning: (warning) => warnings.push(warning) });
    const large = [{ block: 0, synapse: 0, e: [2, 0] }];
    session.step({ t: 0, steps: 1, spikes: [both(1)], errors: large });
    expect(warnings).toEqual([{ t: 1, kind: 'pes_error_above' }]);
  });

  test.each([1, 3, 4, 6])('restored after %i timesteps learns and draws on bit for bit', (cut) => {
    const session = open({ seed: 5 });
    play(session, 0, cut);
    const state = structuredClone(session.save());
    const rest = play(session, cut, 9, false);
    const other = open({ seed: 6 });
    other.restore(state);
    expect(play(other, cut, 9, false)).toEqual(rest);
  });
});
