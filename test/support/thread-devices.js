// Devices for other threads, which load JavaScript only. All wrap the emulator of the build.

/** Places in `counts` (of a SharedArrayBuffer) where a device says what happened in all threads. */
const OPENED = 0;
const CLOSED = 1;
const EXITED = 2;
const STEPS = 3;

/** Counts; at a step of stream input above 90 does what `then` says. */
export async function watched({ emulator, counts, then }) {
  const { emulator: make } = await import(emulator);
  const inner = make();
  const seen = new Int32Array(counts);
  process.on('exit', () => Atomics.add(seen, EXITED, 1));
  return {
    ...inner,
    async open(program) {
      Atomics.add(seen, OPENED, 1);
      if (then === 'refuse') throw new Error('no board there.');
      const session = await inner.open(program);
      const step = (input) => {
        if (Atomics.add(seen, STEPS, 1) >= 4) act(then);
        return session.step(input);
      };
      const close = () => {
        Atomics.add(seen, CLOSED, 1);
        return session.close();
      };
      return { ...session, step, close };
    },
  };
}

function act(then) {
  if (then === 'exit') process.exit(3);
  if (then === 'throw') throw new Error('the chip is on fire.');
  if (then === 'crash') setImmediate(() => notThere());
  while (then === 'spin');
}
