import { StreamError } from '../../../src/core/errors.js';
import type { DecodeOptions, ProblemCode, SideItem } from '../decoder.js';

/** Counts what was lost and what is no event, and remembers the damage that ends a strict decoding. */
export interface DecodeLog {
  readonly path: string;
  readonly problems: Partial<Record<ProblemCode, number>>;
  readonly side: Record<string, number>;
  damage: StreamError | null;
  /**
   * Counts a problem `times` times.
   *
   * @param byte offset in the file
   * @param say what is wrong, in words; asked only for the damage of a strict decoding
   * @returns true if the decoding has to end here
   */
  add(code: ProblemCode, byte: number, say: () => string, times?: number): boolean;
  /** Counts something that is no event, and tells whoever wants to know. */
  tell(item: SideItem): void;
}

/** Reasons that end no decoding: the state is not complete yet, or a word says nothing about events. */
const harmless: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'missing-time',
  'missing-y',
  'unknown-word',
  'time-jump',
]);

/** Opens the log of one decoding; the mode decides what ends it (event-formats.md 14). */
export function decodeLog(format: string, options: DecodeOptions): DecodeLog {
  const { path = 'recording', mode = 'strict', onSide } = options;
  const log: DecodeLog = {
    path,
    problems: {},
    side: {},
    damage: null,
    add(code, byte, say, times = 1) {
      log.problems[code] = (log.problems[code] ?? 0) + times;
      if (mode !== 'strict' || harmless.has(code) || log.damage !== null) return false;
      const advice = "Read with mode 'recover' to go on behind it.";
      log.damage = new StreamError(`${path}, ${format}, byte ${byte}: ${say()}. ${advice}`, {
        code,
        path,
      });
      return true;
    },
    tell(item) {
      log.side[item.kind] = (log.side[item.kind] ?? 0) + 1;
      onSide?.(item);
    },
  };
  return log;
}

/** Times of events, one after the other; asked only where the time changes. */
export interface EventClock {
  /** Time of the event before, NaN before the first. */
  last: number;
  /** Notes a step from `last` to `t`, in microseconds; true if the decoding has to end before it. */
  step(t: number, byte: number): boolean;
}

/** @param maxJumpUs steps ahead over this are counted; in microseconds */
export function eventClock(log: DecodeLog, maxJumpUs: number): EventClock {
  const clock: EventClock = {
    last: Number.NaN,
    step(t, byte) {
      const { last } = clock;
      clock.last = t;
      if (t < last)
        return log.add('time-backward', byte, () => `time goes back, ${last} to ${t} us`);
      if (t - last > maxJumpUs) return log.add('time-jump', byte, () => '');
      return false;
    },
  };
  return clock;
}
