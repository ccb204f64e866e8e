import type { EventBatch } from '../../../src/core/event-batch.js';
import type { SensorSize } from '../decoder.js';
import { AEDAT4_MAGIC } from './aedat4-header.js';
import { EVENT_BYTES } from './aedat4-packet.js';
import type { Aedat4Entry } from './aedat4-table.js';
import { viewOf } from './byte-queue.js';

/**
 * The three buffers of an AEDAT 4.0 file, written at fixed places: every slot is stored, also where it
 * has its default. Places count from the length that stands before each buffer, and so do alignments.
 */

/** Where the header has the place of the table, an i64. */
export const TABLE_POSITION_AT = 14 + 32;

/** The header of a file: first line, length, and the buffer with the streams as XML. */
export function headerBuffer(compression: number, xml: string): Uint8Array {
  const text = new TextEncoder().encode(xml);
  const bytes = new Uint8Array(14 + 48 + text.length + 1);
  bytes.set(new TextEncoder().encode(AEDAT4_MAGIC));
  const view = viewOf(bytes, 14);
  begin(view, 'IOHE', 24);
  putVtable(view, 12, [20, 4, 8, 16]);
  view.setInt32(24, 24 - 12, true);
  view.setInt32(28, compression, true);
  view.setBigInt64(32, -1n, true);
  view.setUint32(40, 4, true);
  view.setUint32(44, text.length, true);
  bytes.set(text, 14 + 48);
  return bytes;
}

/** The streams of a file with one stream of events, as XML. */
export function streamsXml({ width, height }: SensorSize, codec: string, source: string): string {
  const attr = (key: string, type: string, value: string | number): string =>
    `<attr key="${key}" type="${type}">${value}</attr>`;
  return [
    '<dv version="2.0"><node name="outInfo" path="/mainloop/Recorder/outInfo/">',
    '<node name="0" path="/mainloop/Recorder/outInfo/0/">',
    attr('compression', 'string', codec),
    attr('originalModuleName', 'string', 'capture'),
    attr('originalOutputName', 'string', 'events'),
    attr('typeDescription', 'string', 'Array of events (polarity ON/OFF).'),
    attr('typeIdentifier', 'string', 'EVTS'),
    '<node name="info" path="/mainloop/Recorder/outInfo/0/info/">',
    attr('sizeX', 'int', width),
    attr('sizeY', 'int', height),
    attr('source', 'string', source.replace(/[^\w .:/-]/g, '_')),
    attr('tsOffset', 'long', 0),
    '</node></node></node></dv>',
  ].join('\n');
}

/** Events `from` to `to` of a batch. */
export function eventsBuffer({ t, x, y, p }: EventBatch, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array(32 + EVENT_BYTES * (to - from));
  const view = viewOf(bytes);
  beginVector(view, 'EVTS', to - from);
  for (let i = from, at = 32; i < to; i++, at += EVENT_BYTES) {
    view.setUint32(at, t[i] >>> 0, true);
    view.setUint32(at + 4, Math.floor(t[i] / 4294967296), true);
    view.setInt16(at + 8, x[i], true);
    view.setInt16(at + 10, y[i], true);
    view.setUint8(at + 12, p[i] === 0 ? 0 : 1);
  }
  return bytes;
}

/** Bytes of an entry of the table, without and with what aligns the next one. */
const ENTRY = 44;
const ENTRY_STEP = 48;

/** The table of packets. */
export function tableBuffer(entries: readonly Aedat4Entry[]): Uint8Array {
  const vtable = 32 + 4 * entries.length;
  // An entry's 64-bit numbers lie 12 bytes behind its beginning.
  const first = Math.ceil((vtable + 14 - 4) / 8) * 8 + 4;
  const bytes = new Uint8Array(first + ENTRY_STEP * entries.length);
  const view = viewOf(bytes);
  beginVector(view, 'FTAB', entries.length);
  putVtable(view, vtable, [ENTRY, 12, 4, 20, 28, 36]);
  for (const [i, { byteOffset, streamId, size, elements, tStart, tEnd }] of entries.entries()) {
    const at = first + ENTRY_STEP * i;
    view.setUint32(32 + 4 * i, at - (32 + 4 * i), true);
    view.setInt32(at, at - vtable, true);
    view.setInt32(at + 4, streamId, true);
    view.setInt32(at + 8, size, true);
    const numbers = [byteOffset, elements, tStart, tEnd];
    for (const [k, number] of numbers.entries()) {
      view.setBigInt64(at + 12 + 8 * k, BigInt(number), true);
    }
  }
  return bytes;
}

function begin(view: DataView, identifier: string, root: number): void {
  view.setUint32(0, view.byteLength - 4, true);
  view.setUint32(4, root - 4, true);
  for (let i = 0; i < 4; i++) view.setUint8(8 + i, identifier.charCodeAt(i));
}

/** A root whose only slot is a vector of `n`, with its first element at 32. */
function beginVector(view: DataView, identifier: string, n: number): void {
  begin(view, identifier, 20);
  putVtable(view, 12, [8, 4]);
  view.setInt32(20, 20 - 12, true);
  view.setUint32(24, 4, true);
  view.setUint32(28, n, true);
}

/** Bytes of the table, then where each slot lies in it. */
function putVtable(view: DataView, at: number, [size, ...slots]: readonly number[]): void {
  view.setUint16(at, 4 + 2 * slots.length, true);
  view.setUint16(at + 2, size, true);
  for (const [i, slot] of slots.entries()) view.setUint16(at + 4 + 2 * i, slot, true);
}
