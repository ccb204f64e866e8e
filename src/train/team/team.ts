import { Worker } from 'node:worker_threads';
import { RunError } from '../../core/errors.js';
import { openLifeline } from '../../core/lifeline.js';
import { WAITED } from './barrier.js';
import { CONTROL, type TrainMemory } from './memory.js';
import type { EpochOrder, FromReplica, Looked, ReplicaSetup, ToReplica } from './setup.js';

/** Replicas that train one model together. */
export interface Team {
  /** What computes, in words; why it is not native TensorFlow, if that was looked for. */
  readonly backend: string;
  readonly whyNotNative: string | null;
  epoch(order: EpochOrder, onStep: (step: number) => void): Promise<EpochEnd>;
  look(): Promise<Looked[]>;
  /** Ends the epoch after the step that is being played. */
  stop(): void;
  close(): Promise<void>;
}

export interface EpochEnd {
  readonly steps: number;
  readonly stopped: boolean;
}

/** A thread that does not end by itself after this time is ended. */
const CLOSE_MS = 2000;

/** The longest time for which the word of a lost thread is waited for. */
const WORD_MS = 1000;

/**
 * Starts one thread per replica.
 *
 * @throws RunError if a thread cannot start, or is lost while it works
 */
export async function openTeam(
  setup: Omit<ReplicaSetup, 'index'>,
  memory: TrainMemory,
): Promise<Team> {
  const lifeline = openLifeline();
  let over = false;
  const threads = Array.from({ length: setup.replicas }, (_, index) =>
    startThread({ ...setup, index }, (error) => {
      if (over) return;
      // Whoever waits for this one must not wait for ever.
      Atomics.store(memory.control, CONTROL.lost, 1);
      Atomics.notify(memory.control, CONTROL.opened);
      lifeline.cut(error);
    }),
  );
  const all = <T>(promises: readonly Promise<T>[]): Promise<T[]> =>
    lifeline.hold(Promise.all(promises));

  async function close(): Promise<void> {
    over = true;
    await Promise.all(threads.map((thread) => thread.end()));
  }

  try {
    const [first] = await all(threads.map((thread) => thread.hear('ready')));
    return {
      backend: first!.backend,
      whyNotNative: first!.whyNotNative,
      async epoch(order, onStep) {
        threads[0]!.onStep(onStep);
        const [end] = await all(
          threads.map((thread) => thread.ask({ kind: 'epoch', ...order }, 'epoch')),
        );
        return { steps: end!.steps, stopped: end!.stopped };
      },
      async look() {
        const answers = await all(
          threads.map((thread) => thread.ask({ kind: 'look', at: 'validation' }, 'looked')),
        );
        return answers.map(({ looked }) => looked);
      },
      stop: () => {
        Atomics.store(memory.control, CONTROL.stop, 1);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Answer<Kind extends FromReplica['kind']> = Extract<FromReplica, { readonly kind: Kind }>;

interface Thread {
  hear<Kind extends FromReplica['kind']>(kind: Kind): Promise<Answer<Kind>>;
  ask<Kind extends FromReplica['kind']>(message: ToReplica, kind: Kind): Promise<Answer<Kind>>;
  onStep(listener: (step: number) => void): void;
  end(): Promise<void>;
}

function startThread(setup: ReplicaSetup, broken: (error: Error) => void): Thread {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: setup });
  const waiting = new Map<string, (message: FromReplica) => void>();
  let stepped: (step: number) => void = () => {};
  const lost = (what: string, cause?: unknown): void => broken(lostError(setup, what, cause));
  /** What somebody who waited says may come before the word of the one who is lost. */
  const failed = (error: RunError): void => {
    if (error.code === WAITED) setTimeout(broken, WORD_MS, error).unref();
    else broken(error);
  };
  /** An error of the listener ends the training, not the process. */
  const heard = (step: number): void => {
    try {
      stepped(step);
    } catch (error) {
      stepped = () => {};
      broken(error as Error);
    }
  };
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      lost(`ended by itself (exit code ${code})`);
      resolve();
    });
  });
  worker.on('error', (error) => lost(`broke off (${String((error as Error).message)})`, error));
  worker.on('message', (message: FromReplica) => {
    if (message.kind === 'step') heard(message.step);
    else if (message.kind === 'failed') failed(new RunError(message.message, message));
    else {
      const answer = waiting.get(message.kind);
      waiting.delete(message.kind);
      answer?.(message);
    }
  });
  const hear: Thread['hear'] = (kind) =>
    new Promise((resolve) => {
      waiting.set(kind, resolve as (message: FromReplica) => void);
    });
  return {
    hear,
    ask(message, kind) {
      const answer = hear(kind);
      worker.postMessage(message);
      return answer;
    },
    onStep: (listener) => {
      stepped = listener;
    },
    async end() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      });
      worker.postMessage({ kind: 'end' } satisfies ToReplica);
      await Promise.race([exited, late]);
      clearTimeout(timer);
      await worker.terminate();
    },
  };
}

function lostError({ index, replicas }: ReplicaSetup, what: string, cause: unknown): RunError {
  return new RunError(
    `train: worker ${index + 1} of ${replicas} ${what}. Train with fewer workers, or look for what ended it.`,
    { code: 'worker-lost', path: `worker ${index + 1}`, cause },
  );
}
