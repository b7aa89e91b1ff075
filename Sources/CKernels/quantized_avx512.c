// Products of queries with quantised embeddings by AVX-512.

#include "internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define NAME(kernel) ck_avx512_##kernel
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR TARGET static inline __attribute__((always_inline))

enum { ROWS = 4, QUERIES = 4, STEP = 32 };

typedef __m512i lanes;
typedef __m512i wide;

VECTOR lanes no_lanes(void) { return _mm512_setzero_si512(); }
VECTOR wide widened(const uint8_t *bytes) { return _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)bytes)); }
VECTOR wide numbers(const int16_t *values) { return _mm512_loadu_si512(values); }
VECTOR lanes plus_product(lanes sums, wide a, wide b) { return _mm512_dpwssd_epi32(sums, a, b); }
VECTOR int32_t total(lanes sums) { return _mm512_reduce_add_epi32(sums); }

#include "quantized_tiles.h"

#endif
