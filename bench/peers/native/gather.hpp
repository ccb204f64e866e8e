#pragma once
#include <algorithm>

#include "update.hpp"

// Convolutions and dense layers, output by output; as src/chip/wasm/assembly/gather.ts.

/** One kernel row of a link for one output row: what does not change along the row. */
struct RunOf {
  Address pointers, events, weights;
  int sx, ox, kw, w, step;
};

/** Lists the kernel rows that reach output row `row`; returns how many. */
inline int openRuns(Address region, int row, int slot, RunOf *runs, int lanes) {
  int n = 0;
  const int count = word(region, Region::LINKS);
  Address link = address(region, Region::FIRST_LINK);
  for (int l = 0; l < count; l++, link += 4 * Link::SIZE) {
    const Address plane = address(link, Link::PLANE);
    const int top = row * word(link, Link::SY) + word(link, Link::OY);
    const int last = std::min(word(link, Link::KH), word(plane, Plane::H) - top);
    const int step = word(plane, Plane::C) * lanes;
    const int kw = word(link, Link::KW);
    const Address pointers = inSlot(plane, Plane::POINTERS, Plane::POINTER_SLOT, slot);
    const Address events = inSlot(plane, Plane::EVENTS, Plane::EVENT_SLOT, slot);
    for (int k = std::max(0, -top); k < last; k++) {
      runs[n++] = {pointers + (top + k) * word(plane, Plane::POINTER_ROW),
                   events + (top + k) * word(plane, Plane::EVENT_ROW),
                   address(link, Link::WEIGHTS) + k * kw * step,
                   word(link, Link::SX),
                   word(link, Link::OX),
                   kw,
                   word(plane, Plane::W),
                   step};
    }
  }
  return n;
}

/** Adds the weight rows of all events in the field of column x; returns how many. */
template <int lanes>
FORCE int addEvents(const RunOf *runs, const RunOf *end, int x, Pairs<lanes> *sums) {
  constexpr int width = Pairs<lanes>::lanes;
  int added = 0;
  for (const RunOf *run = runs; run < end; run++) {
    const int edge = x * run->sx + run->ox;
    const int from = std::max(edge, 0);
    const int to = std::min(edge + run->kw, run->w);
    if (from >= to) continue;
    const uint32_t *pointers = &at<uint32_t>(run->pointers);
    const uint32_t first = pointers[from], last = pointers[to];
    added += last - first;
    const Address weights = run->weights - (int64_t)edge * run->step;
    const uint16_t *events = &at<uint16_t>(run->events);
    for (const uint16_t *e = events + first; e < events + last; e++) {
      const Address row = weights + (Address)*e * lanes;
#pragma GCC unroll 8
      for (int k = 0; k < lanes / width; k++) sums[k].add(row + width * k);
    }
  }
  return added;
}

template <int lanes, bool leaky, bool wraps>
void gatherRow(Address unit, int t, Address member) {
  const int mask = word(Place::HEADER, Header::SLOT_MASK);
  const Address plane = address(unit, Unit::PLANE);
  const int row = word(unit, Unit::ROW);
  const int channels = word(plane, Plane::C);
  const Address start = inSlot(plane, Plane::EVENTS, Plane::EVENT_SLOT, t & mask) +
                        row * word(plane, Plane::EVENT_ROW);
  Address pointer = inSlot(plane, Plane::POINTERS, Plane::POINTER_SLOT, t & mask) +
                    row * word(plane, Plane::POINTER_ROW);
  Address out = start;
  at<uint32_t>(pointer) = 0;
  constexpr int width = Pairs<lanes>::lanes;
  RunOf runs[Limit::RUNS];
  int64_t ops = 0;
  Address segment = address(unit, Unit::FIRST);
  for (int s = word(unit, Unit::COUNT); s > 0; s--, segment += 4 * Segment::SIZE) {
    const Address region = address(segment, Segment::REGION);
    const RunOf *end = runs + openRuns(region, row, (t - 1) & mask, runs, lanes);
    const Kind kind = {splat8(4095), splat8(word(region, Region::KEEP_U)),
                       splat8(word(region, Region::KEEP_V)), splat8(word(region, Region::VMIN)),
                       splat8(word(region, Region::PAUSE))};
    const Address factors = address(region, Region::FACTOR);
    const Address thresholds = address(region, Region::VTH);
    Registers where = {address(segment, Segment::U), address(segment, Segment::V),
                       address(segment, Segment::BIAS), address(segment, Segment::R),
                       address(segment, Segment::Q)};
    const int x1 = word(segment, Segment::X1);
    int added = 0;
    for (int x = word(segment, Segment::X0); x < x1; x++) {
      Pairs<lanes> sums[lanes / width];
#pragma GCC unroll 8
      for (auto &part : sums) part.clear();
      const int events = addEvents<lanes>(runs, end, x, sums);
      added += events;
      const int base = x * channels;
      const auto finishEight = [&](__m128i sum, int first) __attribute__((always_inline)) {
        out = finish<leaky, wraps>(sum, first, base, out, where, factors, thresholds, kind);
      };
#pragma GCC unroll 8
      for (int k = 0; k < lanes / width; k++) {
        sums[k].part(events);
        finishEight(sums[k].template sums<0>(), width * k);
        finishEight(sums[k].template sums<1>(), width * k + 8);
        if constexpr (width == 32) {
          finishEight(sums[k].template sums<2>(), width * k + 16);
          finishEight(sums[k].template sums<3>(), width * k + 24);
        }
      }
      where.u += 4 * lanes;
      where.v += 4 * lanes;
      where.bias += 4 * lanes;
      if (leaky) where.r += 4 * lanes;
      if (where.q) where.q += 4 * lanes;
      pointer += 4;
      at<uint32_t>(pointer) = (uint32_t)((out - start) >> 1);
    }
    ops += (int64_t)added * word(region, Region::LANES);
  }
  at<int64_t>(member) += ops;
}
