/** Rejects what is waited for when the one who would answer is lost. */
export interface Lifeline {
  /** Rejects all that is held, and all that will be. Only the first error counts. */
  cut(error: Error): void;
  /** The error, once it is cut. */
  readonly error: Error | null;
  /**
   * What the promise gives, unless the line is cut before. Nothing of it is kept afterwards, as a race
   * with a promise that never settles would.
   */
  hold<T>(promise: Promise<T>): Promise<T>;
}

/** Opens a lifeline. */
export function openLifeline(): Lifeline {
  const held = new Set<(error: Error) => void>();
  let error: Error | null = null;
  return {
    get error() {
      return error;
    },
    cut(reason) {
      if (error !== null) return;
      error = reason;
      for (const reject of held) reject(reason);
      held.clear();
    },
    hold(promise) {
      if (error !== null) {
        // It has one who waits for it, even if in vain: its own rejection is no accident.
        promise.catch(() => {});
        return Promise.reject(error);
      }
      return new Promise((resolve, reject) => {
        held.add(reject);
        promise.then(
          (value) => {
            held.delete(reject);
            resolve(value);
          },
          (reason) => {
            held.delete(reject);
            reject(reason);
          },
        );
      });
    },
  };
}
