import type { SensorSize } from '../decoder.js';
import { geometryOf, type PropheseeOptions } from './geometry.js';
import { type PropheseeHeader, startTime } from './header.js';
import type { Workplace } from './record-decoder.js';

/** What every reader of records needs to know before the first one. */
export interface Setting {
  /** Null if nobody says it; then no coordinate is refused. */
  readonly sensor: SensorSize | null;
  /** Added to all times, in microseconds. */
  readonly t0: number;
  readonly maxJumpUs: number;
}

/**
 * Puts together what the header and the caller say, and notes it.
 *
 * @param said the size in the header
 * @param usual the size inferred from the camera
 * @throws StreamError without a size, or for a `T0` that is no time
 */
export function settingOf(
  said: SensorSize | null,
  usual: SensorSize | null,
  header: PropheseeHeader,
  options: PropheseeOptions,
  { log, notes }: Workplace,
): Setting {
  const sensor = geometryOf(said, usual, options, log, notes);
  const t0 = startTime(header, log.path);
  notes.push('origin top left, 1 is ON: as stored');
  if (t0 > 0) notes.push(`${t0} us of T0 added to all times`);
  return { sensor, t0, maxJumpUs: options.maxJumpUs ?? Number.POSITIVE_INFINITY };
}
