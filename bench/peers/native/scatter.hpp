#pragma once
#include "update.hpp"

// Neurons that compressed rows drive; as src/chip/wasm/assembly/scatter.ts.

/** Adds the rows of all spikes of the step before; returns how many weights. */
inline int64_t addRows(Address pool, int slot) {
  int16_t *sums = &at<int16_t>(address(pool, Pool::SUMS));
  int64_t ops = 0;
  Address link = address(pool, Pool::FIRST_LINK);
  for (int l = word(pool, Pool::LINKS); l > 0; l--, link += 4 * Rows::SIZE) {
    const Address plane = address(link, Rows::PLANE);
    const uint32_t *starts = &at<uint32_t>(address(link, Rows::STARTS));
    const uint16_t *targets = &at<uint16_t>(address(link, Rows::TARGETS));
    const int8_t *weights = &at<int8_t>(address(link, Rows::WEIGHTS));
    const int width = word(plane, Plane::W);
    const int perRow = width * word(plane, Plane::C);
    Address events = inSlot(plane, Plane::EVENTS, Plane::EVENT_SLOT, slot);
    Address ends = inSlot(plane, Plane::POINTERS, Plane::POINTER_SLOT, slot) + 4 * width;
    for (int y = 0; y < word(plane, Plane::H); y++) {
      const uint16_t *e = &at<uint16_t>(events);
      const uint16_t *stop = e + at<uint32_t>(ends);
      for (; e < stop; e++) {
        const uint32_t from = starts[y * perRow + *e], to = starts[y * perRow + *e + 1];
        ops += to - from;
#pragma GCC unroll 4
        for (uint32_t i = from; i < to; i++) sums[targets[i]] += weights[i];
      }
      events += word(plane, Plane::EVENT_ROW);
      ends += word(plane, Plane::POINTER_ROW);
    }
  }
  return ops;
}

/** A pool of one kind of neuron, with 16-bit sums of mantissas. */
template <bool leaky, bool wraps> void stepPool(Address unit, int t, Address member) {
  const int mask = word(Place::HEADER, Header::SLOT_MASK);
  const Address pool = address(unit, Unit::FIRST);
  at<int64_t>(member) += addRows(pool, (t - 1) & mask);
  const Address plane = address(unit, Unit::PLANE);
  const int row = word(unit, Unit::ROW);
  const Address start = inSlot(plane, Plane::EVENTS, Plane::EVENT_SLOT, t & mask) +
                        row * word(plane, Plane::EVENT_ROW);
  const Kind kind = {splat8(4095), splat8(word(pool, Pool::KEEP_U)),
                     splat8(word(pool, Pool::KEEP_V)), splat8(word(pool, Pool::VMIN)),
                     splat8(word(pool, Pool::PAUSE))};
  const Registers where = {address(pool, Pool::U), address(pool, Pool::V),
                           address(pool, Pool::BIAS), address(pool, Pool::R),
                           address(pool, Pool::Q)};
  const Address sums = address(pool, Pool::SUMS);
  const Address factors = address(pool, Pool::FACTOR);
  const Address thresholds = address(pool, Pool::VTH);
  const int padded = word(pool, Pool::PADDED);
  Address out = start;
  for (int i = 0; i < padded; i += 8) {
    const __m128i sum = load128(sums + 2 * i);
    store128(sums + 2 * i, _mm_setzero_si128());
    out = finish<leaky, wraps>(sum, i, 0, out, where, factors, thresholds, kind);
  }
  const Address pointers = inSlot(plane, Plane::POINTERS, Plane::POINTER_SLOT, t & mask) +
                           row * word(plane, Plane::POINTER_ROW);
  at<uint32_t>(pointers) = 0;
  at<uint32_t>(pointers + 4) = (uint32_t)((out - start) >> 1);
}
