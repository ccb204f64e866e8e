import type { EventBatch } from '../../../src/core/event-batch.js';
import type { DecodeOptions, EventDecoder, SensorSize } from '../decoder.js';
import { type Aedat2Layout, type Aedat2LayoutName, settleCamera } from './aedat2-layout.js';
import { type MotionWords, motionWords } from './aedat2-motion.js';
import { type ByteQueue, byteQueue, viewOf } from './byte-queue.js';
import { type Clock32, newClock32, tick } from './clock32.js';
import { type GrowingBatch, growingBatch, reserve, take } from './growing-batch.js';
import { type Ledger, openLedger } from './ledger.js';
import { type TextHeader, textHeader } from './text-header.js';

/** Options of `aedat2Decoder`. */
export interface Aedat2DecodeOptions extends DecodeOptions {
  /** Default: that of the chip that the file names; without a name by the size. */
  readonly layout?: Aedat2LayoutName;
  /** Of a DVS128: `jaer` (default) takes a polarity bit of 0 for ON, `raw` gives the bit. */
  readonly polarity?: 'jaer' | 'raw';
}

/** Bytes of a record: u32 address, u32 microseconds, big-endian. */
export const AEDAT2_RECORD = 8;

interface Reading {
  readonly options: Aedat2DecodeOptions;
  readonly ledger: Ledger;
  readonly queue: ByteQueue;
  readonly header: TextHeader;
  readonly batch: GrowingBatch;
  readonly clock: Clock32;
  readonly motion: MotionWords;
  layout: Aedat2Layout | null;
}

/**
 * Reads AEDAT 2.0 of DAVIS cameras, of the DVS128 and of v2e's DVS640 (event-formats.md 1.3). Columns
 * and rows are stored from the lower right and are turned unless `asStored`. Words of frames are counted
 * as `frameWords`; motion samples go to `onSide` as raw numbers, special events with their address.
 *
 * @throws StreamError for other formats and chips, and if nobody gives a size
 */
export function aedat2Decoder(options: Aedat2DecodeOptions = {}): EventDecoder {
  const ledger = openLedger('aedat2', options);
  const reading: Reading = {
    options,
    ledger,
    queue: byteQueue(),
    header: textHeader(ledger, ['2.0']),
    batch: growingBatch(),
    clock: newClock32(),
    motion: motionWords(),
    layout: null,
  };
  const given = (): EventBatch => {
    ledger.events += reading.batch.n;
    return take(reading.batch);
  };
  return {
    push(bytes) {
      if (ledger.stopped) return given();
      reading.queue.add(bytes);
      advance(reading, false);
      return given();
    },
    end() {
      if (!ledger.stopped) finish(reading);
      return given();
    },
    summary: () => ledger.summary(),
  };
}

function advance(reading: Reading, ended: boolean): void {
  if (reading.layout === null && !begin(reading, ended)) return;
  const { queue, ledger, layout } = reading;
  const records = Math.floor(queue.waiting.length / AEDAT2_RECORD);
  readRecords(reading, viewOf(queue.waiting), records, layout!, ledger.sensor!);
  queue.skip(records * AEDAT2_RECORD);
}

function begin(reading: Reading, ended: boolean): boolean {
  const { ledger, queue, header, options } = reading;
  if (!header.read(queue, ended)) return false;
  const { layout, size } = settleCamera(ledger, header.lines, options, queue.at);
  reading.layout = layout;
  ledger.sensor = size;
  if (options.orientation !== 'asStored')
    ledger.note('columns and rows were turned to the top left');
  if (invertsPolarity(reading)) ledger.note('a polarity bit of 0 was taken for ON');
  return true;
}

function invertsPolarity({ layout, options }: Reading): boolean {
  return layout?.name === 'dvs128' && options.polarity !== 'raw';
}

function readRecords(
  reading: Reading,
  view: DataView,
  records: number,
  { xShift, xMask, yShift, yMask, pShift, sample, special }: Aedat2Layout,
  { width, height }: SensorSize,
): void {
  const { ledger, batch, clock, queue, options } = reading;
  reserve(batch, records);
  const { t, x, y, p } = batch;
  const turned = options.orientation !== 'asStored';
  const inverted = invertsPolarity(reading) ? 1 : 0;
  let n = batch.n;
  let backward = 0;
  for (let i = 0, at = 0; i < records; i++, at += AEDAT2_RECORD) {
    const address = view.getUint32(at);
    const time = tick(clock, view.getUint32(at + 4));
    if (((sample | special) & address) !== 0) {
      readOther(reading, address, time, sample);
      continue;
    }
    const column = (address >>> xShift) & xMask;
    const row = (address >>> yShift) & yMask;
    if (column >= width || row >= height) {
      const what = `the event at column ${column}, row ${row} is outside of ${width}x${height} pixels`;
      const goesOn = ledger.damage('coordinate', queue.at + at, `${what}. Use mode "recover".`);
      if (goesOn) continue;
      break;
    }
    if (time < clock.time) backward++;
    clock.time = time;
    t[n] = time;
    x[n] = turned ? width - 1 - column : column;
    y[n] = turned ? height - 1 - row : row;
    p[n++] = ((address >>> pShift) & 1) ^ inverted;
  }
  batch.n = n;
  ledger.problem('time-backward', backward);
}

function readOther(reading: Reading, address: number, t: number, sample: number): void {
  const { ledger, options, motion } = reading;
  if ((sample & address) === 0) {
    ledger.side('special');
    options.onSide?.({ kind: 'other', t, what: 'special', value: address });
    return;
  }
  const found = motion.take(address, t);
  ledger.side(found === 'frame' ? 'frameWords' : 'motionWords');
  if (typeof found === 'string') return;
  ledger.side('imu');
  options.onSide?.(found);
}

function finish(reading: Reading): void {
  advance(reading, true);
  const { ledger, queue, layout } = reading;
  if (ledger.stopped) return;
  if (layout === null) {
    throw ledger.error('truncated', queue.waiting.length, 'the file ends in its header.');
  }
  ledger.trailingBytes = queue.waiting.length;
  if (queue.waiting.length === 0) return;
  ledger.damage(
    'truncated',
    queue.at,
    'the file ends in a record. The events before it are given.',
  );
}
