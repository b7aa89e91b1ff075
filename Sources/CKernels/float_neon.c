// Sums over embeddings by NEON.

#include "internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define NAME(kernel) ck_neon_##kernel
#define TARGET
#define VECTOR static inline __attribute__((always_inline))

enum { ROWS = 2, QUERIES = 2 };

typedef struct lanes {
  float64x2_t pairs[4];
} lanes;

#define EACH(expression)                           \
  lanes result;                                    \
  for (int i = 0; i < 4; i++) {                    \
    result.pairs[i] = expression;                  \
  }                                                \
  return result

VECTOR lanes no_lanes(void) { EACH(vdupq_n_f64(0)); }
VECTOR lanes doubles(const double *values) { EACH(vld1q_f64(values + 2 * i)); }
VECTOR lanes floats(const float *values) { EACH(vcvt_f64_f32(vld1_f32(values + 2 * i))); }
VECTOR lanes all(float value) { EACH(vdupq_n_f64((double)value)); }
VECTOR lanes added(lanes a, lanes b) { EACH(vaddq_f64(a.pairs[i], b.pairs[i])); }
VECTOR lanes less(lanes a, lanes b) { EACH(vsubq_f64(a.pairs[i], b.pairs[i])); }
VECTOR lanes times(lanes a, lanes b) { EACH(vmulq_f64(a.pairs[i], b.pairs[i])); }
VECTOR lanes plus_product(lanes sum, lanes a, lanes b) { EACH(vfmaq_f64(sum.pairs[i], a.pairs[i], b.pairs[i])); }
VECTOR lanes magnitude(lanes a) { EACH(vabsq_f64(a.pairs[i])); }

VECTOR double total(lanes parts) {
  float64x2_t even = vaddq_f64(parts.pairs[0], parts.pairs[2]), odd = vaddq_f64(parts.pairs[1], parts.pairs[3]);
  return vaddvq_f64(vaddq_f64(even, odd));
}

#include "float_tiles.h"

#endif
