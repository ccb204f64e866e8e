import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { ConvertError } from '../../core/errors.js';
import type { LayerModel } from '../model.js';
import { refusal } from './raw.js';

/** What the thread that reads sends back: the model, or the parts of the error. */
export type LoadAnswer =
  | { readonly model: LayerModel }
  | { readonly message: string; readonly code: string; readonly path: string | undefined };

/** Time to start a thread and the HDF5 library in, and slowest reading after that. */
const START_MS = 10_000;
const MS_PER_MEGABYTE = 200;

/**
 * Reads a Keras model as `loadKeras` does, in a thread of its own, and gives up after a time:
 * addresses in a damaged HDF5 file can lead the library round in circles for ever.
 *
 * @param deadlineMs default 10 s, and 0.2 s more for every megabyte of the file
 * @throws {ConvertError} as `loadKeras`, and when the time is over.
 */
export async function loadKerasWithin(path: string, deadlineMs?: number): Promise<LayerModel> {
  const limit = deadlineMs ?? START_MS + MS_PER_MEGABYTE * (await megabytesOf(path));
  const worker = new Worker(new URL('./load-worker.js', import.meta.url), { workerData: path });
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<LoadAnswer>((resolve, reject) => {
      timer = setTimeout(() => reject(tooSlow(path, limit)), limit);
      worker.once('message', resolve);
      worker.once('error', (cause) => reject(broken(path, cause)));
    });
    if ('model' in answer) return answer.model;
    const { message, code, path: place } = answer;
    throw new ConvertError(message, { code, ...(place === undefined ? {} : { path: place }) });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

async function megabytesOf(path: string): Promise<number> {
  return (await stat(path).catch(() => ({ size: 0 }))).size / 1e6;
}

function tooSlow(path: string, limit: number): ConvertError {
  const seconds = (limit / 1000).toFixed(1);
  return refusal(
    path,
    `reading took longer than ${seconds} s (limit for a file of its size), it is probably damaged. Copy or save it again.`,
    'too-slow',
  );
}

function broken(path: string, cause: unknown): ConvertError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return refusal(path, `the model cannot be read (${detail}). Save it again.`, 'unreadable', cause);
}
