import type { Program } from '../compile/program.js';
import { DeviceError } from '../core/errors.js';
import type { Device, Session } from '../run/device.js';
import type { BoardOptions } from './board.js';
import { type EngineChoice, openBoard } from './open-board.js';
import { openSession } from './session.js';
import { threadsFor } from './threads/choose.js';
import { type ChipThread, openInWorker } from './threads/worker-session.js';
import { leavingLayers } from './wasm/leaving.js';

/** How the emulator runs a program. */
export interface EmulatorOptions extends Pick<BoardOptions, 'seed' | 'strict' | 'onWarning'> {
  /** Default `auto`. */
  readonly engine?: EngineChoice;
  /**
   * Threads that play one session together, the calling one among them, 1 to 64; default `auto`: as
   * many as make it faster, at most one fewer than there are cores. Every number gives the same spikes.
   */
  readonly threads?: number | 'auto';
  /**
   * Play in a thread of its own, which leaves the calling one free: steps answer with a promise.
   * Default false. `ringSteps` is for how many timesteps at full activity there is room on the way
   * there and on the way back (default 64, at least 1; fewer for programs that need more than 16 MB).
   * `spinUs` is how long a call of `step` keeps the calling thread to look for its answer, before it
   * gives the thread free and is woken, which takes some tens of microseconds (default 0).
   */
  readonly worker?: boolean | { readonly ringSteps?: number; readonly spinUs?: number };
}

/**
 * The chip in integers, bit for bit as the reference emulator: on WASM SIMD kernels where the
 * program allows, else (learning, noise, float) in plain TypeScript.
 *
 * @param options.seed of noise and of learning's rounding, 0 to 2^32 - 1; default the program's. Runs with the
 *   same program, seed and input are the same.
 * @param options.strict throw when a register overflows; default false (it wraps and is reported)
 * @param options.onWarning called at most once a step for every kind of warning; steps from 1. Who
 *   listens, or is strict, has layers that may overflow played in 32 bits, which is slower; and with
 *   it `runMany` plays in its own thread only
 */
export function emulator(options: EmulatorOptions = {}): Device {
  checkThreads(options.threads);
  const { worker = false, ...inside } = options;
  if (worker !== false) {
    const thread = worker === true ? {} : worker;
    checkThread(thread);
    return {
      kind: 'device',
      name: 'emulator in a worker',
      open: (program) => openInWorker(program, inside, thread),
    };
  }
  const device: Device = {
    kind: 'device',
    name: 'emulator',
    open: (program) => open(program, inside),
  };
  // A function cannot go to another thread. Not enumerable: who copies the device to change what it
  // does has made another one.
  if (options.onWarning !== undefined) return device;
  const { threads = 'auto' } = inside;
  // There, other streams have the other cores.
  const there = { ...inside, threads: threads === 'auto' ? 1 : threads };
  const inWorker = { module: import.meta.url, make: 'emulator', options: there };
  return Object.defineProperty(device, 'inWorker', { value: inWorker });
}

function checkThread({ ringSteps = 1, spinUs = 0 }: ChipThread): void {
  if (!(Number.isInteger(ringSteps) && ringSteps >= 1)) {
    throw new DeviceError(
      `emulator: ringSteps is ${ringSteps}, expected a whole number of timesteps of at least 1.`,
      { code: 'ring-steps', path: 'worker.ringSteps' },
    );
  }
  if (spinUs >= 0) return;
  throw new DeviceError(`emulator: spinUs is ${spinUs}, expected 0 or more microseconds.`, {
    code: 'spin-us',
    path: 'worker.spinUs',
  });
}

function open(
  program: Program,
  { threads = 'auto', engine = 'auto', ...options }: EmulatorOptions,
): Session {
  const board = openBoard(program.chip, {
    seed: program.seed,
    ...options,
    engine,
    populations: program.populations,
    leaving: leavingLayers(program),
    threads: threads === 'auto' ? threadsFor(program.chip) : threads,
  });
  return openSession(program, board);
}

function checkThreads(threads: number | 'auto' | undefined): void {
  if (threads === undefined || threads === 'auto') return;
  if (Number.isInteger(threads) && threads >= 1 && threads <= 64) return;
  throw new DeviceError(
    `emulator: threads is ${threads}, expected a whole number from 1 to 64, or 'auto'.`,
    { code: 'threads', path: 'threads' },
  );
}
