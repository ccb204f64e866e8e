#pragma once
#include <cstring>

#include "layout.hpp"
#include "memory.hpp"

// Where spikes enter and leave; as src/chip/wasm/assembly/edge.ts.

/** Writes the spikes of timestep t of an input: neuron numbers in the order of the planes. */
inline void enter(Address entry, int t, const int32_t *spikes, int count) {
  const int slot = t & word(Place::HEADER, Header::SLOT_MASK);
  const int planes = word(entry, Entry::PLANES);
  const uint32_t *list = &at<uint32_t>(address(entry, Entry::PLANE_LIST));
  const uint16_t *planeOf = &at<uint16_t>(address(entry, Entry::PLANE_OF));
  const uint16_t *rowOf = &at<uint16_t>(address(entry, Entry::ROW_OF));
  const uint16_t *eventOf = &at<uint16_t>(address(entry, Entry::EVENT_OF));
  const uint16_t *columnOf = &at<uint16_t>(address(entry, Entry::COLUMN_OF));
  for (int p = 0; p < planes; p++) {
    const Address pointers = inSlot(list[p], Plane::POINTERS, Plane::POINTER_SLOT, slot);
    memset(image + pointers, 0, word(list[p], Plane::H) * word(list[p], Plane::POINTER_ROW));
  }
  int current = -1, pointerRow = 0, eventRow = 0;
  Address allPointers = 0, allEvents = 0;
  for (int s = 0; s < count; s++) {
    const int i = spikes[s];
    if (planeOf[i] != current) {
      current = planeOf[i];
      const Address plane = list[current];
      pointerRow = word(plane, Plane::POINTER_ROW);
      eventRow = word(plane, Plane::EVENT_ROW);
      allPointers = inSlot(plane, Plane::POINTERS, Plane::POINTER_SLOT, slot);
      allEvents = inSlot(plane, Plane::EVENTS, Plane::EVENT_SLOT, slot);
    }
    uint32_t *counts = &at<uint32_t>(allPointers + rowOf[i] * pointerRow);
    uint16_t *events = &at<uint16_t>(allEvents + rowOf[i] * eventRow);
    // Place 0 counts the events of the row until the counts are added up.
    events[counts[0]++] = eventOf[i];
    counts[columnOf[i] + 1]++;
  }
  for (int p = 0; p < planes; p++) {
    Address pointers = inSlot(list[p], Plane::POINTERS, Plane::POINTER_SLOT, slot);
    const int width = word(list[p], Plane::W);
    for (int y = word(list[p], Plane::H); y > 0; y--) {
      uint32_t *counts = &at<uint32_t>(pointers);
      counts[0] = 0;
      for (int x = 1; x <= width; x++) counts[x] += counts[x - 1];
      pointers += word(list[p], Plane::POINTER_ROW);
    }
  }
}

/** Calls `each` with the number of every neuron that spiked in timestep t, in no set order. */
template <class Each> void leave(Address exit, int t, Each each) {
  const int slot = t & word(Place::HEADER, Header::SLOT_MASK);
  for (int p = 0; p < word(exit, Exit::PLANES); p++) {
    const Address plane = at<uint32_t>(address(exit, Exit::PLANE_LIST) + 4 * p);
    const uint32_t *numbers = &at<uint32_t>(at<uint32_t>(address(exit, Exit::NUMBER_LIST) + 4 * p));
    const int width = word(plane, Plane::W), perRow = width * word(plane, Plane::C);
    Address events = inSlot(plane, Plane::EVENTS, Plane::EVENT_SLOT, slot);
    Address pointers = inSlot(plane, Plane::POINTERS, Plane::POINTER_SLOT, slot);
    for (int y = 0; y < word(plane, Plane::H); y++) {
      const uint32_t count = at<uint32_t>(pointers + 4 * width);
      for (uint32_t e = 0; e < count; e++) each(numbers[y * perRow + at<uint16_t>(events + 2 * e)]);
      events += word(plane, Plane::EVENT_ROW);
      pointers += word(plane, Plane::POINTER_ROW);
    }
  }
}
