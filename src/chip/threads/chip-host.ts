import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type ControlBlock, count, Line } from '../../core/control-block.js';
import { DeviceError } from '../../core/errors.js';
import { openLifeline } from '../../core/lifeline.js';
import { changeOf } from '../../core/wait-async.js';
import type { BoardWarning } from '../warnings.js';
import type { ChipTask, Letter, Message } from './letters.js';
import { toldError } from './told.js';

/** The host's end of a chip in a worker: its life, letters and answers. */
export interface ChipHost {
  readonly control: ControlBlock;
  /** What the chip told when it was opened; a rejection if it could not be. */
  readonly opened: Promise<Extract<Message, { readonly kind: 'opened' }>>;
  /** Throws why the session is over, if it is. Passes on what the chip warned of. */
  check(): void;
  /** Resolves when the chip has completed other than `seen` steps, rejects when it is lost. */
  completes(seen: number): Promise<void>;
  /** Sends a letter and blocks the thread until it is answered. */
  ask(letter: Letter): Extract<Message, { readonly kind: 'answer' }>;
  /** Ends the worker; what waits for it is rejected. */
  close(): Promise<void>;
}

/** How long an answer to a letter may take, in milliseconds: a step may have to end first. */
const PATIENCE_MS = 20_000;

/** Starts the worker of a chip. */
export function startChip(
  task: ChipTask,
  control: ControlBlock,
  onWarning: ((warning: BoardWarning) => void) | undefined,
): ChipHost {
  const { port1: near, port2: port } = new MessageChannel();
  const worker = new Worker(new URL('./chip-worker.js', import.meta.url), {
    workerData: { port, task },
    transferList: [port],
  });
  const life = openLifeline();
  let closed = false;
  near.unref();

  /** The next message that is not a warning, those passed on. */
  function next(): Exclude<Message, { readonly kind: 'warning' }> | undefined {
    for (;;) {
      const message = receiveMessageOnPort(near)?.message as Message | undefined;
      if (message?.kind !== 'warning') return message;
      onWarning?.(message.warning);
    }
  }

  function check(): void {
    const message = life.error === null ? next() : undefined;
    if (message?.kind === 'failed') life.cut(toldError(message.error));
    if (life.error !== null) throw life.error;
  }

  /** Tells why the worker ended; what it said itself comes first. */
  function ended(what: string): void {
    try {
      check();
    } catch {
      // Kept as the failure.
    }
    life.cut(sessionOver(what, closed ? 'closed' : 'worker-lost'));
  }

  worker.on('error', (error) => ended(`the chip's worker failed (${error.message})`));
  worker.on('exit', () => ended(closed ? 'the session was closed' : "the chip's worker was ended"));

  const opened = life
    .hold(new Promise<void>((resolve) => worker.once('message', () => resolve())))
    .then(() => {
      worker.unref();
      return next() as Extract<Message, { readonly kind: 'opened' }>;
    });

  return {
    control,
    opened,
    check,
    async completes(seen) {
      const change = changeOf(control.words, Line.COMPLETED, seen);
      if (change === null) return;
      // A wait in shared memory keeps no process alive, a worker does.
      worker.ref();
      await life.hold(change).finally(() => worker.unref());
    },
    ask(letter) {
      check();
      const { words } = control;
      const seen = Atomics.load(words, Line.ANSWERS);
      near.postMessage(letter);
      Atomics.add(words, Line.LETTERS, 1);
      count(words, Line.BELL);
      Atomics.wait(words, Line.ANSWERS, seen, PATIENCE_MS);
      const message = next();
      if (message?.kind === 'answer') return message;
      if (message?.kind === 'refused' || message?.kind === 'failed') {
        const error = toldError(message.error);
        if (message.kind === 'failed') life.cut(error);
        throw error;
      }
      const what = `the chip's worker did not answer for ${PATIENCE_MS / 1000} s`;
      life.cut(sessionOver(what, 'worker-lost'));
      throw life.error;
    },
    async close() {
      closed = true;
      worker.ref();
      await worker.terminate();
      near.close();
    },
  };
}

function sessionOver(what: string, code: string): DeviceError {
  return new DeviceError(`emulator: ${what}, the session is over. Open it again.`, { code });
}
