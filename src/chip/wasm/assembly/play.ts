import {
  leaky16, leaky32, leaky64, leakyWrapping16, leakyWrapping32, leakyWrapping64, plain16, plain32,
  plain64, wrapping16, wrapping32, wrapping64,
} from './gather';
import { Header, Member, Place, Unit } from './layout';
import { checkedPool, pool, provenPool } from './scatter';

/** Plays timestep t of the listed units; `member` is the area of the calling thread. */
export function play(units: usize, count: i32, t: i32, member: usize): void {
  const before = load<i64>(member + (Member.OPS << 2));
  for (let i = 0; i < count; i++) {
    const unit = <usize>load<u32>(units + ((<usize>i) << 2));
    switch (load<i32>(unit + (Unit.KERNEL << 2))) {
      case 0: plain16(unit, t, member); break;
      case 1: plain32(unit, t, member); break;
      case 2: plain64(unit, t, member); break;
      case 3: wrapping16(unit, t, member); break;
      case 4: wrapping32(unit, t, member); break;
      case 5: wrapping64(unit, t, member); break;
      case 6: leaky16(unit, t, member); break;
      case 7: leaky32(unit, t, member); break;
      case 8: leaky64(unit, t, member); break;
      case 9: leakyWrapping16(unit, t, member); break;
      case 10: leakyWrapping32(unit, t, member); break;
      case 11: leakyWrapping64(unit, t, member); break;
      case 12: pool(unit, t, member); break;
      case 13: provenPool(unit, t, member); break;
      case 14: checkedPool(unit, t, member); break;
      default: unreachable();
    }
  }
  if (t != load<i32>(Place.HEADER + (Header.LAST_STEP << 2))) return;
  const last = member + (Member.LAST_OPS << 2);
  store<i64>(last, load<i64>(last) + load<i64>(member + (Member.OPS << 2)) - before);
}
