import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Subscription } from 'rxjs';
import { decodeProgram } from '../../compile/program-file.js';
import type { Chunk } from '../../core/chunk.js';
import { RunError } from '../../core/errors.js';
import type { Device, DeviceRecipe } from '../device.js';
import { runFrom } from '../run.js';
import { type Feed, openFeed } from './feed.js';
import { handingOf } from './handing.js';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.js';
import { partsOf } from './stream-error.js';

/** One stream that is played in this thread. */
interface Played {
  readonly feed: Feed<Chunk>;
  readonly subscription: Subscription;
}

/** Plays streams as `runFrom` does, each with a session of its own; see pool.ts for the other end. */
async function serve(port: MessagePort, setup: WorkerSetup): Promise<void> {
  const program = decodeProgram(setup.program);
  const on = await deviceOf(setup.recipe);
  const { precompute, poison } = setup;
  const streams = new Map<number, Played>();
  const answer = (message: FromWorker, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);

  function open(stream: number): Played {
    const feed = openFeed<Chunk>();
    const subscription = runFrom(feed, program, { on, precompute, poison }).subscribe({
      next: (output) => {
        const { chunk, transfer } = handingOf(output, true);
        answer({ kind: 'played', stream, chunk }, transfer);
      },
      error: (error) => answer({ kind: 'failed', stream, error: partsOf(error) }),
      complete: () => {
        streams.delete(stream);
        answer({ kind: 'closed', stream });
      },
    });
    return { feed, subscription };
  }

  port.on('message', (message: ToWorker) => {
    if (message.kind === 'open') streams.set(message.stream, open(message.stream));
    else if (message.kind === 'play') streams.get(message.stream)?.feed.push(message.chunk);
    else if (message.kind === 'end') streams.get(message.stream)?.feed.end();
    else {
      for (const { subscription } of streams.values()) subscription.unsubscribe();
      // Nothing to listen to any more: the thread ends when its devices have closed.
      port.close();
    }
  });
}

async function deviceOf({ module, make, options }: DeviceRecipe): Promise<Device> {
  const exported = (await import(String(module))) as Readonly<Record<string, unknown>>;
  const factory = exported[make];
  if (typeof factory === 'function') return (await factory(options)) as Device;
  const names = Object.keys(exported).join(', ') || 'nothing';
  throw new RunError(
    `"${String(module)}" exports no function "${make}" that makes a device (it exports ${names}).`,
    { code: 'no-device', path: 'inWorker' },
  );
}

await serve(parentPort!, workerData as WorkerSetup);
