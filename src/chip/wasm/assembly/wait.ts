import { Control, Place } from './layout';

/** Milliseconds of any clock that all calls share. */
// @ts-ignore: decorator
@external('env', 'now')
declare function now(): f64;

/** How long a wait spins before it sleeps, in milliseconds: waking takes a tenth of that. */
const SPIN_MS: f64 = 0.5;
/** How long it sleeps at most before it looks at the state again, in nanoseconds. */
const NAP_NS: i64 = 50_000_000;
const LOOKS = 256;

// @ts-ignore: decorator
@inline
function control(word: i32): usize {
  return <usize>Place.CONTROL + ((<usize>word) << 2);
}

// @ts-ignore: decorator
@inline
function isOver(): bool {
  return atomic.load<i32>(control(Control.STATE)) != 0;
}

/**
 * Waits until the number at `address` has reached `value`, counting around the end of 32 bits. Spins
 * for a while, then sleeps in short naps. Returns false if the state ended the wait, or if nothing
 * moved for `patience` milliseconds.
 */
export function reach(address: usize, value: i32, patience: f64): bool {
  for (let look = 0; look < LOOKS; look++) {
    if (atomic.load<i32>(address) - value >= 0) return true;
  }
  const begun = now();
  let seen = atomic.load<i32>(address);
  let since = begun;
  while (!isOver()) {
    for (let look = 0; look < LOOKS; look++) {
      if (atomic.load<i32>(address) - value >= 0) return true;
    }
    const time = now();
    if (time - begun < SPIN_MS) continue;
    atomic.add<i32>(control(Control.SLEEPERS), 1);
    const current = atomic.load<i32>(address);
    if (current - value < 0 && !isOver()) atomic.wait<i32>(address, current, NAP_NS);
    atomic.sub<i32>(control(Control.SLEEPERS), 1);
    if (current != seen) {
      seen = current;
      since = time;
    } else if (time - since > patience) return false;
  }
  return false;
}

/** Stores a number that others may wait for. */
export function announce(address: usize, value: i32): void {
  atomic.store<i32>(address, value);
  if (atomic.load<i32>(control(Control.SLEEPERS)) != 0) atomic.notify(address);
}
