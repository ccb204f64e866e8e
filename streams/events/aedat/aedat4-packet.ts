import { decompress } from 'fzstd';
import type { SideItem } from '../decoder.js';
import { viewOf } from './byte-queue.js';
import {
  type FlatTable,
  flatFloat,
  flatIdentifier,
  flatInt,
  flatRoot,
  flatTables,
  flatVector,
} from './flat.js';
import { LZ4_MAGIC, lz4Decode } from './lz4-decode.js';

/** Magic number of a Zstandard frame, as a little-endian u32. */
export const ZSTD_MAGIC = 0xfd2fb528;

/** Bytes of an event: i64 time, i16 column, i16 row, u8 polarity, 3 of padding. */
export const EVENT_BYTES = 16;

/**
 * The content of a packet or of the table, whatever it is packed with: its first bytes say so.
 *
 * @throws Error for a frame that is damaged
 */
export function unpacked(payload: Uint8Array): Uint8Array {
  if (payload.length < 4) return payload;
  const magic = viewOf(payload).getUint32(0, true);
  if (magic === LZ4_MAGIC) return lz4Decode(payload);
  if (magic === ZSTD_MAGIC) return decompress(payload);
  return payload;
}

/** What a packet holds. */
export type PacketContent =
  | { readonly kind: 'events'; readonly view: DataView; readonly at: number; readonly n: number }
  | { readonly kind: 'side'; readonly items: readonly SideItem[] }
  | { readonly kind: 'other'; readonly identifier: string };

/**
 * Reads the flatbuffer of a packet.
 *
 * @param expected type of the stream as the header has it, for packets without an identifier
 * @param pixels false: frames come without their pixels
 * @throws RangeError for a buffer that points outside of itself
 */
export function readPacket(content: Uint8Array, expected: string, pixels: boolean): PacketContent {
  const view = viewOf(content);
  if (view.getUint32(0, true) + 4 > content.length) throw new RangeError('the buffer is cut off');
  const said = flatIdentifier(view);
  const marked = /^[A-Z0-9]{4}$/.test(said);
  if (marked && expected !== '' && said !== expected) {
    throw new RangeError(`it is marked ${said}, its stream is of ${expected}`);
  }
  const identifier = marked ? said : expected;
  const root = flatRoot(view);
  switch (identifier) {
    case 'EVTS': {
      const { at, length } = flatVector(root, 0, EVENT_BYTES);
      return { kind: 'events', view, at, n: length };
    }
    case 'FRME':
      return { kind: 'side', items: [frameOf(root, pixels)] };
    case 'IMUS':
      return { kind: 'side', items: flatTables(root, 0).map(motionOf) };
    case 'TRIG':
      return { kind: 'side', items: flatTables(root, 0).map(triggerOf) };
    default:
      return { kind: 'other', identifier };
  }
}

/** The format is a number of OpenCV: depth in the low three bits, channels less one above. */
function frameOf(root: FlatTable, withPixels: boolean): SideItem {
  const format = flatInt(root, 5, 8);
  const { at, length } = flatVector(root, 10, 1);
  const { buffer, byteOffset } = root.view;
  const bytes = new Uint8Array(buffer, byteOffset + at, withPixels ? length : 0).slice();
  const wide = (format & 7) === 2 || (format & 7) === 3;
  return {
    kind: 'frame',
    t: flatInt(root, 0, 64),
    width: flatInt(root, 6, 16),
    height: flatInt(root, 7, 16),
    channels: (format >> 3) + 1,
    pixels: wide ? new Uint16Array(bytes.buffer, 0, bytes.length >> 1) : bytes,
  };
}

const motionNames = ['temperature', 'ax', 'ay', 'az', 'gx', 'gy', 'gz', 'mx', 'my', 'mz'];

function motionOf(table: FlatTable): SideItem {
  const values = motionNames.map((name, i) => [name, flatFloat(table, 1 + i)] as const);
  return { kind: 'imu', t: flatInt(table, 0, 64), values: Object.fromEntries(values) };
}

/** Sources that are an end or a falling edge, and the reset. */
const low = [0, 2, 5, 7, 9];

function triggerOf(table: FlatTable): SideItem {
  const id = flatInt(table, 1, 8);
  return { kind: 'trigger', t: flatInt(table, 0, 64), id, value: low.includes(id) ? 0 : 1 };
}
