import type { EventBatch } from '../../../src/core/event-batch.js';
import type { EventDecoder, SensorSize } from '../decoder.js';
import { type GrowingBatch, growingBatch, makeRoom, takeBatch } from './batch.js';
import type { PropheseeOptions } from './geometry.js';
import { badHeader, type PropheseeHeader, readHeader } from './header.js';
import { type DecodeLog, decodeLog } from './problems.js';

/** Where a reader takes its records from and where it puts what they say. */
export interface Workplace {
  /** Whole records, from the beginning; 64-bit aligned, so words can be read by index. */
  readonly block: ArrayBuffer;
  readonly out: GrowingBatch;
  readonly log: DecodeLog;
  readonly notes: string[];
}

/** Reads the records of one format. Its state outlives the pieces. */
export interface RecordReader {
  readonly format: string;
  /** Null if nobody says it. */
  readonly sensor: SensorSize | null;
  /** Bytes of a record. */
  readonly record: number;
  /** Most events of a record; there is room for them. */
  readonly mostEvents: number;
  /** Decodes `count` records, of which the first is at byte `at` of the file; returns early at damage. */
  read(count: number, at: number): void;
  /** At the end: bytes before byte `at` that are the beginning of something longer. */
  pending?(at: number): number;
}

/** How a format begins. */
export interface Opening {
  /** Bytes behind the header that `open` wants to see; fewer only if the file has no more. */
  preview?(header: PropheseeHeader): number;
  /** `body` are the bytes behind the header that are there; `skip` of them are no records. */
  open(header: PropheseeHeader, body: Uint8Array, place: Workplace): Opened;
}

/** A reader, and where its records begin behind the header. */
export interface Opened {
  readonly reader: RecordReader;
  readonly skip: number;
}

/** Bytes decoded at a time. */
const BLOCK = 16384;

/**
 * The decoder around a reader of records: collects the header, joins records that pieces cut, ends at
 * damage, and counts.
 *
 * @param name of the format, for errors before the header is read
 */
export function recordDecoder(
  name: string,
  options: PropheseeOptions,
  opening: Opening,
): EventDecoder {
  const log = decodeLog(name, options);
  const place: Workplace = {
    block: new ArrayBuffer(BLOCK),
    out: growingBatch(),
    log,
    notes: [],
  };
  const block = new Uint8Array(place.block);
  const largest: { width: number; height: number } = { width: 0, height: 0 };
  let head: Uint8Array = new Uint8Array(0);
  let reader: RecordReader | null = null;
  let filled = 0;
  let at = 0;
  let events = 0;
  let trailing = 0;
  let ended = false;

  function begin(piece: Uint8Array, whole: boolean): Uint8Array | null {
    head = joined(head, piece);
    const header = readHeader(head, whole, log.path);
    if (header === null) return null;
    const body = head.subarray(header.end);
    if (!whole && body.length < (opening.preview?.(header) ?? 0)) return null;
    const opened = opening.open(header, body, place);
    place.notes.push(...header.lines.map((line) => `header: ${line}`));
    reader = opened.reader;
    at = header.end + opened.skip;
    return body.subarray(opened.skip);
  }

  function decode(bytes: Uint8Array, { record, mostEvents, read }: RecordReader): void {
    const most = BLOCK - (BLOCK % record);
    for (let from = 0; from < bytes.length && log.damage === null; ) {
      const take = Math.min(most - filled, bytes.length - from);
      block.set(bytes.subarray(from, from + take), filled);
      from += take;
      filled += take;
      const count = Math.floor(filled / record);
      makeRoom(place.out, count * mostEvents);
      read(count, at);
      at += count * record;
      block.copyWithin(0, count * record, filled);
      filled -= count * record;
    }
  }

  function take(): EventBatch {
    const batch = takeBatch(place.out);
    events += batch.n;
    if (options.geometry === 'scan') widen(largest, batch);
    return batch;
  }

  function feed(piece: Uint8Array, whole: boolean): EventBatch {
    const bytes = reader === null ? begin(piece, whole) : piece;
    if (bytes !== null && log.damage === null) decode(bytes, reader!);
    return take();
  }

  return {
    push(bytes) {
      if (ended) throw badHeader(log.path, 'bytes were pushed after the end', 'bad-call');
      return feed(bytes, false);
    },
    end() {
      if (ended) return take();
      const batch = feed(new Uint8Array(0), true);
      ended = true;
      if (log.damage !== null) return batch;
      trailing = filled + (reader!.pending?.(at) ?? 0);
      if (trailing > 0) {
        const what = `the file ends with ${trailing} bytes of something longer`;
        log.add('truncated', at + filled - trailing, () => what);
      }
      return batch;
    },
    summary: () => ({
      format: reader?.format ?? name,
      sensor: reader?.sensor ?? (largest.width > 0 ? { ...largest } : null),
      events,
      side: { ...log.side },
      problems: { ...log.problems },
      damage: log.damage,
      trailingBytes: trailing,
      notes: [...place.notes],
    }),
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function widen(size: { width: number; height: number }, { n, x, y }: EventBatch): void {
  for (let i = 0; i < n; i++) {
    if (x[i] >= size.width) size.width = x[i] + 1;
    if (y[i] >= size.height) size.height = y[i] + 1;
  }
}
