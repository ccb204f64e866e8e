import { StreamError } from '../../src/core/errors.js';
import type { EventBatch } from '../../src/core/event-batch.js';

/** Something wrong in a recording that did not keep its other events from being read. */
export interface EventProblem {
  readonly code: 'truncated' | 'coordinate';
  /** Offset in the file where it begins. */
  readonly byte: number;
  /** Where, what, and what was done about it. */
  readonly message: string;
}

/** A whole event file. */
export interface EventRecording {
  readonly format: 'events' | 'aedat2';
  /** In order of time; of equal times in the order of the file. */
  readonly events: EventBatch;
  readonly problems: readonly EventProblem[];
  /** Records of the file that are no events of pixels, by what they are. */
  readonly skipped: Readonly<Record<string, number>>;
  /** How coordinates were turned: `topLeft`, or `asStored`. */
  readonly orientation: 'topLeft' | 'asStored';
}

/** Options of every reader of event files. */
export interface ReadOptions {
  /** Name of the file, for the sentences of errors. */
  readonly path?: string;
  /** Throw at the first damage instead of keeping what is whole; default false. */
  readonly strict?: boolean;
  /** Count time from the first event. */
  readonly relTime?: boolean;
}

/** Collects the problems of a file, or throws the first one. */
export function openProblems({ path = 'recording', strict = false }: ReadOptions) {
  const problems: EventProblem[] = [];
  return {
    problems,
    add(code: EventProblem['code'], byte: number, what: string): void {
      const message = `${path}, byte ${byte}: ${what}`;
      if (strict) throw new StreamError(`${message}.`, { code, path });
      problems.push({ code, byte, message: `${message}.` });
    },
  };
}

/** Number of whole records from `start` on; a rest is noted as truncated. */
export function wholeRecords(
  bytes: Uint8Array,
  start: number,
  width: number,
  add: ReturnType<typeof openProblems>['add'],
): number {
  const records = Math.floor((bytes.length - start) / width);
  const end = start + records * width;
  const rest = bytes.length - end;
  if (rest > 0) {
    add(
      'truncated',
      end,
      `the file ends with ${rest} bytes of a record of ${width}; ${records} records before are whole`,
    );
  }
  return records;
}
