import type { EventBatch } from '../../../src/core/event-batch.js';
import type { DecodeOptions, EventDecoder, SensorSize } from '../decoder.js';
import { type EventSink, giveEvents, newEventSink } from './aedat4-events.js';
import { type Aedat4Header, readAedat4Header } from './aedat4-header.js';
import { type PacketContent, readPacket, unpacked } from './aedat4-packet.js';
import { findPacket, isPacketHeader, isTable } from './aedat4-resync.js';
import { differences, type MetPacket, readAedat4Table } from './aedat4-table.js';
import { type ByteQueue, byteQueue, viewOf } from './byte-queue.js';
import { take } from './growing-batch.js';
import { type Ledger, openLedger, settleSize } from './ledger.js';

/** Options of `aedat4Decoder`. */
export interface Aedat4DecodeOptions extends DecodeOptions {
  /** Id of the stream whose events are given; default: the first one of events. Others are counted. */
  readonly stream?: number;
}

/** Bytes before a packet: i32 id of its stream, i32 bytes of its payload. */
const PACKET_HEADER = 8;

interface Reading {
  readonly options: Aedat4DecodeOptions;
  readonly ledger: Ledger;
  readonly queue: ByteQueue;
  readonly sink: EventSink;
  readonly met: MetPacket[];
  header: Aedat4Header | null;
  /** Where the table begins, -1 if unknown. */
  tableAt: number;
  /** The stream whose events are given, -1 until it is known. */
  stream: number;
  inTable: boolean;
  /** Looking for the next packet after damage. */
  lost: boolean;
}

/**
 * Reads AEDAT 4.0 (event-formats.md 1.5): packets as they are, packed with LZ4 or with Zstandard.
 * Frames, motion samples and triggers go to `onSide`; a trigger's id is its source in the file, its
 * value 1 for a rising edge, a pulse or a beginning. Times are Unix microseconds. The table of packets
 * is not needed; where there is one it is compared at the end, and `invalid` counts the differences.
 *
 * @throws StreamError for other formats, and if neither the file nor the caller gives a size
 */
export function aedat4Decoder(options: Aedat4DecodeOptions = {}): EventDecoder {
  const ledger = openLedger('aedat4', options);
  const reading: Reading = {
    options,
    ledger,
    queue: byteQueue(),
    sink: newEventSink(),
    met: [],
    header: null,
    tableAt: -1,
    stream: options.stream ?? -1,
    inTable: false,
    lost: false,
  };
  const given = (): EventBatch => {
    ledger.events += reading.sink.batch.n;
    return take(reading.sink.batch);
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
  const { ledger, queue } = reading;
  if (ledger.stopped || reading.inTable) return false;
  if (reading.header === null) return begin(reading);
  const bytes = queue.waiting;
  if (reading.lost) return search(reading, ended);
  if (queue.at === reading.tableAt || isTable(bytes)) {
    reading.inTable = bytes.length > 0 || ended;
    return false;
  }
  if (bytes.length < PACKET_HEADER) return false;
  if (!isPacketHeader(bytes)) return lose(reading, 'no packet begins here');
  const size = viewOf(bytes).getInt32(4, true);
  if (bytes.length < PACKET_HEADER + size) return false;
  readOne(reading, bytes.subarray(PACKET_HEADER, PACKET_HEADER + size));
  queue.skip(PACKET_HEADER + size);
  return true;
}

function begin(reading: Reading): boolean {
  const { ledger, queue, options } = reading;
  const header = readAedat4Header(queue.waiting, ledger);
  if (header === null) return false;
  const sized = [...header.streams].filter(([, { size }]) => size !== null);
  const first =
    reading.stream >= 0
      ? ([reading.stream, header.streams.get(reading.stream)] as const)
      : (sized.find(([, { type }]) => type === 'EVTS') ?? sized[0]);
  ledger.sensor = settleSize(ledger, first?.[1]?.size ?? null, options, 18);
  if (first?.[1]?.source) ledger.note(`source ${first[1].source}`);
  const named = [...header.streams].find(([, { type }]) => type === 'EVTS');
  if (reading.stream < 0 && named !== undefined) reading.stream = named[0];
  reading.header = header;
  reading.tableAt = header.tableAt >= header.end ? header.tableAt : -1;
  queue.skip(header.end);
  return true;
}

function lose(reading: Reading, what: string): boolean {
  const { ledger, queue } = reading;
  reading.lost = ledger.damage('out-of-step', queue.at, `${what}. Use mode "recover" to go on.`);
  if (reading.lost) pass(reading, 1);
  return reading.lost;
}

function pass({ ledger, queue }: Reading, bytes: number): void {
  ledger.side('skippedBytes', bytes);
  queue.skip(bytes);
}

/** Goes to the next place where a packet or the table begins. */
function search(reading: Reading, ended: boolean): boolean {
  const { queue, tableAt } = reading;
  const bytes = queue.waiting;
  const { at, tried } = findPacket(bytes);
  const toTable = tableAt > queue.at ? tableAt - queue.at : Number.POSITIVE_INFINITY;
  const open = ended ? bytes.length : tried;
  pass(reading, Math.min(at < 0 ? open : at, toTable));
  reading.lost = at < 0 && queue.at !== tableAt;
  return !reading.lost;
}

function readOne(reading: Reading, payload: Uint8Array): void {
  const { ledger, queue, header, met, options } = reading;
  const streamId = viewOf(queue.waiting).getInt32(0, true);
  met.push({ at: queue.at + PACKET_HEADER, streamId, size: payload.length });
  const streams = header!.streams;
  const expected = streams.get(streamId)?.type || (streams.size === 0 ? 'EVTS' : '');
  let content: PacketContent;
  try {
    content = readPacket(unpacked(payload), expected, options.onSide !== undefined);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    ledger.damage(
      'packet-corrupt',
      queue.at,
      `the packet cannot be read (${why}). Use mode "recover" to pass it.`,
    );
    return;
  }
  if (content.kind === 'events') eventsOf(reading, streamId, content);
  else if (content.kind === 'other') ledger.side(`packets ${content.identifier || 'without type'}`);
  else {
    for (const item of content.items) {
      ledger.side(item.kind);
      options.onSide?.(item);
    }
  }
}

function eventsOf(
  reading: Reading,
  streamId: number,
  { view, at, n }: Extract<PacketContent, { kind: 'events' }>,
): void {
  const { ledger, queue, sink } = reading;
  if (reading.stream < 0) reading.stream = streamId;
  if (streamId !== reading.stream) {
    ledger.side(`events of stream ${streamId}`, n);
    return;
  }
  giveEvents(view, at, n, { sink, ledger, size: ledger.sensor as SensorSize, byte: queue.at });
}

function finish(reading: Reading): void {
  const { ledger, queue, options } = reading;
  while (advance(reading, true));
  // A damaged length can reach beyond the end: there may be packets inside.
  while (options.mode === 'recover' && !reading.inTable && queue.waiting.length >= PACKET_HEADER) {
    if (reading.header === null || findPacket(queue.waiting.subarray(1)).at < 0) break;
    lose(reading, 'a packet passes the end');
    while (advance(reading, true));
  }
  if (ledger.stopped) return;
  if (reading.header === null) throw cutHeader(reading);
  if (reading.tableAt >= 0 && queue.at > reading.tableAt) {
    ledger.problem('invalid');
    ledger.note(`the header has the table at byte ${reading.tableAt}, inside of a packet`);
  }
  if (reading.inTable) compareTable(reading);
  else if (queue.waiting.length > 0 || queue.at < reading.tableAt) cut(reading, 'the last packet');
}

function cutHeader({ ledger, queue }: Reading): Error {
  return ledger.error('truncated', queue.waiting.length, 'the file ends in its header.');
}

function cut({ ledger, queue }: Reading, what: string): void {
  ledger.trailingBytes = queue.waiting.length;
  ledger.damage('truncated', queue.at, `the file ends in ${what}. Its events before are given.`);
}

function compareTable(reading: Reading): void {
  const { ledger, queue, met } = reading;
  try {
    const table = readAedat4Table(queue.waiting);
    const different = differences(table, met);
    ledger.problem('invalid', different);
    ledger.note(`table of ${table.length} packets, ${different} of them not as in the file`);
  } catch {
    cut(reading, 'the table of packets');
  }
}
