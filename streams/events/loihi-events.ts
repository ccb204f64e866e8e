import { StreamError } from '../../src/core/errors.js';
import { type EventBatch, emptyBatch } from '../../src/core/event-batch.js';
import { type EventRecording, openProblems, type ReadOptions, wholeRecords } from './recording.js';
import { relativeToFirst, sortedByTime } from './sort-events.js';

/** Bytes of a record: u16 y << 2 | p << 1 | flag, u16 x << 1, u32 microseconds, little-endian. */
const RECORD = 8;

/** Largest coordinates and time that a record can hold. */
const LARGEST = { x: 2 ** 15 - 1, y: 2 ** 14 - 1, t: 2 ** 32 - 1 };

/**
 * Reads an `.events` file, NengoLoihi's own format (event-formats.md 8.1). Coordinates are as stored,
 * records whose trigger flag is set are kept as any other, events are put in order of time.
 *
 * @param options.relTime count time from the first event; default false
 * @throws StreamError for a record that is cut off, if `strict`
 *
 * @example
 * const { events, problems } = readLoihiEvents(readFileSync(path), { path });
 */
export function readLoihiEvents(bytes: Uint8Array, options: ReadOptions = {}): EventRecording {
  const { problems, add } = openProblems(options);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const events = emptyBatch(wholeRecords(bytes, 0, RECORD, add));
  for (let i = 0, at = 0; i < events.n; i++, at += RECORD) {
    const first = view.getUint16(at, true);
    events.y[i] = first >>> 2;
    events.p[i] = (first >>> 1) & 1;
    events.x[i] = view.getUint16(at + 2, true) >>> 1;
    events.t[i] = view.getUint32(at + 4, true);
  }
  const sorted = sortedByTime(events);
  return {
    format: 'events',
    events: options.relTime === true ? relativeToFirst(sorted) : sorted,
    problems,
    skipped: {},
    orientation: 'asStored',
  };
}

/**
 * The bytes of an `.events` file.
 *
 * @throws StreamError for an event that does not fit into a record
 */
export function writeLoihiEvents({ n, t, x, y, p }: EventBatch): Uint8Array {
  const bytes = new Uint8Array(n * RECORD);
  const view = new DataView(bytes.buffer);
  for (let i = 0, at = 0; i < n; i++, at += RECORD) {
    requireFit(i, 'x', x[i]);
    requireFit(i, 'y', y[i]);
    requireFit(i, 't', t[i]);
    view.setUint16(at, (y[i] << 2) | ((p[i] & 1) << 1), true);
    view.setUint16(at + 2, x[i] << 1, true);
    view.setUint32(at + 4, t[i], true);
  }
  return bytes;
}

function requireFit(i: number, name: 'x' | 'y' | 't', value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= LARGEST[name]) return;
  throw new StreamError(
    `event ${i}: ${name} is ${value}, an .events file holds whole numbers from 0 to ${LARGEST[name]}. ` +
      'Write another format, or cut the recording.',
    { code: 'not-representable', path: `event ${i}` },
  );
}
