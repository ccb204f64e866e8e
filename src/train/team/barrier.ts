import { RunError } from '../../core/errors.js';
import { CONTROL } from './memory.js';

/** Longest sleep before a waiting replica looks whether another one is lost. */
const LOOK_MS = 200;

/** Code of the error of those who waited for one that is lost. */
export const WAITED = 'lost';

/** Lets nobody on until all replicas have come; throws a RunError if one of them is lost. */
export function meet(control: Int32Array, replicas: number): void {
  if (replicas === 1) return;
  const opened = Atomics.load(control, CONTROL.opened);
  if (Atomics.add(control, CONTROL.waiting, 1) === replicas - 1) {
    Atomics.store(control, CONTROL.waiting, 0);
    Atomics.add(control, CONTROL.opened, 1);
    Atomics.notify(control, CONTROL.opened);
    return;
  }
  while (Atomics.load(control, CONTROL.opened) === opened) {
    if (Atomics.load(control, CONTROL.lost) !== 0) {
      throw new RunError('train: another worker is lost. Look at its error.', { code: WAITED });
    }
    Atomics.wait(control, CONTROL.opened, opened, LOOK_MS);
  }
}
