// Rows of codes by AVX2. Its multiply-add takes unsigned with signed numbers, so the sign of one code goes over to the other; two
// products of codes up to 127 fit 16 bits.

#include "internal.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx2")))
#define VECTOR TARGET static inline __attribute__((always_inline))

enum { STEP_SIZE = CK_PANEL_ROWS * CK_PANEL_STEP, ROWS_AT_ONCE = 4 };

// Four rows of a panel against a panel.
VECTOR void four_rows(const int8_t *a, const int8_t *b, size_t steps, int32_t *sums, size_t stride) {
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i lanes[ROWS_AT_ONCE][2];
  for (size_t i = 0; i < ROWS_AT_ONCE; i++) lanes[i][0] = lanes[i][1] = _mm256_setzero_si256();
  for (size_t step = 0; step < steps; step++) {
    __m256i first = _mm256_loadu_si256((const __m256i *)(b + step * STEP_SIZE));
    __m256i second = _mm256_loadu_si256((const __m256i *)(b + step * STEP_SIZE + STEP_SIZE / 2));
    for (size_t i = 0; i < ROWS_AT_ONCE; i++) {
      int32_t codes;
      memcpy(&codes, a + step * STEP_SIZE + i * CK_PANEL_STEP, sizeof codes);
      __m256i row = _mm256_set1_epi32(codes), size = _mm256_abs_epi8(row);
      __m256i low = _mm256_madd_epi16(_mm256_maddubs_epi16(size, _mm256_sign_epi8(first, row)), ones);
      __m256i high = _mm256_madd_epi16(_mm256_maddubs_epi16(size, _mm256_sign_epi8(second, row)), ones);
      lanes[i][0] = _mm256_add_epi32(lanes[i][0], low);
      lanes[i][1] = _mm256_add_epi32(lanes[i][1], high);
    }
  }
  for (size_t i = 0; i < ROWS_AT_ONCE; i++) {
    _mm256_storeu_si256((__m256i *)(sums + i * stride), lanes[i][0]);
    _mm256_storeu_si256((__m256i *)(sums + i * stride + CK_PANEL_ROWS / 2), lanes[i][1]);
  }
}

TARGET void ck_avx2_code_products(const int8_t *a, size_t a_panels, const int8_t *b, size_t b_panels, size_t steps,
                                  int32_t *sums) {
  const size_t stride = CK_PANEL_ROWS * b_panels;
  for (size_t i = 0; i < CK_PANEL_ROWS * a_panels; i += ROWS_AT_ONCE) {
    const int8_t *rows = a + i / CK_PANEL_ROWS * steps * STEP_SIZE + i % CK_PANEL_ROWS * CK_PANEL_STEP;
    for (size_t j = 0; j < b_panels; j++) {
      four_rows(rows, b + j * steps * STEP_SIZE, steps, sums + i * stride + j * CK_PANEL_ROWS, stride);
    }
  }
}

TARGET size_t ck_avx2_code_candidates(const int32_t *sums, ck_code_facts a, size_t a_panels, ck_code_facts b,
                                      size_t b_panels, uint32_t *pairs) {
  size_t count = 0;
  for (size_t i = 0; i < CK_PANEL_ROWS * a_panels; i++) {
    const __m256 scale = _mm256_set1_ps(a.scales[i]), norm = _mm256_set1_ps(a.norms[i]);
    const __m256 error = _mm256_set1_ps(a.errors[i]), height = _mm256_set1_ps(a.heights[i]);
    for (size_t j = 0; j < CK_PANEL_ROWS * b_panels; j += 8, sums += 8) {
      __m256 product = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_loadu_si256((const __m256i *)sums)), scale);
      product = _mm256_mul_ps(product, _mm256_loadu_ps(b.scales + j));
      __m256 first = _mm256_mul_ps(norm, _mm256_loadu_ps(b.errors + j));
      __m256 second = _mm256_mul_ps(error, _mm256_loadu_ps(b.norms + j));
      __m256 bound = _mm256_add_ps(product, _mm256_add_ps(first, second));
      __m256 least = _mm256_add_ps(height, _mm256_loadu_ps(b.heights + j));
      uint32_t found = (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(bound, least, _CMP_GE_OQ));
      for (; found != 0; found &= found - 1) pairs[count++] = (uint32_t)(i << 16 | (j + (size_t)__builtin_ctz(found)));
    }
  }
  return count;
}

#endif
