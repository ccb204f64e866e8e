import type { Program } from '../compile/program.js';
import type { Rows } from '../core/chunk.js';
import type { ChipInput, ChipOutput, Device, Session } from '../run/device.js';
import type { BoardOptions } from './board.js';
import { openInbox } from './inbox.js';
import { openBoard } from './open-board.js';
import { openProbes } from './probe.js';
import { packState, unpackState } from './session-state.js';

/** How the emulator runs a program. */
export interface EmulatorOptions extends Pick<BoardOptions, 'seed' | 'strict' | 'onWarning'> {}

/**
 * The chip in integers, bit for bit as the reference emulator, on one thread in plain TypeScript.
 *
 * @param options.seed of noise and of learning's rounding, 0 to 2^32 - 1; default the program's. Runs with the
 *   same program, seed and input are the same.
 * @param options.strict throw when a register overflows; default false (it wraps and is reported)
 * @param options.onWarning called at most once a step for every kind of warning; steps from 1. With it
 *   `runMany` plays in its own thread only
 */
export function emulator(options: EmulatorOptions = {}): Device {
  const device: Device = {
    kind: 'device',
    name: 'emulator',
    open: (program) => openSession(program, options),
  };
  // A function cannot go to another thread. Not enumerable: who copies the device to change what it
  // does has made another one.
  if (options.onWarning !== undefined) return device;
  const inWorker = { module: import.meta.url, make: 'emulator', options };
  return Object.defineProperty(device, 'inWorker', { value: inWorker });
}

function openSession(program: Program, options: EmulatorOptions): Session {
  const board = openBoard(program.chip, { seed: program.seed, ...options });
  const recorder = openProbes(program.chip);
  const inboxes = program.populations.map((population) => openInbox(population, board));
  return {
    step({ steps, spikes, errors }: ChipInput): ChipOutput {
      if (errors !== undefined) board.setErrors(errors);
      for (const inbox of inboxes) inbox.begin(steps);
      let synapticOps = 0;
      for (let s = 0; s < steps; s++) {
        for (const [input, train] of spikes.entries()) {
          board.send(input, train.indices.subarray(train.offsets[s], train.offsets[s + 1]));
        }
        board.step();
        synapticOps += board.synapticOps;
        recorder.record(board);
        for (const inbox of inboxes) inbox.collect(s);
      }
      const probes = program.chip.probes.map((_, p) => recorder.read(p).values as Rows);
      return { spikes: inboxes.map((inbox) => inbox.train()), probes, synapticOps };
    },
    save: () => packState(board, recorder),
    restore: (state) => unpackState(board, recorder, state),
    close() {},
  };
}
