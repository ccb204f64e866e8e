#pragma once
#include <cstdint>

/** Hash of spikes over (timestep, population, neuron); as bench/emulator/hash.ts. */
struct SpikeHash {
  uint32_t low = 0, high = 0;
  uint64_t spikes = 0;

  /** A word of its own for each timestep of each population. */
  static uint32_t place(uint32_t t, uint32_t population) {
    return mix(mix(t + 0x165667b1u) ^ ((population + 1) * 0xc2b2ae3du));
  }

  void add(uint32_t place, uint32_t neuron) {
    const uint32_t spread = mix(place ^ ((neuron + 1) * 0x9e3779b1u));
    low += spread;
    high += mix(spread ^ (place * 0x85ebca77u));
    spikes += 1;
  }

 private:
  static uint32_t mix(uint32_t bits) {
    bits = (bits ^ (bits >> 16)) * 0x85ebca6bu;
    bits = (bits ^ (bits >> 13)) * 0xc2b2ae35u;
    return bits ^ (bits >> 16);
  }
};
