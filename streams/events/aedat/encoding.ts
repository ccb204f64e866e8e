import { StreamError } from '../../../src/core/errors.js';
import type { EventBatch } from '../../../src/core/event-batch.js';
import type { SensorSize } from '../decoder.js';

/** Pieces as one array. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Requires whole times from 0 to 2^53 and coordinates inside of a sensor that the format can have.
 *
 * @param largest most columns and rows of the format
 * @throws StreamError naming the first event that does not fit
 */
export function requireEvents(
  format: string,
  { n, t, x, y }: EventBatch,
  { width, height }: SensorSize,
  largest: number,
): void {
  if (!(width >= 1 && width <= largest && height >= 1 && height <= largest)) {
    throw unfit(format, `the sensor is ${width}x${height}, expected 1 to ${largest} pixels`);
  }
  for (let i = 0; i < n; i++) {
    if (x[i] >= width || y[i] >= height) {
      const where = `column ${x[i]}, row ${y[i]}`;
      throw unfit(format, `event ${i} is at ${where}, outside of ${width}x${height} pixels`);
    }
    if (!Number.isSafeInteger(t[i]) || t[i] < 0) {
      throw unfit(format, `event ${i} has time ${t[i]}, expected whole microseconds from 0 on`);
    }
  }
}

/** An event or an option that a format cannot have. */
export function unfit(format: string, what: string): StreamError {
  return new StreamError(`${format}: ${what}. Change the events, or take another format.`, {
    code: 'unsupported',
    path: format,
  });
}
