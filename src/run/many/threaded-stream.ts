import { Observable } from 'rxjs';
import type { Chunk } from '../../core/chunk.js';
import { openPuller, type Puller } from '../puller.js';
import type { RunChunk } from '../run.js';
import type { Line, Pool } from './pool.js';
import { ofStream, sourceError } from './stream-error.js';

/** How chunks go to another thread. */
export interface Traffic {
  /** Chunks of a stream that may be on their way at a time, until their output was emitted. */
  readonly ahead: number;
  /** Hand over the buffers of chunks instead of copies. */
  readonly give: boolean;
}

/**
 * Plays one source in a thread of the pool. A chunk is pulled when fewer than `ahead` are on their
 * way. When it is left early the iterator is told with `return`, once; the session ends with the pool.
 */
export function threadedStream(
  pool: Pool,
  stream: number,
  source: Iterable<Chunk> | AsyncIterable<Chunk>,
  { ahead, give }: Traffic,
): Observable<RunChunk> {
  return new Observable((subscriber) => {
    let onTheWay = 0;
    let over = false;
    let wake: (() => void) | undefined;
    let puller: Puller<Chunk> | undefined;
    const line: Line = pool.open(stream, {
      played(chunk) {
        subscriber.next(chunk);
        onTheWay -= 1;
        wake?.();
      },
      closed: () => subscriber.complete(),
      failed: (error) => subscriber.error(ofStream(error, stream)),
    });
    const credit = (): Promise<void> | undefined =>
      onTheWay < ahead
        ? undefined
        : new Promise((resolve) => {
            wake = resolve;
          });
    const pull = async (): Promise<void> => {
      puller = openPuller(source);
      while (!over) {
        await credit();
        if (over) return;
        const chunk = await puller.next();
        if (over) return;
        if (chunk === undefined) return line.end();
        onTheWay += 1;
        line.play(chunk, give);
      }
    };
    pull().catch((error) => subscriber.error(sourceError(error, stream)));
    return () => {
      over = true;
      wake?.();
      // The stream is over then: what a source throws while it is let go has nobody to go to.
      void puller?.stop().catch(() => {});
    };
  });
}
