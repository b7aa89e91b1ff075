// Operations on registers that the AVX2 kernels of several files share.

#ifndef CK_AVX2_LANES_H
#define CK_AVX2_LANES_H

#include <immintrin.h>
#include <stdint.h>

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i load(const uint8_t *bytes) { return _mm256_loadu_si256((const __m256i *)bytes); }

AVX2 static inline void store(uint8_t *bytes, __m256i vector) { _mm256_storeu_si256((__m256i *)bytes, vector); }

/// Eight 32-bit numbers as four sums of two, 64 bits wide.
AVX2 static inline __m256i widened(__m256i lanes) {
  return _mm256_add_epi64(_mm256_cvtepi32_epi64(_mm256_castsi256_si128(lanes)),
                          _mm256_cvtepi32_epi64(_mm256_extracti128_si256(lanes, 1)));
}

AVX2 static inline uint64_t total(__m256i lanes) {
  __m128i pair = _mm_add_epi64(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  return (uint64_t)_mm_cvtsi128_si64(pair) + (uint64_t)_mm_extract_epi64(pair, 1);
}

#endif
