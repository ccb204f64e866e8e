#pragma once
#include <cstdint>

// The memory image: the addresses in it count from its first byte, as in the kernels' own memory.

using Address = uint64_t;

inline uint8_t *image;

template <class T> inline T &at(Address address) { return *reinterpret_cast<T *>(image + address); }

inline int32_t word(Address base, int field) { return at<int32_t>(base + 4 * field); }

inline Address address(Address base, int field) { return at<uint32_t>(base + 4 * field); }

/** Where a plane keeps its events or pointers of one slot of the ring. */
inline Address inSlot(Address plane, int base, int stride, int slot) {
  return address(plane, base) + (int64_t)slot * word(plane, stride);
}
