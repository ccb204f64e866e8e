import type { SensorSize } from '../decoder.js';
import type { Aedat3Packet } from './aedat3-packet.js';
import { type GrowingBatch, reserve } from './growing-batch.js';
import type { Ledger } from './ledger.js';

/** The time of the last event; minus infinity at the beginning and after a reset. */
export interface Clock {
  last: number;
}

/** What `giveEvents3` needs to know. */
export interface GiveOptions3 {
  readonly batch: GrowingBatch;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly size: SensorSize;
  /** Coordinates of 14 bits, as in 3.0. */
  readonly old: boolean;
  /** Rows count from below. */
  readonly turned: boolean;
  /** Where the first event begins, for errors. */
  readonly byte: number;
}

/** Appends the valid ones of the first `n` pixel events of a view. */
export function giveEvents3(
  view: DataView,
  n: number,
  { size: step, timeAt, overflow }: Aedat3Packet,
  { batch, clock, ledger, size: { width, height }, old, turned, byte }: GiveOptions3,
): void {
  reserve(batch, n);
  const { t, x, y, p } = batch;
  const [columnShift, rowShift, mask] = old ? [18, 4, 0x3fff] : [17, 2, 0x7fff];
  const base = overflow * 2 ** 31;
  let out = batch.n;
  let last = clock.last;
  let backward = 0;
  let notValid = 0;
  for (let i = 0, at = 0; i < n; i++, at += step) {
    const data = view.getUint32(at, true);
    if ((data & 1) === 0) {
      notValid++;
      continue;
    }
    const column = (data >>> columnShift) & mask;
    const row = (data >>> rowShift) & mask;
    if (column >= width || row >= height) {
      const what = `column ${column}, row ${row}, outside of ${width}x${height} pixels`;
      if (ledger.damage('coordinate', byte + at, `the event is at ${what}. ${advice}`)) continue;
      break;
    }
    const low = view.getInt32(at + timeAt, true);
    if (low < 0) {
      if (ledger.damage('invalid', byte + at, `the event has the time ${low}. ${advice}`)) continue;
      break;
    }
    const time = base + low;
    if (time < last) backward++;
    last = time;
    t[out] = time;
    x[out] = column;
    y[out] = turned ? height - 1 - row : row;
    p[out++] = (data >>> 1) & 1;
  }
  batch.n = out;
  clock.last = last;
  ledger.side('notValid', notValid);
  ledger.problem('time-backward', backward);
}

const advice = 'Use mode "recover" to leave it out.';
