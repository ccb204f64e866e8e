import { Header, Place, Stage } from './layout';
import { play } from './play';
import { announce, reach } from './wait';
import { address, word } from './word';

// @ts-ignore: decorator
@inline
function at(list: usize, k: i32): usize {
  return <usize>load<u32>(list + ((<usize>k) << 2));
}

/** Waits until all threads have done timestep t of the listed stages. */
function reachAll(list: usize, count: i32, t: i32, patience: f64): bool {
  for (let s = 0; s < count; s++) {
    const stage = at(list, s);
    const members = word(stage, Stage.MEMBERS);
    const progress = address(stage, Stage.PROGRESS);
    for (let m = 0; m < members; m++) {
      if (!reach(progress + ((<usize>m) << 6), t, patience)) return false;
    }
  }
  return true;
}

/** Waits until timesteps up to `last` of a stage can be played: sources done, slots free. */
export function ready(stage: usize, last: i32, patience: f64): bool {
  const slots = word(Place.HEADER, Header.SLOT_MASK) + 1;
  const sources = address(stage, Stage.FIRST_SOURCE);
  if (!reachAll(sources, word(stage, Stage.SOURCES), last - 1, patience)) return false;
  const readers = address(stage, Stage.FIRST_READER);
  return reachAll(readers, word(stage, Stage.READERS), last - slots + 1, patience);
}

/** Tells the others that timestep t of a stage is done. */
export function done(stage: usize, member: i32, t: i32): void {
  announce(address(stage, Stage.PROGRESS) + ((<usize>member) << 6), t);
}

/** Plays a thread's share of timesteps `from` to `last` of a stage; false if the wait was ended. */
export function playStage(
  stage: usize,
  member: i32,
  area: usize,
  from: i32,
  last: i32,
  patience: f64,
): bool {
  if (!ready(stage, last, patience)) return false;
  const units = at(address(stage, Stage.LISTS), member);
  const count = <i32>at(address(stage, Stage.LENGTHS), member);
  for (let t = from; t - last <= 0; t++) play(units, count, t, area);
  done(stage, member, last);
  return true;
}
