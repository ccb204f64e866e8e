import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { DeviceError } from '../../core/errors.js';
import { Control, Place } from '../wasm/assembly/layout.js';
import type { Engine } from '../wasm/engine.js';
import { kernelModule } from '../wasm/kernels.js';
import { memberArea } from '../wasm/member-area.js';
import { type Ends, type Order, playFlow } from './flow.js';
import type { TableImage } from './tables.js';
import type { WorkerTask } from './worker.js';

/** Threads that play one engine together; the thread that opens the team is the first of them. */
export interface Team {
  readonly threads: number;
  /**
   * Plays timesteps `from` .. `from + count - 1` of a dataflow; throws a DeviceError if a thread
   * failed, was ended, or stopped answering. The team is closed then.
   */
  play(table: number, from: number, count: number, ends: Ends): void;
  /** Says that everything up to timestep `t` is done, before the next order. */
  settle(t: number): void;
  close(): void;
}

/** How long nothing may move before a thread is given up, in milliseconds. */
const PATIENCE_MS = 20_000;

/** Starts the other threads of a team and waits until all of them are ready. */
export function openTeam(
  { kernels, memory }: Engine,
  threads: number,
  tables: readonly TableImage[],
  patience = PATIENCE_MS,
): Team {
  const control = new Int32Array(memory.buffer, Place.CONTROL);
  const words = new Int32Array(memory.buffer);
  const doneAt = (m: number): number => Place.CONTROL + 4 * (Control.DONE + 16 * m);
  let failure: string | null = null;
  let closed = false;
  let order = 0;

  for (let m = 1; m < threads; m++) words[doneAt(m) / 4] = -1;
  const workers = Array.from({ length: threads - 1 }, (_, k) => {
    const { port1: near, port2: far } = new MessageChannel();
    const stages = tables.map((table) => table.stages);
    const module = kernelModule();
    const workerData: WorkerTask = {
      module,
      memory,
      member: k + 1,
      tables: stages,
      patience,
      port: far,
    };
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData,
      transferList: [far],
    });
    worker.unref();
    near.unref();
    worker.on('error', (error) => fail(`thread ${k + 1} failed (${error.message})`));
    worker.on('exit', () => fail(`thread ${k + 1} was ended`));
    return { worker, near };
  });

  function fail(what: string): void {
    if (closed) return;
    failure ??= what;
    end();
  }

  function end(): void {
    Atomics.store(control, Control.STATE, 1);
    Atomics.notify(control, Control.ORDER);
  }

  function close(): void {
    if (closed) return;
    closed = true;
    end();
    for (const { worker, near } of workers) {
      near.close();
      void worker.terminate();
    }
  }

  /** What a thread told before it gave up, or that it stopped answering. */
  function reason(): string {
    if (closed) return failure ?? 'its threads were closed';
    for (const [k, { near }] of workers.entries()) {
      const told = receiveMessageOnPort(near);
      if (told !== undefined) return `thread ${k + 1} failed (${told.message})`;
    }
    return failure ?? `a thread did not answer for ${patience / 1000} s`;
  }

  function giveUp(): never {
    const what = reason();
    failure = what;
    close();
    throw new DeviceError(
      `emulator: ${what}, the session is over. Open it again, with fewer threads if this repeats.`,
      { code: 'thread-lost' },
    );
  }

  /** What the ends throw leaves the others in the middle of an order: nobody can go on from there. */
  function playOwn(told: Order, ends: Ends): boolean {
    try {
      return playFlow(kernels, 0, memberArea(0), told, patience, ends);
    } catch (error) {
      failure = 'an error ended a timestep half way';
      close();
      throw error;
    }
  }

  function awaitAll(value: number): boolean {
    for (let m = 1; m < threads; m++) {
      if (kernels.reach(doneAt(m), value, patience) === 0) return false;
    }
    return true;
  }

  if (!awaitAll(0)) giveUp();
  return {
    threads,
    play: (table, from, count, ends) => {
      if (closed || failure !== null) giveUp();
      const { stages, chunk } = tables[table]!;
      control[Control.TABLE] = table;
      control[Control.FROM] = from;
      control[Control.COUNT] = count;
      control[Control.CHUNK] = chunk;
      order += 1;
      kernels.announce(Place.CONTROL + 4 * Control.ORDER, order);
      const told = { stages, from, count, chunk };
      if (!playOwn(told, ends) || !awaitAll(order)) giveUp();
    },
    settle: (t) => {
      for (const { progress } of tables) {
        for (const { address, members } of progress) {
          for (let m = 0; m < members; m++) words[address / 4 + 16 * m] = t;
        }
      }
    },
    close,
  };
}
