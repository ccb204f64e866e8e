import { StreamError } from '../../../src/core/errors.js';
import type { EventEncoder, NonMonotonic } from '../decoder.js';

/** An encoder that tells how many times it changed a time. */
export interface CountingEncoder extends EventEncoder {
  /** Events whose time was raised to that of the event before. */
  readonly clamped: number;
}

/** Throws unless `value` is a whole number from 0 to `largest`. */
export function requireFit(
  what: string,
  format: string,
  name: string,
  value: number,
  largest: number,
): void {
  if (Number.isInteger(value) && value >= 0 && value <= largest) return;
  throw new StreamError(
    `${what}: ${name} is ${value}, ${format} holds whole numbers from 0 to ${largest}. ` +
      'Write another format, or cut the recording.',
    { code: 'not-representable', path: what },
  );
}

/** Throws the sentence about a step back in time, unless times are to be clamped. */
export function requireForward(
  what: string,
  format: string,
  t: number,
  before: number,
  nonMonotonic: NonMonotonic,
): void {
  if (nonMonotonic === 'clamp-and-count') return;
  throw new StreamError(
    `${what}: its time ${t} is before ${before}, ${format} cannot go back. ` +
      "Sort the events, or choose nonMonotonic: 'clamp-and-count'.",
    { code: 'time-backward', path: what },
  );
}
