#pragma once
#include <immintrin.h>

#include <type_traits>

#include "memory.hpp"

// Eight numbers of 32 bits: one register of 256 bits, or two of 128.

#define FORCE inline __attribute__((always_inline))

FORCE __m128i load128(Address a) { return _mm_loadu_si128((const __m128i *)(image + a)); }
FORCE void store128(Address a, __m128i x) { _mm_storeu_si128((__m128i *)(image + a), x); }

#ifdef __AVX2__

struct Eight {
  __m256i x;
};

#define LANEWISE(name, op) \
  FORCE Eight name(Eight a, Eight b) { return {_mm256_##op(a.x, b.x)}; }
#define SHIFT(name, op) \
  template <int n> FORCE Eight name(Eight a) { return {_mm256_##op(a.x, n)}; }

FORCE Eight load8(Address a) { return {_mm256_loadu_si256((const __m256i *)(image + a))}; }
FORCE void store8(Address a, Eight v) { _mm256_storeu_si256((__m256i *)(image + a), v.x); }
FORCE Eight splat8(int32_t n) { return {_mm256_set1_epi32(n)}; }
FORCE Eight widen(__m128i halves) { return {_mm256_cvtepi16_epi32(halves)}; }
FORCE Eight select(Eight a, Eight b, Eight mask) {
  return {_mm256_blendv_epi8(b.x, a.x, mask.x)};
}
FORCE unsigned bitsOf(Eight mask) { return _mm256_movemask_ps(_mm256_castsi256_ps(mask.x)); }
LANEWISE(andNot, andnot_si256)
LANEWISE(both, and_si256)

/** Sums of 32 lanes. */
struct Pairs32 {
  static constexpr int lanes = 32;
  __m256i all, upper;
  FORCE void clear() { all = upper = _mm256_setzero_si256(); }
  FORCE void add(Address a) {
    const __m256i row = _mm256_loadu_si256((const __m256i *)(image + a));
    all = _mm256_add_epi16(all, row);
    upper = _mm256_add_epi16(upper, _mm256_srai_epi16(row, 8));
  }
  FORCE void part(int events) {
    const __m256i rest = _mm256_sub_epi16(all, _mm256_slli_epi16(upper, 8));
    all = _mm256_sub_epi16(rest, _mm256_set1_epi16((int16_t)(events << 7)));
  }
  template <int eight> FORCE __m128i sums() const {
    return _mm256_extracti128_si256(eight % 2 ? upper : all, eight / 2);
  }
};

#else

struct Eight {
  __m128i x, y;
};

#define LANEWISE(name, op) \
  FORCE Eight name(Eight a, Eight b) { return {_mm_##op(a.x, b.x), _mm_##op(a.y, b.y)}; }
#define SHIFT(name, op) \
  template <int n> FORCE Eight name(Eight a) { return {_mm_##op(a.x, n), _mm_##op(a.y, n)}; }

FORCE Eight load8(Address a) { return {load128(a), load128(a + 16)}; }
FORCE void store8(Address a, Eight v) {
  store128(a, v.x);
  store128(a + 16, v.y);
}
FORCE Eight splat8(int32_t n) { return {_mm_set1_epi32(n), _mm_set1_epi32(n)}; }
FORCE Eight widen(__m128i halves) {
  return {_mm_cvtepi16_epi32(halves), _mm_cvtepi16_epi32(_mm_unpackhi_epi64(halves, halves))};
}
FORCE Eight select(Eight a, Eight b, Eight mask) {
  return {_mm_blendv_epi8(b.x, a.x, mask.x), _mm_blendv_epi8(b.y, a.y, mask.y)};
}
FORCE unsigned bitsOf(Eight mask) {
  const __m128i halves = _mm_packs_epi32(mask.x, mask.y);
  return _mm_movemask_epi8(_mm_packs_epi16(halves, _mm_setzero_si128()));
}
LANEWISE(andNot, andnot_si128)
LANEWISE(both, and_si128)

#endif

LANEWISE(add, add_epi32)
LANEWISE(subtract, sub_epi32)
LANEWISE(larger, max_epi32)
LANEWISE(isAbove, cmpgt_epi32)
/** Pairs of 16-bit products, added. */
LANEWISE(pairs, madd_epi16)
SHIFT(left, slli_epi32)
SHIFT(right, srai_epi32)
SHIFT(rightUnsigned, srli_epi32)

// Rows of weights hold two in each 16-bit number; see src/chip/wasm/assembly/gather.ts.

/** Sums of 16 lanes: of whole numbers, and of their upper halves. */
struct Pairs16 {
  static constexpr int lanes = 16;
  __m128i all, upper;
  FORCE void clear() { all = upper = _mm_setzero_si128(); }
  FORCE void add(Address a) {
    const __m128i row = load128(a);
    all = _mm_add_epi16(all, row);
    upper = _mm_add_epi16(upper, _mm_srai_epi16(row, 8));
  }
  /** Leaves the sums of the lower weights in `all`. */
  FORCE void part(int events) {
    const __m128i rest = _mm_sub_epi16(all, _mm_slli_epi16(upper, 8));
    all = _mm_sub_epi16(rest, _mm_set1_epi16((int16_t)(events << 7)));
  }
  template <int eight> FORCE __m128i sums() const { return eight % 2 ? upper : all; }
};

#ifdef __AVX2__
template <int lanes> using Pairs = std::conditional_t<lanes >= 32, Pairs32, Pairs16>;
#else
template <int lanes> using Pairs = Pairs16;
#endif
