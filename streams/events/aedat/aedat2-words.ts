import type { DecodeOptions, DecodeSummary } from '../decoder.js';
import { AEDAT2_RECORD } from './aedat2-decoder.js';
import { byteQueue, viewOf } from './byte-queue.js';
import { newClock32, tick } from './clock32.js';
import { openLedger } from './ledger.js';
import { textHeader } from './text-header.js';

/** Addresses of any chip, for sensors without pixels. */
export interface AddressBatch {
  readonly n: number;
  /** Microseconds, unwrapped. */
  readonly t: Float64Array;
  /** The addresses, all 32 bits. */
  readonly address: Uint32Array;
}

/** As an `EventDecoder`, with addresses instead of pixels; `events` of the summary counts the words. */
export interface WordDecoder {
  push(bytes: Uint8Array): AddressBatch;
  end(): AddressBatch;
  summary(): DecodeSummary;
}

/**
 * Reads AEDAT 2.0 of any chip, a silicon cochlea for example, as times and addresses as stored.
 *
 * @throws StreamError for other formats
 */
export function aedat2Words(options: Pick<DecodeOptions, 'path' | 'mode'> = {}): WordDecoder {
  const ledger = openLedger('aedat2', options);
  const queue = byteQueue();
  const header = textHeader(ledger, ['2.0']);
  const clock = newClock32();
  let begun = false;
  const given = (ended: boolean): AddressBatch => {
    begun ||= header.read(queue, ended);
    const n = begun ? Math.floor(queue.waiting.length / AEDAT2_RECORD) : 0;
    const view = viewOf(queue.waiting);
    const [t, address] = [new Float64Array(n), new Uint32Array(n)];
    let backward = 0;
    for (let i = 0; i < n; i++) {
      address[i] = view.getUint32(AEDAT2_RECORD * i);
      t[i] = tick(clock, view.getUint32(AEDAT2_RECORD * i + 4));
      if (t[i] < clock.time) backward++;
      clock.time = t[i];
    }
    queue.skip(n * AEDAT2_RECORD);
    ledger.problem('time-backward', backward);
    ledger.events += n;
    return { n, t, address };
  };
  return {
    push(bytes) {
      queue.add(bytes);
      return given(false);
    },
    end() {
      const batch = given(true);
      if (!begun) {
        throw ledger.error('truncated', queue.waiting.length, 'the file ends in its header.');
      }
      ledger.trailingBytes = queue.waiting.length;
      if (ledger.trailingBytes > 0)
        ledger.damage('truncated', queue.at, 'the file ends in a record.');
      return batch;
    },
    summary: () => ledger.summary(),
  };
}
