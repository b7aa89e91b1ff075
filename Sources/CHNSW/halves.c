// Loops over numbers in half precision.

#include "CHNSW.h"

#if defined(__x86_64__)

#include <immintrin.h>

// Two sums at once: with the conversions they keep the processor busy.
#define LOOPS(name, target_name, vector, lanes, zero, load, widen, narrow, fma, reduce)                                     \
  __attribute__((target(target_name))) static float dot_##name(const uint16_t *a, const uint16_t *b, size_t count) {        \
    vector s0 = zero(), s1 = zero();                                                                                        \
    for (size_t i = 0; i < count; i += 2 * lanes) {                                                                         \
      s0 = fma(widen(a + i), widen(b + i), s0);                                                                             \
      s1 = fma(widen(a + i + lanes), widen(b + i + lanes), s1);                                                             \
    }                                                                                                                       \
    return reduce(s0, s1);                                                                                                  \
  }                                                                                                                         \
  __attribute__((target(target_name))) static float mixed_dot_##name(const float *a, const uint16_t *b, size_t count) {     \
    vector s0 = zero(), s1 = zero();                                                                                        \
    for (size_t i = 0; i < count; i += 2 * lanes) {                                                                         \
      s0 = fma(load(a + i), widen(b + i), s0);                                                                              \
      s1 = fma(load(a + i + lanes), widen(b + i + lanes), s1);                                                              \
    }                                                                                                                       \
    return reduce(s0, s1);                                                                                                  \
  }                                                                                                                         \
  __attribute__((target(target_name))) static void narrow_##name(const float *numbers, uint16_t *halves, size_t count) {    \
    for (size_t i = 0; i < count; i += lanes) narrow(halves + i, load(numbers + i));                                        \
  }

#define NEAREST (_MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
#define WIDEN_AVX2(address) _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(address)))
#define NARROW_AVX2(address, numbers) _mm_storeu_si128((__m128i *)(address), _mm256_cvtps_ph(numbers, NEAREST))
#define WIDEN_AVX512(address) _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(address)))
#define NARROW_AVX512(address, numbers) _mm256_storeu_si256((__m256i *)(address), _mm512_cvtps_ph(numbers, NEAREST))

__attribute__((target("avx2"))) static float sum_avx2(__m256 a, __m256 b) {
  __m256 sum = _mm256_add_ps(a, b);
  __m128 half = _mm_add_ps(_mm256_castps256_ps128(sum), _mm256_extractf128_ps(sum, 1));
  half = _mm_add_ps(half, _mm_movehl_ps(half, half));
  return _mm_cvtss_f32(_mm_add_ss(half, _mm_shuffle_ps(half, half, 1)));
}

__attribute__((target("avx512f"))) static float sum_avx512(__m512 a, __m512 b) {
  return _mm512_reduce_add_ps(_mm512_add_ps(a, b));
}

LOOPS(avx2, "avx2,fma,f16c", __m256, 8, _mm256_setzero_ps, _mm256_loadu_ps, WIDEN_AVX2, NARROW_AVX2, _mm256_fmadd_ps, sum_avx2)
LOOPS(avx512, "avx512f", __m512, 16, _mm512_setzero_ps, _mm512_loadu_ps, WIDEN_AVX512, NARROW_AVX512, _mm512_fmadd_ps,
      sum_avx512)

#elif defined(__aarch64__)

#include <arm_neon.h>

static float32x4_t widen_neon(const uint16_t *halves) { return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(halves))); }

static float dot_neon(const uint16_t *a, const uint16_t *b, size_t count) {
  float32x4_t s0 = vdupq_n_f32(0), s1 = s0;
  for (size_t i = 0; i < count; i += 8) {
    s0 = vfmaq_f32(s0, widen_neon(a + i), widen_neon(b + i));
    s1 = vfmaq_f32(s1, widen_neon(a + i + 4), widen_neon(b + i + 4));
  }
  return vaddvq_f32(vaddq_f32(s0, s1));
}

static float mixed_dot_neon(const float *a, const uint16_t *b, size_t count) {
  float32x4_t s0 = vdupq_n_f32(0), s1 = s0;
  for (size_t i = 0; i < count; i += 8) {
    s0 = vfmaq_f32(s0, vld1q_f32(a + i), widen_neon(b + i));
    s1 = vfmaq_f32(s1, vld1q_f32(a + i + 4), widen_neon(b + i + 4));
  }
  return vaddvq_f32(vaddq_f32(s0, s1));
}

static void narrow_neon(const float *numbers, uint16_t *halves, size_t count) {
  for (size_t i = 0; i < count; i += 4) vst1_u16(halves + i, vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(numbers + i))));
}

#endif

chnsw_half_loops chnsw_half_loops_for(cis_set set) {
  switch (set) {
#if defined(__x86_64__)
  case CIS_AVX2: return (chnsw_half_loops){narrow_avx2, dot_avx2, mixed_dot_avx2};
  case CIS_AVX512: return (chnsw_half_loops){narrow_avx512, dot_avx512, mixed_dot_avx512};
#elif defined(__aarch64__)
  case CIS_NEON: return (chnsw_half_loops){narrow_neon, dot_neon, mixed_dot_neon};
#endif
  default: break;
  }
  return (chnsw_half_loops){0, 0, 0};
}
