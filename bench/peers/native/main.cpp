#include <chrono>
#include <cstring>
#include <vector>

#include "edge.hpp"
#include "hash.hpp"
#include "play.hpp"

// Plays a memory image: native IMAGE CASE WARM_UP STEPS. After the warm-up it answers with the hash of
// its spikes; then, for every line it is given, with the seconds of STEPS timesteps behind the warm-up.

static std::vector<uint8_t> bytesOf(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == nullptr) {
    fprintf(stderr, "%s: cannot be read\n", path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  std::vector<uint8_t> bytes(ftell(file));
  rewind(file);
  if (fread(bytes.data(), 1, bytes.size(), file) != bytes.size()) exit(1);
  fclose(file);
  return bytes;
}

/** Spikes of one input, repeated after `period` timesteps. */
struct Train {
  Address entry;
  const int32_t *offsets, *indices;
};

/** What the second file holds, in words: see bench/native/export.ts. */
struct Case {
  Address units, member;
  int count, period;
  std::vector<Train> trains;
  std::vector<Address> exits;

  explicit Case(const int32_t *next) {
    units = *next++;
    count = *next++;
    member = *next++;
    period = *next++;
    exits.resize(*next++);
    for (Address &exit : exits) exit = *next++;
    trains.resize(*next++);
    for (Train &train : trains) {
      train = {(Address)next[0], next + 1, next + 2 + period};
      next += 2 + period + train.offsets[period];
    }
  }

  void step(int t) const {
    const int row = (t - 1) % period;
    for (const Train &train : trains) {
      const int first = train.offsets[row];
      enter(train.entry, t, train.indices + first, train.offsets[row + 1] - first);
    }
    const uint32_t *list = &at<uint32_t>(units);
    for (int i = 0; i < count; i++) playUnit(list[i], t, member);
  }

  void addSpikes(SpikeHash &hash, int t) const {
    for (size_t p = 0; p < exits.size(); p++) {
      const uint32_t place = SpikeHash::place(t - 1, p);
      leave(exits[p], t, [&](uint32_t neuron) { hash.add(place, neuron); });
    }
  }
};

int main(int argc, char **argv) {
  if (argc != 5) return fprintf(stderr, "usage: native IMAGE CASE WARM_UP STEPS\n"), 2;
  const std::vector<uint8_t> bytes = bytesOf(argv[1]), words = bytesOf(argv[2]);
  const int warmUp = atoi(argv[3]), steps = atoi(argv[4]);
  // 64 bytes more, for registers that are read past the end.
  image = (uint8_t *)aligned_alloc(4096, (bytes.size() + 64 + 4095) / 4096 * 4096);
  memcpy(image, bytes.data(), bytes.size());
  const Case played((const int32_t *)words.data());
  SpikeHash hash;
  for (int t = 1; t <= warmUp; t++) {
    played.step(t);
    played.addSpikes(hash, t);
  }
  const std::vector<uint8_t> saved(image, image + bytes.size());
  printf("{\"hash\":\"%08x%08x\",\"spikes\":%llu,\"ops\":%lld}\n", hash.high, hash.low,
         (unsigned long long)hash.spikes, (long long)at<int64_t>(played.member));
  fflush(stdout);
  while (fgetc(stdin) != EOF) {
    memcpy(image, saved.data(), saved.size());
    const auto begun = std::chrono::steady_clock::now();
    for (int t = warmUp + 1; t <= warmUp + steps; t++) played.step(t);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
    printf("%.9f\n", taken.count());
    fflush(stdout);
  }
}
