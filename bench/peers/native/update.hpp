#pragma once
#include "eight.hpp"
#include "layout.hpp"

// One step of eight neurons; as src/chip/wasm/assembly/update.ts.

/** What the neurons of a region or pool share. */
struct Kind {
  Eight fraction, keepU, keepV, vmin, pause;
};

/** Where the registers of neurons lie; `q` may be 0. */
struct Registers {
  Address u, v, bias, r, q;
};

/** x * keep / 4096, truncated toward zero, for |x| < 2^27. */
FORCE Eight decay(Eight x, Eight keep, Eight fraction) {
  const Eight high = right<12>(x);
  const Eight up = rightUnsigned<20>(high);
  const Eight low = pairs(both(x, fraction), keep);
  return add(pairs(high, keep), right<12>(add(low, up)));
}

template <int bits> FORCE Eight wrap(Eight x) { return right<31 - bits>(left<31 - bits>(x)); }

/** Steps eight neurons at byte offset `o` on their input; returns which spiked. */
template <bool leaky, bool wraps>
FORCE Eight update(Eight q, const Registers &at, Address o, Address vth, const Kind &kind) {
  if (wraps) q = wrap<21>(q);
  Eight current = add(decay(load8(at.u + o), kind.keepU, kind.fraction), q);
  if (wraps) current = wrap<23>(current);
  store8(at.u + o, current);
  Eight drive = add(current, load8(at.bias + o));
  if (wraps) drive = wrap<23>(drive);
  Eight voltage = load8(at.v + o);
  if (leaky) voltage = decay(voltage, kind.keepV, kind.fraction);
  voltage = larger(add(voltage, drive), kind.vmin);
  Eight held = splat8(0);
  if (leaky) {
    held = load8(at.r + o);
    const Eight resting = isAbove(held, splat8(0));
    voltage = andNot(resting, voltage);
    held = add(held, resting);
  }
  const Eight spiked = isAbove(voltage, load8(vth + o));
  store8(at.v + o, andNot(spiked, voltage));
  if (leaky) store8(at.r + o, select(kind.pause, held, spiked));
  return spiked;
}

/** Appends `base` + position for every bit, without a branch; returns the new end. */
FORCE Address emit(Address out, unsigned bits, int base) {
  const __m128i positions = load128((Address)Place::POSITIONS + 16 * bits);
  store128(out, _mm_add_epi16(positions, _mm_set1_epi16((int16_t)base)));
  return out + 2 * __builtin_popcount(bits);
}

/** Brings eight mantissa sums to weights, steps their neurons and appends those that spiked. */
template <bool leaky, bool wraps>
FORCE Address finish(__m128i sums, int first, int base, Address out, const Registers &at,
                     Address factors, Address thresholds, const Kind &kind) {
  const Address o = 4 * first;
  const Eight q = pairs(widen(sums), load8(factors + o));
  if (at.q) store8(at.q + o, wrap<21>(q));
  const Eight spiked = update<leaky, wraps>(q, at, o, thresholds, kind);
  return emit(out, bitsOf(spiked), base + first);
}
