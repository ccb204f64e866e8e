import { parentPort, workerData } from 'node:worker_threads';
import { RxspikeError } from '../../core/errors.js';
import { loadKeras } from './load.js';
import type { LoadAnswer } from './load-within.js';

/** Reads one model in a thread and sends what came of it; see load-within.ts. */
async function answer(path: string): Promise<LoadAnswer> {
  try {
    return { model: await loadKeras(path) };
  } catch (error) {
    if (!(error instanceof RxspikeError)) throw error;
    return { message: error.message, code: error.code, path: error.path };
  }
}

parentPort?.postMessage(await answer(String(workerData)));
