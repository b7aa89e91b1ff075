// Sums over embeddings by AVX2, which need not have the instruction that multiplies and adds.

#include "internal.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define NAME(kernel) ck_avx2_##kernel
#define TARGET __attribute__((target("avx2")))
#define VECTOR TARGET static inline __attribute__((always_inline))

enum { ROWS = 2, QUERIES = 2 };

typedef struct lanes {
  __m256d low, high;
} lanes;

VECTOR lanes no_lanes(void) { return (lanes){_mm256_setzero_pd(), _mm256_setzero_pd()}; }

VECTOR lanes doubles(const double *values) { return (lanes){_mm256_loadu_pd(values), _mm256_loadu_pd(values + 4)}; }

VECTOR lanes floats(const float *values) {
  return (lanes){_mm256_cvtps_pd(_mm_loadu_ps(values)), _mm256_cvtps_pd(_mm_loadu_ps(values + 4))};
}

VECTOR lanes all(float value) { return (lanes){_mm256_set1_pd((double)value), _mm256_set1_pd((double)value)}; }

VECTOR lanes added(lanes a, lanes b) {
  return (lanes){_mm256_add_pd(a.low, b.low), _mm256_add_pd(a.high, b.high)};
}

VECTOR lanes less(lanes a, lanes b) { return (lanes){_mm256_sub_pd(a.low, b.low), _mm256_sub_pd(a.high, b.high)}; }

VECTOR lanes times(lanes a, lanes b) { return (lanes){_mm256_mul_pd(a.low, b.low), _mm256_mul_pd(a.high, b.high)}; }

VECTOR lanes plus_product(lanes sum, lanes a, lanes b) { return added(sum, times(a, b)); }

VECTOR lanes magnitude(lanes a) {
  const __m256d sign = _mm256_set1_pd(-0.0);
  return (lanes){_mm256_andnot_pd(sign, a.low), _mm256_andnot_pd(sign, a.high)};
}

VECTOR double total(lanes parts) {
  __m256d four = _mm256_add_pd(parts.low, parts.high);
  __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
  return _mm_cvtsd_f64(two) + _mm_cvtsd_f64(_mm_unpackhi_pd(two, two));
}

#include "float_tiles.h"

#endif
