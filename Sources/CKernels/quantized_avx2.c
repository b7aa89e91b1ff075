// Products of queries with quantised embeddings by AVX2.

#include "internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define NAME(kernel) ck_avx2_##kernel
#define TARGET __attribute__((target("avx2")))
#define VECTOR TARGET static inline __attribute__((always_inline))

enum { ROWS = 4, QUERIES = 2, STEP = 16 };

typedef __m256i lanes;
typedef __m256i wide;

VECTOR lanes no_lanes(void) { return _mm256_setzero_si256(); }
VECTOR wide widened(const uint8_t *bytes) { return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)bytes)); }
VECTOR wide numbers(const int16_t *values) { return _mm256_loadu_si256((const __m256i *)values); }
VECTOR lanes plus_product(lanes sums, wide a, wide b) { return _mm256_add_epi32(sums, _mm256_madd_epi16(a, b)); }

VECTOR int32_t total(lanes sums) {
  __m128i four = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
  __m128i two = _mm_add_epi32(four, _mm_unpackhi_epi64(four, four));
  return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 1)));
}

#include "quantized_tiles.h"

#endif
