// Sums over embeddings by AVX-512.

#include "internal.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define NAME(kernel) ck_avx512_##kernel
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR TARGET static inline __attribute__((always_inline))

enum { ROWS = 4, QUERIES = 4 };

typedef __m512d lanes;

VECTOR lanes no_lanes(void) { return _mm512_setzero_pd(); }
VECTOR lanes doubles(const double *values) { return _mm512_loadu_pd(values); }
VECTOR lanes floats(const float *values) { return _mm512_cvtps_pd(_mm256_loadu_ps(values)); }
VECTOR lanes all(float value) { return _mm512_set1_pd((double)value); }
VECTOR lanes added(lanes a, lanes b) { return _mm512_add_pd(a, b); }
VECTOR lanes less(lanes a, lanes b) { return _mm512_sub_pd(a, b); }
VECTOR lanes times(lanes a, lanes b) { return _mm512_mul_pd(a, b); }
VECTOR lanes plus_product(lanes sum, lanes a, lanes b) { return _mm512_fmadd_pd(a, b, sum); }
VECTOR lanes magnitude(lanes a) { return _mm512_abs_pd(a); }

VECTOR double total(lanes parts) {
  __m256d four = _mm256_add_pd(_mm512_castpd512_pd256(parts), _mm512_extractf64x4_pd(parts, 1));
  __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
  return _mm_cvtsd_f64(two) + _mm_cvtsd_f64(_mm_unpackhi_pd(two, two));
}

#include "float_tiles.h"

#endif
