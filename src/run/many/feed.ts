/** A source that is filled from outside; who fills it holds back (no more than the credit it has). */
export interface Feed<T> extends AsyncIterable<T> {
  push(value: T): void;
  /** No more values; those that wait are still given. */
  end(): void;
}

/** Opens a feed for one reader. */
export function openFeed<T>(): Feed<T> {
  const waiting: T[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const changed = (): void => {
    wake?.();
    wake = undefined;
  };
  async function next(): Promise<IteratorResult<T, undefined>> {
    while (waiting.length === 0 && !ended) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (waiting.length > 0) return { done: false, value: waiting.shift()! };
    return { done: true, value: undefined };
  }
  return {
    push(value) {
      waiting.push(value);
      changed();
    },
    end() {
      ended = true;
      changed();
    },
    [Symbol.asyncIterator]: () => ({ next }),
  };
}
