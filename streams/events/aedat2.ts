import { StreamError } from '../../src/core/errors.js';
import { type EventBatch, emptyBatch } from '../../src/core/event-batch.js';
import { type Aedat2Header, readAedat2Header } from './aedat2-header.js';
import { type EventRecording, openProblems, type ReadOptions, wholeRecords } from './recording.js';
import { relativeToFirst, sortedByTime } from './sort-events.js';

/** Options of `readAedat2`. */
export interface Aedat2Options extends ReadOptions {
  /**
   * Sizes of the sensor in pixels. Default: those of the chip that the file names; a file without a
   * name needs them, except with `compat`.
   */
  readonly width?: number;
  readonly height?: number;
  /**
   * Read as NengoLoihi does, for comparisons: coordinates as stored, samples of frames and motion
   * taken for events, times not unwrapped, every line with a `#` taken for a comment.
   */
  readonly compat?: 'nengo-loihi';
}

/** Bytes of a record: u32 address, i32 microseconds, big-endian. */
const RECORD = 8;

/** Bits of a DAVIS address: frames and motion; special events. */
const NO_EVENT = 0x80000000;
const SPECIAL = 0x400;

/** Sensors by the name of their class, columns and rows. */
const sensors: readonly (readonly [name: RegExp, width: number, height: number])[] = [
  [/davis240/i, 240, 180],
  [/davis346/i, 346, 260],
  [/davis640/i, 640, 480],
];

/**
 * Reads the pixel events of an AEDAT 2.0 recording of a DAVIS camera (event-formats.md 1.3, 8.2), in
 * order of time. Frames, motion and special events are skipped and counted.
 *
 * @param options.relTime count time from the first event; default true
 * @throws StreamError for other versions and cameras, for sizes that nobody gives; for damage, if
 *   `strict`
 *
 * @example
 * const { events, skipped } = readAedat2(readFileSync(path), { path, width: 240, height: 180 });
 */
export function readAedat2(bytes: Uint8Array, options: Aedat2Options = {}): EventRecording {
  const { path = 'recording', relTime = true, compat } = options;
  const naive = compat === 'nengo-loihi';
  const { problems, add } = openProblems(options);
  const header = readAedat2Header(bytes, path, naive);
  const records = wholeRecords(bytes, header.end, RECORD, add);
  const view = new DataView(bytes.buffer, bytes.byteOffset + header.end, records * RECORD);
  const { events, skipped } = naive
    ? readAll(view, records)
    : readPixels(view, records, sensorOf(header, options, path), (i, what) =>
        add('coordinate', header.end + i * RECORD, what),
      );
  const sorted = sortedByTime(events);
  return {
    format: 'aedat2',
    events: relTime ? relativeToFirst(sorted) : sorted,
    problems,
    skipped,
    orientation: naive ? 'asStored' : 'topLeft',
  };
}

interface Sensor {
  readonly width: number;
  readonly height: number;
}

function sensorOf({ lines }: Aedat2Header, options: Aedat2Options, path: string): Sensor {
  const chip = lines.find((line) => line.startsWith('AEChip:')) ?? '';
  const [, width, height] = sensors.find(([name]) => name.test(chip)) ?? [];
  if (/dvs128/i.test(chip)) {
    throw new StreamError(`${path}: ${chip} has addresses of another layout. Give a DAVIS file.`, {
      code: 'unsupported',
      path,
    });
  }
  const found = { width: options.width ?? width, height: options.height ?? height };
  if (found.width !== undefined && found.height !== undefined) return found as Sensor;
  throw new StreamError(
    `${path}: it does not say how large the sensor is (${chip || 'no AEChip line'}). ` +
      'Give width and height.',
    { code: 'missing-geometry', path },
  );
}

type Read = Pick<EventRecording, 'events' | 'skipped'>;

function readAll(view: DataView, records: number): Read {
  const events = emptyBatch(records);
  for (let i = 0, at = 0; i < records; i++, at += RECORD) {
    const address = view.getUint32(at);
    put(events, i, (address >>> 12) & 0x3ff, (address >>> 22) & 0x1ff, address);
    events.t[i] = view.getUint32(at + 4);
  }
  return { events, skipped: {} };
}

/** Row 0 is stored at the bottom, column 0 at the right. */
function readPixels(
  view: DataView,
  records: number,
  { width, height }: Sensor,
  complain: (record: number, what: string) => void,
): Read {
  const events = emptyBatch(records);
  const skipped = { samples: 0, special: 0, coordinate: 0 };
  const clock = unwrapping();
  let n = 0;
  for (let i = 0, at = 0; i < records; i++, at += RECORD) {
    const address = view.getUint32(at);
    const t = clock(view.getUint32(at + 4));
    const x = (address >>> 12) & 0x3ff;
    const y = (address >>> 22) & 0x1ff;
    if ((address & NO_EVENT) !== 0) skipped.samples += 1;
    else if ((address & SPECIAL) !== 0) skipped.special += 1;
    else if (x >= width || y >= height) {
      if (skipped.coordinate++ > 0) continue;
      complain(i, `the event at column ${x}, row ${y} is outside of ${width}x${height} pixels`);
    } else {
      put(events, n, width - 1 - x, height - 1 - y, address);
      events.t[n++] = t;
    }
  }
  return { events: firstOf(events, n), skipped };
}

function put(events: EventBatch, i: number, x: number, y: number, address: number): void {
  events.x[i] = x;
  events.y[i] = y;
  events.p[i] = (address >>> 11) & 1;
}

function firstOf({ t, x, y, p }: EventBatch, n: number): EventBatch {
  return { n, t: t.slice(0, n), x: x.slice(0, n), y: y.slice(0, n), p: p.slice(0, n) };
}

/** A counter of 32 bits as a time that goes on; steps back of less than half its range are real. */
function unwrapping(): (raw: number) => number {
  let before = 0;
  let wraps = -1;
  return (raw) => {
    if (wraps < 0) wraps = 0;
    else if (before - raw >= 2 ** 31) wraps += 1;
    else if (raw - before >= 2 ** 31 && wraps > 0) wraps -= 1;
    before = raw;
    return raw + wraps * 2 ** 32;
  };
}
