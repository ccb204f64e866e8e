#pragma once
#include <cstdio>
#include <cstdlib>

#include "gather.hpp"
#include "scatter.hpp"

/** Steps a unit; ends the program at a kernel that this peer does not have. */
inline void playUnit(Address unit, int t, Address member) {
  switch (word(unit, Unit::KERNEL)) {
    case 0: return gatherRow<16, false, false>(unit, t, member);
    case 1: return gatherRow<32, false, false>(unit, t, member);
    case 2: return gatherRow<64, false, false>(unit, t, member);
    case 3: return gatherRow<16, false, true>(unit, t, member);
    case 4: return gatherRow<32, false, true>(unit, t, member);
    case 5: return gatherRow<64, false, true>(unit, t, member);
    case 6: return gatherRow<16, true, false>(unit, t, member);
    case 7: return gatherRow<32, true, false>(unit, t, member);
    case 8: return gatherRow<64, true, false>(unit, t, member);
    case 9: return gatherRow<16, true, true>(unit, t, member);
    case 10: return gatherRow<32, true, true>(unit, t, member);
    case 11: return gatherRow<64, true, true>(unit, t, member);
    case 12: return stepPool<true, true>(unit, t, member);
    case 13: return stepPool<true, false>(unit, t, member);
    default:
      fprintf(stderr, "kernel %d: this peer does not have it\n", word(unit, Unit::KERNEL));
      exit(1);
  }
}
