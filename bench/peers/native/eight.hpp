#pragma once
#include <immintrin.h>

#include "memory.hpp"

// Eight numbers of 32 bits: one register of 256 bits, or two of 128. Sums: as many 16-bit numbers as
// one register holds.

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

using Sums = __m256i;
constexpr int SUMS = 16;
FORCE Sums noSums() { return _mm256_setzero_si256(); }
FORCE Sums addBytes(Sums sums, Address a) {
  return _mm256_add_epi16(sums, _mm256_cvtepi8_epi16(load128(a)));
}
template <int part> FORCE __m128i eightSums(Sums sums) {
  return _mm256_extracti128_si256(sums, part);
}

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

using Sums = __m128i;
constexpr int SUMS = 8;
FORCE Sums noSums() { return _mm_setzero_si128(); }
FORCE Sums addBytes(Sums sums, Address a) {
  const __m128i bytes = _mm_loadl_epi64((const __m128i *)(image + a));
  return _mm_add_epi16(sums, _mm_cvtepi8_epi16(bytes));
}
template <int part> FORCE __m128i eightSums(Sums sums) { return sums; }

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
