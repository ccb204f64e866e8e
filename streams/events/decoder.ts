import type { StreamError } from '../../src/core/errors.js';
import type { EventBatch } from '../../src/core/event-batch.js';

/** Size of a sensor in pixels. */
export interface SensorSize {
  readonly width: number;
  readonly height: number;
}

/** What a decoder may be told; a format has more of its own. */
export interface DecodeOptions {
  /** For the sentences of errors. */
  readonly path?: string;
  /** Size of the sensor, for files that do not say it; what a file says wins, if it differs it is a problem. */
  readonly width?: number;
  readonly height?: number;
  /**
   * What happens at damage: `strict` (default) ends the decoding there, `recover` goes on where it can
   * and counts what was lost. Either way all events before it are given.
   */
  readonly mode?: 'strict' | 'recover';
  /** `topLeft` (default): rows from the top; `asStored`: the numbers of the file. */
  readonly orientation?: 'topLeft' | 'asStored';
  /** Told what is no event: triggers, frames, motion samples, counts of the sensor. Default: only counted. */
  readonly onSide?: (item: SideItem) => void;
}

/** Something a recording has besides events. Times are in microseconds, as events have them. */
export type SideItem =
  | { readonly kind: 'trigger'; readonly t: number; readonly id: number; readonly value: number }
  | {
      readonly kind: 'frame';
      readonly t: number;
      readonly width: number;
      readonly height: number;
      readonly channels: number;
      /** Row-major; 8 or 16 bits. */
      readonly pixels: Uint8Array | Uint16Array;
    }
  | { readonly kind: 'imu'; readonly t: number; readonly values: Readonly<Record<string, number>> }
  | { readonly kind: 'other'; readonly t: number; readonly what: string; readonly value: number };

/** Why something of a file became no event; counted per reason. */
export type ProblemCode =
  | 'truncated'
  | 'coordinate'
  | 'time-backward'
  | 'time-jump'
  | 'missing-time'
  | 'missing-y'
  | 'out-of-step'
  | 'packet-corrupt'
  | 'unknown-word'
  | 'invalid';

/** What a decoder says at the end. */
export interface DecodeSummary {
  /** `evt3`, `aedat4` ... */
  readonly format: string;
  readonly sensor: SensorSize | null;
  /** Events given. */
  readonly events: number;
  /** Things that are no events, by kind (`trigger`, `frame`, `imu` ...). */
  readonly side: Readonly<Record<string, number>>;
  /** What was lost, by reason; reasons that did not occur are left out. */
  readonly problems: Readonly<Partial<Record<ProblemCode, number>>>;
  /** The damage that ended a strict decoding: a sentence with the byte offset, in `code` its reason. */
  readonly damage: StreamError | null;
  /** Bytes at the end that are no whole record. */
  readonly trailingBytes: number;
  /** What was done to coordinates and polarities, in words; and what the header says. */
  readonly notes: readonly string[];
}

/**
 * Reads one recording piece by piece. Any cut of the same bytes into pieces gives the same events; no
 * clock is looked at. Times are unwrapped: a counter of N bits that goes back by at least half its
 * range has wrapped around, any smaller step back is a problem (`time-backward`) and is kept as it is.
 *
 * The header is read as soon as its bytes are there; what is wrong with it (unknown version, no size
 * anywhere) throws a StreamError from `push` or `end`.
 */
export interface EventDecoder {
  /** The events that end in these bytes, in the order of the file. The batch is the receiver's. */
  push(bytes: Uint8Array): EventBatch;
  /** The events that only the end of the file completes; afterwards `summary` is final. */
  end(): EventBatch;
  /** So far. */
  summary(): DecodeSummary;
}

/** Writes one recording piece by piece. */
export interface EventEncoder {
  /** The bytes of these events; the first call begins with the header. */
  push(batch: EventBatch): Uint8Array;
  /** What is still to be written. */
  end(): Uint8Array;
}

/** What an encoder does with times that the format cannot have. */
export type NonMonotonic = 'error' | 'clamp-and-count';
