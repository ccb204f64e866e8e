import type { EventBatch } from '../../../src/core/event-batch.js';
import type { DecodeOptions, EventDecoder, SensorSize } from '../decoder.js';
import { type Clock, giveEvents3 } from './aedat3-events.js';
import {
  type Aedat3Packet,
  PACKET_HEADER,
  POLARITY,
  packetAt,
  typeNames,
} from './aedat3-packet.js';
import { sideItem, specialType, TIMESTAMP_RESET } from './aedat3-side.js';
import { type ByteQueue, byteQueue, viewOf } from './byte-queue.js';
import { type GrowingBatch, growingBatch, take } from './growing-batch.js';
import { type Ledger, openLedger, settleSize } from './ledger.js';
import { cameraSize, type TextHeader, textHeader } from './text-header.js';

interface Reading {
  readonly options: DecodeOptions;
  readonly ledger: Ledger;
  readonly queue: ByteQueue;
  readonly header: TextHeader;
  readonly batch: GrowingBatch;
  readonly clock: Clock;
  /** The packet being read, and how many of its events were. */
  packet: Aedat3Packet | null;
  done: number;
  /** Bytes of unused places behind the last packet, which a file may or may not have. */
  unused: number;
  lost: boolean;
}

/**
 * Reads AEDAT 3.1 and 3.0 (event-formats.md 1.4). Frames, motion samples, edges and other special events
 * go to `onSide`; events that the file marks as not valid are counted as `notValid`. A reset of the
 * clock is told as `timestamp-reset`, times begin again behind it. Rows of 3.0 count from below and are
 * turned unless `asStored`. The size is that of the camera that a `#Source` line names.
 *
 * @throws StreamError for other formats and packed files, and if nobody gives a size
 */
export function aedat3Decoder(options: DecodeOptions = {}): EventDecoder {
  const ledger = openLedger('aedat3', options);
  const reading: Reading = {
    options,
    ledger,
    queue: byteQueue(),
    header: textHeader(ledger, ['3.1', '3.0']),
    batch: growingBatch(),
    clock: { last: Number.NEGATIVE_INFINITY },
    packet: null,
    done: 0,
    unused: 0,
    lost: false,
  };
  const given = (): EventBatch => {
    ledger.events += reading.batch.n;
    return take(reading.batch);
  };
  return {
    push(bytes) {
      if (ledger.stopped) return given();
      reading.queue.add(bytes);
      while (advance(reading, false));
      return given();
    },
    end() {
      if (!ledger.stopped) finish(reading);
      return given();
    },
    summary: () => ledger.summary(),
  };
}

/** One step; false if it needs more bytes, or if nothing more will be read. */
function advance(reading: Reading, ended: boolean): boolean {
  const { ledger, packet } = reading;
  if (ledger.stopped) return false;
  if (ledger.sensor === null) return begin(reading, ended);
  if (packet !== null) return readEvents(reading, packet);
  if (reading.lost) return search(reading, ended);
  if (reading.unused > 0) return passUnused(reading, ended);
  return open(reading);
}

function begin(reading: Reading, ended: boolean): boolean {
  const { ledger, queue, header, options } = reading;
  if (!header.read(queue, ended)) return false;
  const format = header.lines
    .find((line) => /^Format:/.test(line))
    ?.slice('Format:'.length)
    .trim();
  if (format !== undefined && format !== 'RAW') {
    throw ledger.error('unsupported', 0, `the format is ${format}, expected RAW. Save it as RAW.`);
  }
  const sources = header.lines.filter((line) => /^Source /.test(line));
  const said = sources.map(cameraSize).find((size) => size !== null) ?? null;
  ledger.sensor = settleSize(ledger, said, options, queue.at);
  for (const source of sources) ledger.note(source);
  if (header.version === '3.0' && options.orientation !== 'asStored') {
    ledger.note('rows of AEDAT 3.0 count from below; they were turned');
  }
  return true;
}

function open(reading: Reading): boolean {
  const { ledger, queue } = reading;
  const bytes = queue.waiting;
  if (bytes.length < PACKET_HEADER) return false;
  const packet = packetAt(bytes, 0);
  if (packet === null) {
    reading.lost = ledger.damage(
      'out-of-step',
      queue.at,
      'no packet begins here. Use mode "recover" to go on with the next one.',
    );
    if (reading.lost) pass(reading, 1);
    return reading.lost;
  }
  reading.packet = packet;
  reading.done = 0;
  queue.skip(PACKET_HEADER);
  return true;
}

function pass({ ledger, queue }: Reading, bytes: number): void {
  ledger.side('skippedBytes', bytes);
  queue.skip(bytes);
}

/** Goes to the next place where a packet can begin. */
function search(reading: Reading, ended: boolean): boolean {
  const bytes = reading.queue.waiting;
  const places = Math.max(0, bytes.length - PACKET_HEADER + 1);
  for (let at = 0; at < places; at++) {
    if (packetAt(bytes, at) === null) continue;
    pass(reading, at);
    reading.lost = false;
    return true;
  }
  pass(reading, ended ? bytes.length : places);
  return false;
}

/** Good files have no unused places; some writers leave them in the file: the next header tells. */
function passUnused(reading: Reading, ended: boolean): boolean {
  const { ledger, queue, unused } = reading;
  const bytes = queue.waiting;
  if (bytes.length < PACKET_HEADER && !ended) return false;
  if (bytes.length >= PACKET_HEADER && packetAt(bytes, 0) !== null) {
    reading.unused = 0;
    return true;
  }
  if (bytes.length < unused + PACKET_HEADER && !ended) return false;
  reading.unused = 0;
  const whole = bytes.length === unused;
  if (!whole && (bytes.length < unused + PACKET_HEADER || packetAt(bytes, unused) === null)) {
    return bytes.length > 0;
  }
  ledger.note('unused places of packets are in the file; they were passed over');
  queue.skip(unused);
  return true;
}

/** The whole events that are there. */
function readEvents(reading: Reading, packet: Aedat3Packet): boolean {
  const { queue, ledger } = reading;
  const bytes = queue.waiting;
  const n = Math.min(packet.number - reading.done, Math.floor(bytes.length / packet.size));
  const view = viewOf(bytes);
  if (packet.type === POLARITY) {
    giveEvents3(view, n, packet, {
      batch: reading.batch,
      clock: reading.clock,
      ledger,
      size: ledger.sensor as SensorSize,
      old: reading.header.version === '3.0',
      turned: reading.header.version === '3.0' && reading.options.orientation !== 'asStored',
      byte: queue.at,
    });
  } else for (let i = 0; i < n; i++) readSide(reading, packet, view, i * packet.size);
  queue.skip(n * packet.size);
  reading.done += n;
  if (ledger.stopped || reading.done < packet.number) return false;
  reading.packet = null;
  reading.unused = (packet.capacity - packet.number) * packet.size;
  return true;
}

function readSide(reading: Reading, packet: Aedat3Packet, view: DataView, at: number): void {
  const { ledger, options, clock } = reading;
  const data = view.getUint32(at, true);
  if ((data & 1) === 0) {
    ledger.side('notValid');
    return;
  }
  const t = packet.overflow * 2 ** 31 + view.getInt32(at + packet.timeAt, true);
  const isReset = packet.type === 0 && specialType(data) === TIMESTAMP_RESET;
  if (isReset) clock.last = Number.NEGATIVE_INFINITY;
  const item = sideItem(packet, view, at, t);
  ledger.side(item === null || item.kind === 'other' ? typeNames[packet.type] : item.kind);
  if (isReset) ledger.side('timestampReset');
  if (item !== null) options.onSide?.(item);
}

function finish(reading: Reading): void {
  const { ledger, queue } = reading;
  while (advance(reading, true));
  if (ledger.stopped) return;
  if (ledger.sensor === null) {
    throw ledger.error('truncated', queue.waiting.length, 'the file ends in its header.');
  }
  if (queue.waiting.length === 0 && reading.packet === null) return;
  ledger.trailingBytes = queue.waiting.length;
  ledger.damage('truncated', queue.at, 'the file ends in a packet. Its events before are given.');
}
