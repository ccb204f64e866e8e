import { parentPort, workerData } from 'node:worker_threads';
import { RxspikeError } from '../../core/errors.js';
import { openBackend } from '../backend/open.js';
import { CONTROL } from './memory.js';
import { openReplica } from './replica.js';
import type { FromReplica, ReplicaSetup, ToReplica } from './setup.js';

/** A replica in a thread of its own; see team.ts for the other end. */
async function serve(setup: ReplicaSetup): Promise<void> {
  const port = parentPort!;
  const tell = (message: FromReplica): void => port.postMessage(message);
  const failed = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    tell({ kind: 'failed', message, code: error instanceof RxspikeError ? error.code : 'error' });
    Atomics.store(setup.memory.control, CONTROL.lost, 1);
    Atomics.notify(setup.memory.control, CONTROL.opened);
  };
  try {
    const { version, whyNotNative = null } = await openBackend(setup.backend);
    const replica = openReplica(setup);
    port.on('message', (message: ToReplica) => {
      try {
        if (message.kind === 'end') port.close();
        else if (message.kind === 'look') tell({ kind: 'looked', looked: replica.look() });
        else {
          const onStep = (step: number): void => {
            if (setup.index === 0) tell({ kind: 'step', step });
          };
          tell({ kind: 'epoch', ...replica.epoch(message, onStep) });
        }
      } catch (error) {
        failed(error);
      }
    });
    tell({ kind: 'ready', backend: version, whyNotNative });
  } catch (error) {
    failed(error);
  }
}

await serve(workerData as ReplicaSetup);
