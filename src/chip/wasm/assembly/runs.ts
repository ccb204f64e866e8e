import { Link, Plane, Region, Run } from './layout';
import { address, word } from './word';

/** Lists the kernel rows that reach output row `row`; returns the end of the list. */
export function openRuns(region: usize, row: i32, slot: i32, runs: usize, lanes: i32): usize {
  const count = word(region, Region.LINKS);
  let link = address(region, Region.FIRST_LINK);
  for (let l = 0; l < count; l++) {
    const plane = address(link, Link.PLANE);
    const height = word(plane, Plane.H);
    const top = row * word(link, Link.SY) + word(link, Link.OY);
    const last = min(word(link, Link.KH), height - top);
    const step = word(plane, Plane.C) * lanes;
    const kernelRow = word(link, Link.KW) * step;
    const pointers = address(plane, Plane.POINTERS) + slot * word(plane, Plane.POINTER_SLOT);
    const events = address(plane, Plane.EVENTS) + slot * word(plane, Plane.EVENT_SLOT);
    for (let k = max(0, -top); k < last; k++) {
      const y = top + k;
      store<u32>(runs + (Run.POINTERS << 2), <u32>(pointers + y * word(plane, Plane.POINTER_ROW)));
      store<u32>(runs + (Run.EVENTS << 2), <u32>(events + y * word(plane, Plane.EVENT_ROW)));
      store<u32>(runs + (Run.WEIGHTS << 2), word(link, Link.WEIGHTS) + k * kernelRow);
      store<i32>(runs + (Run.SX << 2), word(link, Link.SX));
      store<i32>(runs + (Run.OX << 2), word(link, Link.OX));
      store<i32>(runs + (Run.KW << 2), word(link, Link.KW));
      store<i32>(runs + (Run.W << 2), word(plane, Plane.W));
      store<i32>(runs + (Run.STEP << 2), step);
      runs += Run.SIZE << 2;
    }
    link += Link.SIZE << 2;
  }
  return runs;
}
