import type { SensorSize } from '../decoder.js';
import { EVENT_BYTES } from './aedat4-packet.js';
import { type GrowingBatch, growingBatch, reserve } from './growing-batch.js';
import type { Ledger } from './ledger.js';

/** Where events go, and the time of the last one. */
export interface EventSink {
  readonly batch: GrowingBatch;
  last: number;
}

/** A sink without events. */
export function newEventSink(): EventSink {
  return { batch: growingBatch(), last: Number.NEGATIVE_INFINITY };
}

/** What `giveEvents` needs to know; `byte` is the packet's place, for errors. */
export interface GiveOptions {
  readonly sink: EventSink;
  readonly ledger: Ledger;
  readonly size: SensorSize;
  readonly byte: number;
}

/** Appends the events of a packet: `n` structs of 16 bytes from `at` on. */
export function giveEvents(
  view: DataView,
  at: number,
  n: number,
  { sink, ledger, size, byte }: GiveOptions,
): void {
  const { batch } = sink;
  const { width, height } = size;
  reserve(batch, n);
  const { t, x, y, p } = batch;
  let out = batch.n;
  let last = sink.last;
  let backward = 0;
  for (let i = 0; i < n; i++, at += EVENT_BYTES) {
    const column = view.getInt16(at + 8, true);
    const row = view.getInt16(at + 10, true);
    if (column < 0 || column >= width || row < 0 || row >= height) {
      const what = `event ${i} of the packet is at column ${column}, row ${row}, outside of ${width}x${height} pixels`;
      if (ledger.damage('coordinate', byte, `${what}. Use mode "recover" to leave it out.`))
        continue;
      break;
    }
    const time = view.getInt32(at + 4, true) * 4294967296 + view.getUint32(at, true);
    if (time < last) backward++;
    last = time;
    t[out] = time;
    x[out] = column;
    y[out] = row;
    p[out++] = view.getUint8(at + 12) === 0 ? 0 : 1;
  }
  batch.n = out;
  sink.last = last;
  ledger.problem('time-backward', backward);
}
