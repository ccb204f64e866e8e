import { type EventBatch, emptyBatch } from '../../../src/core/event-batch.js';
import type { NonMonotonic, SensorSize } from '../decoder.js';
import { type CountingEncoder, requireFit, requireForward } from '../kit/encoding.js';
import { writeLoihiEvents } from '../loihi-events.js';

/** Options of `loihiEventsEncoder`. */
export interface LoihiEncodeOptions extends SensorSize {
  /** Steps back by half the range, which readers take for a wrap; smaller ones are kept. Default `error`. */
  readonly nonMonotonic?: NonMonotonic;
}

/** A step back by so much would be read as a counter that starts over. */
const HALF = 2 ** 31;

/**
 * Encodes events as `.events` (event-formats.md 8.1), in the order given; the trigger flag is 0.
 * Times end at 2^32: the original reader does not unwrap them.
 *
 * @throws StreamError from push for events outside of the sensor or of a record
 */
export function loihiEventsEncoder(options: LoihiEncodeOptions): CountingEncoder {
  const { width, height, nonMonotonic = 'error' } = options;
  let before = 0;
  let count = 0;
  let clamped = 0;
  const push = (batch: EventBatch): Uint8Array => {
    const t = batch.t.slice(0, batch.n);
    for (let i = 0; i < batch.n; i++, count++) {
      requireFit(`event ${count}`, `a sensor of ${width} columns`, 'x', batch.x[i]!, width - 1);
      requireFit(`event ${count}`, `a sensor of ${height} rows`, 'y', batch.y[i]!, height - 1);
      if (before - t[i]! >= HALF) {
        requireForward(`event ${count}`, 'an .events file', t[i]!, before, nonMonotonic);
        clamped += 1;
        t[i] = before;
      }
      before = t[i]!;
    }
    return writeLoihiEvents({ ...batch, t });
  };
  return {
    push,
    end: () => writeLoihiEvents(emptyBatch(0)),
    get clamped() {
      return clamped;
    },
  };
}
