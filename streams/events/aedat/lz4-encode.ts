/** Frame with linked blocks of at most 64 KiB, without checksums; the last byte is the descriptor's. */
const HEAD = [0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0];
const BLOCK = 0x10000;

/** The format wants the last five bytes of a block as literals, and no copy in the last twelve. */
const LAST_LITERALS = 5;
const LAST_COPY = 12;
const SHORTEST = 4;
const FARTHEST = 0xffff;
const HASH_BITS = 16;

/** One LZ4 frame with linked blocks of 64 KiB (frame format 1.6), greedy matching. */
export function lz4Encode(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil(bytes.length / BLOCK);
  const out = new Uint8Array(HEAD.length + 4 + bytes.length + blocks * 4);
  const scratch = new Uint8Array(BLOCK + BLOCK / 128 + 64);
  const view = new DataView(out.buffer);
  const places = new Int32Array(1 << HASH_BITS).fill(-1);
  out.set(HEAD);
  let n = HEAD.length;
  for (let from = 0; from < bytes.length; from += BLOCK) {
    const to = Math.min(bytes.length, from + BLOCK);
    const size = encodeBlock(bytes, from, to, places, scratch);
    const packed = size < to - from;
    view.setUint32(n, packed ? size : (to - from + 0x80000000) >>> 0, true);
    out.set(packed ? scratch.subarray(0, size) : bytes.subarray(from, to), n + 4);
    n += 4 + (packed ? size : to - from);
  }
  return out.subarray(0, n + 4);
}

/** @returns length of the block in `out` */
function encodeBlock(
  bytes: Uint8Array,
  from: number,
  to: number,
  places: Int32Array,
  out: Uint8Array,
): number {
  let n = 0;
  let anchor = from;
  for (let at = from; at < to - LAST_COPY; ) {
    const hash = hashAt(bytes, at);
    const before = places[hash];
    places[hash] = at;
    if (before < 0 || at - before > FARTHEST || !sameFour(bytes, before, at)) {
      at += 1;
      continue;
    }
    let length = SHORTEST;
    while (at + length < to - LAST_LITERALS && bytes[before + length] === bytes[at + length]) {
      length += 1;
    }
    n = putLiterals(bytes, anchor, at, Math.min(15, length - SHORTEST), out, n);
    out[n++] = (at - before) & 0xff;
    out[n++] = (at - before) >> 8;
    n = putLength(length - SHORTEST, out, n);
    at += length;
    anchor = at;
  }
  return putLiterals(bytes, anchor, to, 0, out, n);
}

function hashAt(bytes: Uint8Array, at: number): number {
  const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
  return Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
}

function sameFour(bytes: Uint8Array, a: number, b: number): boolean {
  return (
    bytes[a] === bytes[b] &&
    bytes[a + 1] === bytes[b + 1] &&
    bytes[a + 2] === bytes[b + 2] &&
    bytes[a + 3] === bytes[b + 3]
  );
}

function putLiterals(
  bytes: Uint8Array,
  from: number,
  to: number,
  copyCode: number,
  out: Uint8Array,
  at: number,
): number {
  const count = to - from;
  out[at] = (Math.min(15, count) << 4) | copyCode;
  const n = putLength(count, out, at + 1);
  out.set(bytes.subarray(from, to), n);
  return n + count;
}

/** What of a length does not fit into its four bits of the token. */
function putLength(length: number, out: Uint8Array, at: number): number {
  if (length < 15) return at;
  let n = at;
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) out[n++] = 255;
  out[n++] = rest;
  return n;
}
