/**
 * Frames of words on their way from one thread to another, in shared memory of fixed size. One thread
 * pushes, one pops; the pushing one may also drop the oldest. Nothing blocks.
 */
export interface WordRing {
  readonly buffer: SharedArrayBuffer;
  /** Words of the largest frame that fits into the empty ring. */
  readonly largest: number;
  /** Adds a frame; false, and nothing is done, if there is no room for it now. */
  push(frame: Uint32Array): boolean;
  /** The oldest frame, lent until the next `pop`; `null` if there is none. */
  pop(): Uint32Array | null;
  /** Takes the oldest frame out unread; false if there is none. */
  dropOldest(): boolean;
  /** Frames in it, as the pushing thread sees them. */
  waiting(): number;
}

/** Positions count words, modulo 2^32, and are in lines of their own; the frames begin behind them. */
const READ = 0;
const WRITE = 16;
const FIRST = 32;

/** A new ring with room for at least so many words of frames, each of which takes one more. */
export function newRing(words: number): WordRing {
  const capacity = 2 ** Math.ceil(Math.log2(Math.max(words, 2)));
  return openRing(new SharedArrayBuffer(4 * (FIRST + capacity)));
}

/** Another thread's end of a ring. */
export function openRing(buffer: SharedArrayBuffer): WordRing {
  const positions = new Int32Array(buffer, 0, FIRST);
  const words = new Uint32Array(buffer, 4 * FIRST);
  const capacity = words.length;
  const mask = capacity - 1;
  /** Where the frames begin that this end pushed and that may still be in the ring. */
  const pushed: number[] = [];
  let taken = new Uint32Array(64);

  const used = (read: number, write: number): number => (write - read) >>> 0;

  function write(frame: Uint32Array, position: number): void {
    const at = position & mask;
    const before = Math.min(frame.length, capacity - at);
    words.set(frame.subarray(0, before), at);
    words.set(frame.subarray(before), 0);
  }

  function read(position: number, length: number): Uint32Array {
    if (taken.length < length) taken = new Uint32Array(2 * length);
    const at = position & mask;
    const before = Math.min(length, capacity - at);
    taken.set(words.subarray(at, at + before));
    taken.set(words.subarray(0, length - before), before);
    return taken.subarray(0, length);
  }

  /** Takes `length` words and their header away, unless somebody else did. */
  const release = (from: number, length: number): boolean =>
    Atomics.compareExchange(positions, READ, from, (from + length + 1) | 0) === from;

  return {
    buffer,
    largest: capacity - 1,
    push(frame) {
      const at = Atomics.load(positions, WRITE);
      const free = capacity - used(Atomics.load(positions, READ), at);
      if (frame.length + 1 > free) return false;
      words[at & mask] = frame.length;
      write(frame, at + 1);
      pushed.push(at);
      Atomics.store(positions, WRITE, (at + 1 + frame.length) | 0);
      if (pushed.length > 1024) this.waiting();
      return true;
    },
    pop() {
      for (;;) {
        const from = Atomics.load(positions, READ);
        const there = used(from, Atomics.load(positions, WRITE));
        if (there === 0) return null;
        const length = words[from & mask]!;
        // A frame that is dropped and written over while it is read is not released: once more.
        if (length + 1 > there) continue;
        const frame = read(from + 1, length);
        if (release(from, length)) return frame;
      }
    },
    dropOldest() {
      const from = Atomics.load(positions, READ);
      if (from === Atomics.load(positions, WRITE)) return false;
      // The reader may just have taken it: then it is not dropped.
      return release(from, words[from & mask]!);
    },
    waiting() {
      const from = Atomics.load(positions, READ);
      const gone = pushed.findIndex((at) => ((at - from) | 0) >= 0);
      pushed.splice(0, gone < 0 ? pushed.length : gone);
      return pushed.length;
    },
  };
}
