import { StreamError } from '../../../src/core/errors.js';
import type { DecodeOptions, SensorSize } from '../decoder.js';
import { badHeader } from './header.js';
import type { DecodeLog } from './problems.js';

/** Options of every Prophesee decoder. */
export interface PropheseeOptions extends DecodeOptions {
  /**
   * What to do if neither the file nor `width` and `height` say the size: `required` (default) throws;
   * `scan` takes the smallest size that holds all events, known at the end; `none` leaves it open.
   * Without a size no coordinate is refused.
   */
  readonly geometry?: 'required' | 'scan' | 'none';
  /** Count steps of time ahead over this as `time-jump`, in microseconds; default: never. */
  readonly maxJumpUs?: number;
}

/**
 * The size to decode with: what the file says, else what the caller says, else what is usual.
 *
 * @param usual what is inferred from the model of the camera
 * @throws StreamError if nobody says it and the options require it
 */
export function geometryOf(
  said: SensorSize | null,
  usual: SensorSize | null,
  options: PropheseeOptions,
  log: DecodeLog,
  notes: string[],
): SensorSize | null {
  const given = givenSize(options, log.path);
  if (said !== null && given !== null && !same(said, given)) {
    // The file is right; that the caller is wrong ends nothing.
    log.problems.invalid = (log.problems.invalid ?? 0) + 1;
    notes.push(`size ${text(said)} is the file's; ${text(given)} was given`);
  }
  if (said === null && given === null && usual !== null) {
    notes.push(`size ${text(usual)} inferred from system_ID`);
  }
  const size = said ?? given ?? usual;
  if (size !== null || (options.geometry ?? 'required') !== 'required') return size;
  throw new StreamError(
    `${log.path}: it does not say how large the sensor is. Give width and height, or geometry ` +
      "'scan' to take them from the events.",
    { code: 'missing-geometry', path: log.path },
  );
}

function givenSize({ width, height }: PropheseeOptions, path: string): SensorSize | null {
  if (width === undefined && height === undefined) return null;
  const fits = (n: number | undefined): n is number =>
    n !== undefined && Number.isInteger(n) && n >= 1 && n <= 65536;
  if (fits(width) && fits(height)) return { width, height };
  throw badHeader(
    path,
    `width ${width} and height ${height} were given, expected both`,
    'bad-option',
  );
}

function same(a: SensorSize, b: SensorSize): boolean {
  return a.width === b.width && a.height === b.height;
}

function text({ width, height }: SensorSize): string {
  return `${width}x${height}`;
}
