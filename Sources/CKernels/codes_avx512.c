// Rows of codes by AVX-512. A vector holds one step of a panel: four codes of each of 16 rows, which VNNI multiplies with four
// codes of one other row and adds up lane by lane.

#include "internal.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR TARGET static inline __attribute__((always_inline))

enum { STEP_SIZE = CK_PANEL_ROWS * CK_PANEL_STEP, ROWS_AT_ONCE = 4 };

// 128 times the sum of each row's codes: VNNI takes unsigned numbers on one side, so those of `a` are raised by 128.
TARGET static __m512i excess(const int8_t *panel, size_t steps) {
  const __m512i raise = _mm512_set1_epi8((char)128);
  __m512i sum = _mm512_setzero_si512();
  for (size_t step = 0; step < steps; step++) {
    sum = _mm512_dpbusd_epi32(sum, raise, _mm512_loadu_si512(panel + step * STEP_SIZE));
  }
  return sum;
}

// Four rows of a panel against `count` panels, a constant wherever this is inlined.
VECTOR void four_rows(const int8_t *a, const int8_t *b, size_t count, size_t steps, const __m512i *excesses, int32_t *sums,
                      size_t stride) {
  const __m512i raise = _mm512_set1_epi8((char)128);
  __m512i lanes[ROWS_AT_ONCE][CK_PANELS_AT_ONCE];
  for (size_t i = 0; i < ROWS_AT_ONCE; i++) {
    for (size_t j = 0; j < count; j++) lanes[i][j] = _mm512_setzero_si512();
  }
  for (size_t step = 0; step < steps; step++) {
    __m512i columns[CK_PANELS_AT_ONCE];
    for (size_t j = 0; j < count; j++) columns[j] = _mm512_loadu_si512(b + (j * steps + step) * STEP_SIZE);
    for (size_t i = 0; i < ROWS_AT_ONCE; i++) {
      int32_t codes;
      memcpy(&codes, a + step * STEP_SIZE + i * CK_PANEL_STEP, sizeof codes);
      __m512i row = _mm512_xor_si512(_mm512_set1_epi32(codes), raise);
      for (size_t j = 0; j < count; j++) lanes[i][j] = _mm512_dpbusd_epi32(lanes[i][j], row, columns[j]);
    }
  }
  for (size_t i = 0; i < ROWS_AT_ONCE; i++) {
    for (size_t j = 0; j < count; j++) {
      _mm512_storeu_si512(sums + i * stride + j * CK_PANEL_ROWS, _mm512_sub_epi32(lanes[i][j], excesses[j]));
    }
  }
}

TARGET void ck_avx512_code_products(const int8_t *a, size_t a_panels, const int8_t *b, size_t b_panels, size_t steps,
                                    int32_t *sums) {
  const size_t stride = CK_PANEL_ROWS * b_panels;
  __m512i excesses[CK_PANELS_AT_ONCE];
  for (size_t j = 0; j < b_panels; j++) excesses[j] = excess(b + j * steps * STEP_SIZE, steps);
  for (size_t i = 0; i < CK_PANEL_ROWS * a_panels; i += ROWS_AT_ONCE) {
    const int8_t *rows = a + i / CK_PANEL_ROWS * steps * STEP_SIZE + i % CK_PANEL_ROWS * CK_PANEL_STEP;
    if (b_panels == CK_PANELS_AT_ONCE) {
      four_rows(rows, b, CK_PANELS_AT_ONCE, steps, excesses, sums + i * stride, stride);
      continue;
    }
    for (size_t j = 0; j < b_panels; j++) {
      four_rows(rows, b + j * steps * STEP_SIZE, 1, steps, excesses + j, sums + i * stride + j * CK_PANEL_ROWS, stride);
    }
  }
}

TARGET size_t ck_avx512_code_candidates(const int32_t *sums, ck_code_facts a, size_t a_panels, ck_code_facts b,
                                        size_t b_panels, uint32_t *pairs) {
  size_t count = 0;
  for (size_t i = 0; i < CK_PANEL_ROWS * a_panels; i++) {
    const __m512 scale = _mm512_set1_ps(a.scales[i]), norm = _mm512_set1_ps(a.norms[i]);
    const __m512 error = _mm512_set1_ps(a.errors[i]), height = _mm512_set1_ps(a.heights[i]);
    for (size_t j = 0; j < CK_PANEL_ROWS * b_panels; j += CK_PANEL_ROWS, sums += CK_PANEL_ROWS) {
      __m512 product = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_loadu_si512(sums)), scale);
      product = _mm512_mul_ps(product, _mm512_loadu_ps(b.scales + j));
      __m512 first = _mm512_mul_ps(norm, _mm512_loadu_ps(b.errors + j));
      __m512 second = _mm512_mul_ps(error, _mm512_loadu_ps(b.norms + j));
      __m512 bound = _mm512_add_ps(product, _mm512_add_ps(first, second));
      __m512 least = _mm512_add_ps(height, _mm512_loadu_ps(b.heights + j));
      for (uint32_t found = _mm512_cmp_ps_mask(bound, least, _CMP_GE_OQ); found != 0; found &= found - 1) {
        pairs[count++] = (uint32_t)(i << 16 | (j + (size_t)__builtin_ctz(found)));
      }
    }
  }
  return count;
}

#endif
