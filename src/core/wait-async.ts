import { DeviceError } from './errors.js';

type Waiting =
  | { readonly async: false; readonly value: 'not-equal' | 'timed-out' }
  | { readonly async: true; readonly value: Promise<'ok' | 'timed-out'> };

/** What the language has since ES2024. */
type WaitAsync = (words: Int32Array, index: number, value: number) => Waiting;

const { waitAsync } = Atomics as unknown as { readonly waitAsync?: WaitAsync };

/**
 * Waits, without blocking the thread, until a word in shared memory is notified; `null` if it is no
 * longer what was `seen`. A pending wait does not keep the process alive.
 *
 * @throws DeviceError where the language has no `Atomics.waitAsync`
 */
export function changeOf(words: Int32Array, index: number, seen: number): Promise<unknown> | null {
  if (waitAsync === undefined) {
    throw new DeviceError(
      'threads: this version of JavaScript has no Atomics.waitAsync. Run Node 20 or later.',
      { code: 'no-wait-async' },
    );
  }
  const waiting = waitAsync(words, index, seen);
  return waiting.async ? waiting.value : null;
}
