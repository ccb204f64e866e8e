/** Magic number of an LZ4 frame, as a little-endian u32. */
export const LZ4_MAGIC = 0x184d2204;

/** Largest block by its code in the frame's descriptor. */
const blockSizes: Readonly<Record<number, number>> = {
  4: 0x10000,
  5: 0x40000,
  6: 0x100000,
  7: 0x400000,
};

/** No packet of a camera is larger. */
const LARGEST = 2 ** 30;

/**
 * The content of one LZ4 frame (frame format 1.6). Blocks may refer to the 64 KiB before them
 * (linked blocks). Every length and distance is checked; checksums are passed over, not verified.
 *
 * @throws RangeError for anything that is no whole frame
 */
export function lz4Decode(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const { blockSize, blockSums, tail, start } = readDescriptor(view);
  const out: Output = { bytes: new Uint8Array(4 * frame.length + 64), n: 0 };
  for (let at = start; ; ) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) {
      if (at + tail !== frame.length) throw new RangeError('the frame has another length');
      return out.bytes.subarray(0, out.n);
    }
    const size = word & 0x7fffffff;
    if (size > frame.length - at) throw new RangeError('a block is cut off');
    const block = frame.subarray(at, at + size);
    const limit = out.n + blockSize;
    if (word >>> 31 === 1) append(out, block, limit);
    else decodeBlock(block, out, limit);
    at += size + (blockSums ? 4 : 0);
  }
}

interface Output {
  bytes: Uint8Array;
  n: number;
}

interface Descriptor {
  readonly blockSize: number;
  readonly blockSums: boolean;
  /** Bytes behind the last block. */
  readonly tail: number;
  /** Where the first block begins. */
  readonly start: number;
}

function readDescriptor(view: DataView): Descriptor {
  if (view.getUint32(0, true) !== LZ4_MAGIC) throw new RangeError('no LZ4 frame');
  const flags = view.getUint8(4);
  const blockSize = blockSizes[(view.getUint8(5) >> 4) & 7];
  if (flags >> 6 !== 1 || blockSize === undefined) throw new RangeError('no LZ4 descriptor');
  if ((flags & 1) !== 0) throw new RangeError('an LZ4 dictionary is needed');
  return {
    blockSize,
    blockSums: (flags & 0x10) !== 0,
    tail: (flags & 4) !== 0 ? 4 : 0,
    start: 7 + ((flags & 8) !== 0 ? 8 : 0),
  };
}

function grow(out: Output, more: number, limit: number): void {
  const needed = out.n + more;
  if (needed > limit || needed > LARGEST) throw new RangeError('a block is longer than announced');
  if (needed <= out.bytes.length) return;
  const larger = new Uint8Array(Math.max(needed, 2 * out.bytes.length));
  larger.set(out.bytes.subarray(0, out.n));
  out.bytes = larger;
}

function append(out: Output, piece: Uint8Array, limit: number): void {
  grow(out, piece.length, limit);
  out.bytes.set(piece, out.n);
  out.n += piece.length;
}

/** Literals and copies from before, in turn; the last has no copy. */
function decodeBlock(block: Uint8Array, out: Output, limit: number): void {
  const end = block.length;
  let at = 0;
  while (at < end) {
    const token = block[at++];
    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255 && at < end) literals += more = block[at++];
      if (more === 255) throw new RangeError('a length is cut off');
    }
    if (literals > end - at) throw new RangeError('literals are cut off');
    copyLiterals(block, at, literals, out, limit);
    at += literals;
    if (at === end) return;
    if (end - at < 2) throw new RangeError('a distance is cut off');
    const distance = block[at] | (block[at + 1] << 8);
    at += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      let more = 255;
      while (more === 255 && at < end) length += more = block[at++];
      if (more === 255) throw new RangeError('a length is cut off');
    }
    copyBack(out, distance, length, limit);
  }
}

/** Most literals are few: a view of them would cost more than they do. */
function copyLiterals(
  block: Uint8Array,
  at: number,
  count: number,
  out: Output,
  limit: number,
): void {
  grow(out, count, limit);
  const { bytes, n } = out;
  if (count > 64) bytes.set(block.subarray(at, at + count), n);
  else for (let i = 0; i < count; i++) bytes[n + i] = block[at + i];
  out.n += count;
}

/** Source and target may overlap: then what was just written repeats. */
function copyBack(out: Output, distance: number, length: number, limit: number): void {
  if (distance === 0 || distance > out.n) throw new RangeError('a copy from before the beginning');
  grow(out, length, limit);
  const { bytes, n } = out;
  if (distance >= length && length > 32) bytes.copyWithin(n, n - distance, n - distance + length);
  else for (let i = n; i < n + length; i++) bytes[i] = bytes[i - distance];
  out.n += length;
}
