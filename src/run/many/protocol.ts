import type { Chunk } from '../../core/chunk.js';
import type { DeviceRecipe } from '../device.js';
import type { RunChunk } from '../run.js';

/** What a thread is started with. */
export interface WorkerSetup {
  /** The program, as `encodeProgram` gives it. */
  readonly program: Uint8Array;
  readonly recipe: DeviceRecipe;
  readonly precompute: boolean;
  readonly poison: boolean;
}

/** What a thread is told. Streams have the number of their source. */
export type ToWorker =
  | { readonly kind: 'open'; readonly stream: number }
  | { readonly kind: 'play'; readonly stream: number; readonly chunk: Chunk }
  /** No more chunks: play what was sent, then close the session. */
  | { readonly kind: 'end'; readonly stream: number }
  /** The run is over: close all sessions and exit. */
  | { readonly kind: 'stop' };

/** What a thread answers, in the order of the chunks for each stream. */
export type FromWorker =
  | { readonly kind: 'played'; readonly stream: number; readonly chunk: RunChunk }
  | { readonly kind: 'closed'; readonly stream: number }
  | { readonly kind: 'failed'; readonly stream: number; readonly error: ErrorParts };

/** An error without its class, which is lost between threads. */
export interface ErrorParts {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly path?: string;
  readonly stack?: string;
}
