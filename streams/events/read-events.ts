import { extname } from 'node:path';
import { StreamError } from '../../src/core/errors.js';
import { type Aedat2Options, readAedat2 } from './aedat2.js';
import { readLoihiEvents } from './loihi-events.js';
import type { EventRecording } from './recording.js';

/** Options of `readEvents`; the extension of the path decides the format. */
export interface ReadEventsOptions extends Aedat2Options {
  readonly path: string;
}

/**
 * Reads a recording of an event camera whole: `.events`, or `.aedat` of version 2.0. Time counts from
 * the first event in `.aedat` files and is as stored in `.events` files, unless `relTime` says it.
 *
 * @throws StreamError for another extension, and as `readLoihiEvents` and `readAedat2` do
 *
 * @example
 * const { events } = readEvents(readFileSync('walk.events'), { path: 'walk.events' });
 */
export function readEvents(bytes: Uint8Array, options: ReadEventsOptions): EventRecording {
  const extension = extname(options.path).toLowerCase();
  if (extension === '.events') return readLoihiEvents(bytes, options);
  if (extension === '.aedat') return readAedat2(bytes, options);
  throw new StreamError(
    `${options.path}: the extension is "${extension}", expected .events or .aedat. Rename the file.`,
    { code: 'unknown-format', path: options.path },
  );
}
