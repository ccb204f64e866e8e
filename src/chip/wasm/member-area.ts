import { Header, Member, Place } from './assembly/layout.js';

/** The address of a thread's area. */
export function memberArea(member: number): number {
  return Place.MEMBERS + member * Place.MEMBER_SIZE;
}

/** Clears what threads count, before steps of which the last is `last`. */
export function openCounts(buffer: ArrayBufferLike, threads: number, last: number): void {
  new Int32Array(buffer, Place.HEADER)[Header.LAST_STEP] = last;
  for (let m = 0; m < threads; m++) new Int32Array(buffer, memberArea(m), Member.RUNS).fill(0);
}

/** What `threads` threads counted since then: weights added, also in the last step, and flags. */
export function takeCounts(
  buffer: ArrayBufferLike,
  threads: number,
): { readonly ops: number; readonly lastOps: number; readonly flags: number } {
  let ops = 0;
  let lastOps = 0;
  let flags = 0;
  for (let m = 0; m < threads; m++) {
    const words = new Int32Array(buffer, memberArea(m), Member.RUNS);
    const long = (low: Member): number => words[low + 1]! * 2 ** 32 + (words[low]! >>> 0);
    ops += long(Member.OPS);
    lastOps += long(Member.LAST_OPS);
    flags |= words[Member.FLAGS]!;
  }
  return { ops, lastOps, flags };
}
