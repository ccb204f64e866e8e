import { type EventBatch, emptyBatch } from '../../../src/core/event-batch.js';
import type { EventDecoder, SensorSize } from '../decoder.js';
import { byteQueue } from './byte-queue.js';
import type { Ledger } from './ledger.js';

/** Events being written; `n` grows, the arrays are long enough from the start. */
export interface OpenBatch extends EventBatch {
  n: number;
}

/** What a format knows; `piecewise` makes a decoder of it. */
export interface RecordReader {
  readonly format: string;
  /** Fewest bytes of an event, as a bound for the size of batches; may depend on the header. */
  smallest(): number;
  /**
   * Reads whole records into the batch and returns how many bytes are done with. It stops early only
   * for a record that is not whole, or after damage.
   *
   * @param at offset of the first byte in the file
   * @param last no bytes will follow
   */
  read(bytes: Uint8Array, at: number, out: OpenBatch, last: boolean): number;
  sensor(): SensorSize | null;
  /** What a rest at the end is a part of: `a record of 5 bytes`. */
  part(): string;
  /** Notes that are known only now. */
  notes?(): readonly string[];
}

/** A decoder that joins pieces and gives a reader whole records. */
export function piecewise(ledger: Ledger, reader: RecordReader): EventDecoder {
  const queue = byteQueue();
  let at = 0;
  let received = 0;
  let events = 0;
  let trailing = 0;
  const run = (piece: Uint8Array, last: boolean): EventBatch => {
    received += piece.length;
    if (ledger.damage !== null) return emptyBatch(0);
    const bytes = queue.add(piece);
    const out: OpenBatch = emptyBatch(Math.ceil(bytes.length / reader.smallest()));
    out.n = 0;
    const done = reader.read(bytes, at, out, last);
    queue.drop(done);
    at += done;
    events += out.n;
    return out;
  };
  return {
    push: (bytes) => run(bytes, false),
    end() {
      const out = run(new Uint8Array(0), true);
      if (ledger.damage !== null || queue.length === 0) return out;
      trailing = queue.length;
      const what = `the file ends with ${trailing} bytes of ${reader.part()}`;
      ledger.lost('truncated', at, `${what}; ${events} events before are whole`);
      return out;
    },
    summary() {
      const { notes, ...counts } = ledger.counts();
      const unread = received - at - trailing;
      const skipped =
        counts.damage !== null && unread > 0
          ? [`${unread} bytes from byte ${at} on were not read, because of the damage`]
          : [];
      return {
        format: reader.format,
        sensor: reader.sensor(),
        events,
        ...counts,
        trailingBytes: trailing,
        notes: [...notes, ...(reader.notes?.() ?? []), ...skipped],
      };
    },
  };
}
