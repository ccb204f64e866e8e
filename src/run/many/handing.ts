import type { Chunk, Rows } from '../../core/chunk.js';

/** A chunk to be sent, and the buffers that go with it instead of being copied once more. */
export interface Handing<C extends Chunk> {
  readonly chunk: C;
  readonly transfer: ArrayBuffer[];
}

/**
 * Makes a chunk ready for another thread. Rows that are part of a larger buffer are always copied:
 * the rest of it belongs to somebody.
 *
 * @param give hand over the buffers of the chunk, which is empty afterwards; else copies of them
 */
export function handingOf<C extends Chunk>(chunk: C, give: boolean): Handing<C> {
  const data: Record<string, Rows> = {};
  const transfer = new Set<ArrayBuffer>();
  for (const [name, rows] of Object.entries(chunk.data)) {
    const own = give && isWhole(rows) ? rows : rows.slice();
    data[name] = own;
    if (ArrayBuffer.isView(own)) transfer.add(own.buffer as ArrayBuffer);
  }
  return { chunk: { ...chunk, data }, transfer: [...transfer] };
}

function isWhole({ buffer, byteLength }: Rows): boolean {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
}
