import { ZSTD_MAGIC } from './aedat4-packet.js';
import { viewOf } from './byte-queue.js';
import { flatIdentifier } from './flat.js';
import { LZ4_MAGIC } from './lz4-decode.js';

/** Header of a packet and the first bytes of its payload, up to an identifier. */
const NEEDED = 20;

/** No packet is longer, and no file has more streams. */
const LARGEST = 2 ** 30;
const MOST_STREAMS = 2 ** 16;

/** True if the first 8 bytes can be the header of a packet. */
export function isPacketHeader(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  const streamId = view.getInt32(0, true);
  const size = view.getInt32(4, true);
  return streamId >= 0 && streamId < MOST_STREAMS && size >= 0 && size <= LARGEST;
}

/** True if a table of packets begins here: a compressed frame instead of a packet, or its identifier. */
export function isTable(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const view = viewOf(bytes);
  const first = view.getUint32(0, true);
  return first === LZ4_MAGIC || first === ZSTD_MAGIC || flatIdentifier(view) === 'FTAB';
}

/**
 * The first place where a packet surely begins: a header, and a frame or an identifier behind it; -1 if
 * there is none. `tried` places from the beginning on need not be tried again with more bytes.
 */
export function findPacket(bytes: Uint8Array): { readonly at: number; readonly tried: number } {
  const places = Math.max(0, bytes.length - NEEDED + 1);
  for (let at = 0; at < places; at++) {
    const candidate = bytes.subarray(at, at + NEEDED);
    if (isPacketHeader(candidate) && hasContent(candidate)) return { at, tried: at };
  }
  return { at: -1, tried: places };
}

function hasContent(bytes: Uint8Array): boolean {
  const view = viewOf(bytes, 8);
  const first = view.getUint32(0, true);
  if (first === LZ4_MAGIC || first === ZSTD_MAGIC) return true;
  return first < LARGEST && /^(EVTS|FRME|IMUS|TRIG)$/.test(flatIdentifier(view));
}
