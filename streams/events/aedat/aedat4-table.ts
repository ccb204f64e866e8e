import { unpacked } from './aedat4-packet.js';
import { viewOf } from './byte-queue.js';
import { flatIdentifier, flatInt, flatRoot, flatSlot, flatTables } from './flat.js';

/** One packet as the table of packets has it; times in microseconds. */
export interface Aedat4Entry {
  /** Of the packet's payload, or of its header in files of jAER. */
  readonly byteOffset: number;
  readonly streamId: number;
  /** Bytes of the payload. */
  readonly size: number;
  readonly elements: number;
  readonly tStart: number;
  readonly tEnd: number;
}

/**
 * Reads the table of packets, compressed or not.
 *
 * @param bytes from the table's beginning to the end of the file
 * @throws Error if it is cut off or damaged
 */
export function readAedat4Table(bytes: Uint8Array): Aedat4Entry[] {
  const view = viewOf(unpacked(bytes));
  if (flatIdentifier(view) !== 'FTAB') throw new RangeError('no table of packets');
  if (view.getUint32(0, true) + 4 > view.byteLength) throw new RangeError('the table is cut off');
  return flatTables(flatRoot(view), 0).map((entry) => {
    const packet = flatSlot(entry, 1);
    return {
      byteOffset: flatInt(entry, 0, 64),
      streamId: packet === 0 ? 0 : view.getInt32(packet, true),
      size: packet === 0 ? 0 : view.getInt32(packet + 4, true),
      elements: flatInt(entry, 2, 64),
      tStart: flatInt(entry, 3, 64),
      tEnd: flatInt(entry, 4, 64),
    };
  });
}

/** A packet that was met: where its payload begins. */
export interface MetPacket {
  readonly at: number;
  readonly streamId: number;
  readonly size: number;
}

/** How many packets the table and the file have differently; offsets may mean payload or header. */
export function differences(table: readonly Aedat4Entry[], met: readonly MetPacket[]): number {
  const byPlace = new Map(met.map((packet) => [packet.at, packet]));
  const known = table.filter(({ byteOffset, streamId, size }) => {
    const packet = byPlace.get(byteOffset) ?? byPlace.get(byteOffset + 8);
    return packet?.streamId === streamId && packet.size === size;
  }).length;
  return Math.max(table.length, met.length) - known;
}
