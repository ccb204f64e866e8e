import { Member, Place } from './assembly/layout.js';

/** The address of a thread's area. */
export function memberArea(member: number): number {
  return Place.MEMBERS + member * Place.MEMBER_SIZE;
}

/** Reads and clears what `threads` threads counted and noticed since the last call. */
export function takeCounts(
  buffer: ArrayBufferLike,
  threads: number,
): { readonly ops: number; readonly flags: number } {
  let ops = 0;
  let flags = 0;
  for (let m = 0; m < threads; m++) {
    const words = new Int32Array(buffer, memberArea(m), Member.RUNS);
    ops += words[Member.OPS_HIGH]! * 2 ** 32 + (words[Member.OPS]! >>> 0);
    flags |= words[Member.FLAGS]!;
    words.fill(0);
  }
  return { ops, flags };
}
