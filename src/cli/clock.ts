/** Wall time without what is not the network's: pauses between pictures, and showing them. */
export interface PausableClock {
  /** Begins to count: the device is open, the first picture is asked for. */
  start(): void;
  pauseFor(wait: () => Promise<void>): Promise<void>;
  pauseWhile(show: () => void): void;
  seconds(): number;
}

/** A clock that runs from its start, or from when it was made. */
export function pausableClock(): PausableClock {
  let started = performance.now();
  let paused = 0;
  return {
    start() {
      started = performance.now();
    },
    async pauseFor(wait) {
      const from = performance.now();
      await wait();
      paused += performance.now() - from;
    },
    pauseWhile(show) {
      const from = performance.now();
      show();
      paused += performance.now() - from;
    },
    seconds: () => (performance.now() - started - paused) / 1000,
  };
}

/** Lets timers and signals have their turn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
