import { catchError, type Observable, throwError } from 'rxjs';
import type { Program } from '../../compile/program.js';
import type { Chunk } from '../../core/chunk.js';
import { RunError } from '../../core/errors.js';
import type { Network } from '../../network/network.js';
import type { DeskOptions } from '../desk.js';
import { openPuller } from '../puller.js';
import { type RunChunk, type RunProgramOptions, runFrom } from '../run.js';
import { ofStream, sourceError } from './stream-error.js';

/** Plays one source of many in this thread, with the same sentences as in another. */
export function hereStream(
  played: Network | Program,
  stream: number,
  source: Iterable<Chunk> | AsyncIterable<Chunk>,
  options: DeskOptions<string>,
): Observable<RunChunk> {
  // Both overloads end in the same code, which looks at what is played.
  const play = runFrom as (
    source: AsyncIterable<Chunk>,
    played: Network | Program,
    options: DeskOptions<string> | RunProgramOptions,
  ) => Observable<RunChunk>;
  return play(named(source, stream), played, options).pipe(
    catchError((error) => throwError(() => (isNamed(error) ? error : ofStream(error, stream)))),
  );
}

/** A source whose errors say which of the sources it is. */
function named(
  source: Iterable<Chunk> | AsyncIterable<Chunk>,
  stream: number,
): AsyncIterable<Chunk> {
  return {
    [Symbol.asyncIterator]() {
      const puller = openPuller(source);
      return {
        async next(): Promise<IteratorResult<Chunk, undefined>> {
          const chunk = await puller.next().catch((cause) => {
            throw sourceError(cause, stream);
          });
          return chunk === undefined
            ? { done: true, value: undefined }
            : { done: false, value: chunk };
        },
        async return() {
          await puller.stop();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

function isNamed(error: unknown): boolean {
  return error instanceof RunError && error.code === 'source-failed';
}
