import { seededRandom, seedOfPlace } from '../../core/random.js';

/** The order in which an epoch shows its samples: of its own for every seed and epoch. */
export function epochOrder(count: number, seed: number, epoch: number): Uint32Array {
  const random = seededRandom(seedOfPlace(seed, epoch));
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
  return order;
}

/** The part of a list that falls to one of several workers; parts differ by one at most. */
export function shareOf<T extends Uint32Array>(list: T, worker: number, workers: number): T {
  const begin = Math.floor((list.length * worker) / workers);
  const end = Math.floor((list.length * (worker + 1)) / workers);
  return list.subarray(begin, end) as T;
}

/** The samples of one step of an epoch; the last batch may be smaller. */
export function batchOf(order: Uint32Array, step: number, batch: number): Uint32Array {
  return order.subarray(step * batch, Math.min(order.length, (step + 1) * batch));
}
