import { Worker } from 'node:worker_threads';
import type { Chunk } from '../../core/chunk.js';
import { RunError } from '../../core/errors.js';
import type { RunChunk } from '../run.js';
import { handingOf } from './handing.js';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.js';
import { errorOf, messageOf } from './stream-error.js';

/** A thread that has not closed its devices by itself after this time is ended. */
const CLOSE_MS = 1000;

/** What comes back from a stream that is played in another thread. */
export interface StreamListener {
  played(chunk: RunChunk): void;
  /** All chunks are played and the session is closed. */
  closed(): void;
  failed(error: unknown): void;
}

/** One stream in another thread. */
export interface Line {
  /** @param give hand over the buffers of the chunk instead of copies */
  play(chunk: Chunk, give: boolean): void;
  /** No more chunks come. */
  end(): void;
}

/** Threads that play streams of one program. */
export interface Pool {
  /** Opens a stream in the thread that has the fewest. */
  open(stream: number, listener: StreamListener): Line;
  /** Closes all sessions and ends all threads; what they still send reaches nobody. */
  close(): Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  readonly streams: Map<number, StreamListener>;
  readonly exited: Promise<void>;
}

/**
 * Starts threads.
 *
 * @param broken called with a RunError when a thread ends before it is told to
 */
export function openPool(
  count: number,
  setup: WorkerSetup,
  broken: (error: RunError) => void,
): Pool {
  let over = false;
  const tell = (worker: Worker, message: ToWorker, transfer: ArrayBuffer[] = []): void => {
    if (!over) worker.postMessage(message, transfer);
  };

  function start(number: number): Thread {
    const workerData: WorkerSetup = { ...setup, recipe: plain(setup.recipe) };
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
    const streams = new Map<number, StreamListener>();
    const gone = (what: string, cause?: unknown): void => {
      if (!over)
        broken(goneError(`thread ${number + 1} of ${count}`, what, [...streams.keys()], cause));
    };
    const exited = new Promise<void>((resolve) => {
      worker.once('exit', (code) => {
        gone(`ended by itself (exit code ${code})`);
        resolve();
      });
    });
    worker.on('error', (error) => gone(`broke off (${messageOf(error)})`, error));
    worker.on('messageerror', (error) =>
      gone(`sent what cannot be read (${messageOf(error)})`, error),
    );
    worker.on('message', (message: FromWorker) => {
      if (!over) hear(streams, message);
    });
    return { worker, streams, exited };
  }

  const threads = Array.from({ length: count }, (_, number) => start(number));

  async function endThread({ worker, exited }: Thread): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS);
    });
    worker.postMessage({ kind: 'stop' } satisfies ToWorker);
    await Promise.race([exited, late]);
    clearTimeout(timer);
    await worker.terminate();
  }

  return {
    open(stream, listener) {
      const [first, ...others] = threads as [Thread, ...Thread[]];
      const thread = others.reduce((a, b) => (b.streams.size < a.streams.size ? b : a), first);
      const { worker, streams } = thread;
      streams.set(stream, listener);
      tell(worker, { kind: 'open', stream });
      return {
        play(given, give) {
          const { chunk, transfer } = handingOf(given, give);
          tell(worker, { kind: 'play', stream, chunk }, transfer);
        },
        end: () => tell(worker, { kind: 'end', stream }),
      };
    },
    async close() {
      if (over) return;
      over = true;
      await Promise.all(threads.map(endThread));
    },
  };
}

function hear(streams: Map<number, StreamListener>, message: FromWorker): void {
  const listener = streams.get(message.stream);
  if (message.kind !== 'played') streams.delete(message.stream);
  if (message.kind === 'played') listener?.played(message.chunk);
  else if (message.kind === 'closed') listener?.closed();
  else listener?.failed(errorOf(message.error));
}

/** URLs cannot be cloned. */
function plain({ module, ...rest }: WorkerSetup['recipe']): WorkerSetup['recipe'] {
  return { ...rest, module: String(module) };
}

function goneError(where: string, what: string, streams: number[], cause: unknown): RunError {
  const lost = streams.length === 0 ? 'no stream' : `stream ${streams.join(', ')}`;
  return new RunError(
    `runMany: ${where} ${what}, with ${lost} in it. Look for what its device does, or play the ` +
      'streams with threads: 1.',
    { code: 'thread-gone', path: where, cause },
  );
}
