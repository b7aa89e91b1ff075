#include "distance.h"

static float dot_scalar(const float *a, const float *b, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}

static float squared_difference_scalar(const float *a, const float *b, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

#if defined(__x86_64__)

#include <immintrin.h>

// Four sums at once, as an addition takes four cycles and each waits for the one before.
#define LOOPS(name, target_name, vector, lanes, zero, load, fma, sub, add, reduce)                                          \
  __attribute__((target(target_name))) static float dot_##name(const float *a, const float *b, size_t count) {              \
    vector s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();                                                              \
    size_t i = 0;                                                                                                           \
    for (; i + 4 * lanes <= count; i += 4 * lanes) {                                                                        \
      s0 = fma(load(a + i), load(b + i), s0);                                                                               \
      s1 = fma(load(a + i + lanes), load(b + i + lanes), s1);                                                               \
      s2 = fma(load(a + i + 2 * lanes), load(b + i + 2 * lanes), s2);                                                       \
      s3 = fma(load(a + i + 3 * lanes), load(b + i + 3 * lanes), s3);                                                       \
    }                                                                                                                       \
    for (; i + lanes <= count; i += lanes) s0 = fma(load(a + i), load(b + i), s0);                                          \
    return reduce(add(add(s0, s1), add(s2, s3))) + dot_scalar(a + i, b + i, count - i);                                     \
  }                                                                                                                         \
  __attribute__((target(target_name))) static float squared_difference_##name(const float *a, const float *b,              \
                                                                              size_t count) {                               \
    vector s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();                                                              \
    size_t i = 0;                                                                                                           \
    for (; i + 4 * lanes <= count; i += 4 * lanes) {                                                                        \
      vector d0 = sub(load(a + i), load(b + i));                                                                            \
      vector d1 = sub(load(a + i + lanes), load(b + i + lanes));                                                            \
      vector d2 = sub(load(a + i + 2 * lanes), load(b + i + 2 * lanes));                                                    \
      vector d3 = sub(load(a + i + 3 * lanes), load(b + i + 3 * lanes));                                                    \
      s0 = fma(d0, d0, s0);                                                                                                 \
      s1 = fma(d1, d1, s1);                                                                                                 \
      s2 = fma(d2, d2, s2);                                                                                                 \
      s3 = fma(d3, d3, s3);                                                                                                 \
    }                                                                                                                       \
    for (; i + lanes <= count; i += lanes) {                                                                                \
      vector d = sub(load(a + i), load(b + i));                                                                             \
      s0 = fma(d, d, s0);                                                                                                   \
    }                                                                                                                       \
    return reduce(add(add(s0, s1), add(s2, s3))) + squared_difference_scalar(a + i, b + i, count - i);                      \
  }

__attribute__((target("avx2,fma"))) static float reduce_avx2(__m256 sum) {
  __m128 half = _mm_add_ps(_mm256_castps256_ps128(sum), _mm256_extractf128_ps(sum, 1));
  half = _mm_add_ps(half, _mm_movehl_ps(half, half));
  return _mm_cvtss_f32(_mm_add_ss(half, _mm_shuffle_ps(half, half, 1)));
}

LOOPS(avx2, "avx2,fma", __m256, 8, _mm256_setzero_ps, _mm256_loadu_ps, _mm256_fmadd_ps, _mm256_sub_ps, _mm256_add_ps, reduce_avx2)
LOOPS(avx512, "avx512f", __m512, 16, _mm512_setzero_ps, _mm512_loadu_ps, _mm512_fmadd_ps, _mm512_sub_ps, _mm512_add_ps,
      _mm512_reduce_add_ps)

#elif defined(__aarch64__)

#include <arm_neon.h>

static float dot_neon(const float *a, const float *b, size_t count) {
  float32x4_t s0 = vdupq_n_f32(0), s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    s0 = vfmaq_f32(s0, vld1q_f32(a + i), vld1q_f32(b + i));
    s1 = vfmaq_f32(s1, vld1q_f32(a + i + 4), vld1q_f32(b + i + 4));
    s2 = vfmaq_f32(s2, vld1q_f32(a + i + 8), vld1q_f32(b + i + 8));
    s3 = vfmaq_f32(s3, vld1q_f32(a + i + 12), vld1q_f32(b + i + 12));
  }
  return vaddvq_f32(vaddq_f32(vaddq_f32(s0, s1), vaddq_f32(s2, s3))) + dot_scalar(a + i, b + i, count - i);
}

static float squared_difference_neon(const float *a, const float *b, size_t count) {
  float32x4_t s0 = vdupq_n_f32(0), s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    float32x4_t d0 = vsubq_f32(vld1q_f32(a + i), vld1q_f32(b + i));
    float32x4_t d1 = vsubq_f32(vld1q_f32(a + i + 4), vld1q_f32(b + i + 4));
    float32x4_t d2 = vsubq_f32(vld1q_f32(a + i + 8), vld1q_f32(b + i + 8));
    float32x4_t d3 = vsubq_f32(vld1q_f32(a + i + 12), vld1q_f32(b + i + 12));
    s0 = vfmaq_f32(s0, d0, d0);
    s1 = vfmaq_f32(s1, d1, d1);
    s2 = vfmaq_f32(s2, d2, d2);
    s3 = vfmaq_f32(s3, d3, d3);
  }
  return vaddvq_f32(vaddq_f32(vaddq_f32(s0, s1), vaddq_f32(s2, s3))) +
         squared_difference_scalar(a + i, b + i, count - i);
}

#endif

chnsw_sums chnsw_sums_for(cis_set set) {
  switch (set) {
#if defined(__x86_64__)
  case CIS_AVX2: return (chnsw_sums){dot_avx2, squared_difference_avx2};
  case CIS_AVX512: return (chnsw_sums){dot_avx512, squared_difference_avx512};
#elif defined(__aarch64__)
  case CIS_NEON: return (chnsw_sums){dot_neon, squared_difference_neon};
#endif
  default: return (chnsw_sums){dot_scalar, squared_difference_scalar};
  }
}

float chnsw_squared_length(cis_set set, const float *numbers, size_t count) {
  return chnsw_sums_for(set).dot(numbers, numbers, count);
}

float chnsw_squared_difference(cis_set set, const float *a, const float *b, size_t count) {
  return chnsw_sums_for(set).squared_difference(a, b, count);
}
