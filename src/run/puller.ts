/** Pulls values one by one out of a source that can wait, and lets go of it exactly once. */
export interface Puller<T> {
  /** The next value, or `undefined` at the end. */
  next(): Promise<T | undefined>;
  /** Tells the source that no more is wanted; nothing if it has ended by itself. */
  stop(): Promise<void>;
}

/** Opens an iterable or async iterable; its `return` is not called after its end or its error. */
export function openPuller<T>(source: Iterable<T> | AsyncIterable<T>): Puller<T> {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let ended = false;
  return {
    async next() {
      try {
        const { done, value } = await iterator.next();
        if (done !== true) return value;
      } catch (error) {
        ended = true;
        throw error;
      }
      ended = true;
      return undefined;
    },
    async stop() {
      if (ended) return;
      ended = true;
      await iterator.return?.();
    },
  };
}
