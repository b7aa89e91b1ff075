// The features of a picture in an index, by AVX2: sums of columns, and means and norms in a byte each.

#include "internal.h"

#if defined(__x86_64__)

#include "avx2_lanes.h"

// Two rows' samples of eight columns side by side, as 16-bit numbers, so that a multiply-add sums over both rows.
AVX2 static inline void add_row_pair(__m128i upper, __m128i lower, __m256i *sums, __m256i *squares) {
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i left = _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(upper, lower));
  __m256i right = _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(upper, lower));
  sums[0] = _mm256_add_epi32(sums[0], _mm256_madd_epi16(left, ones));
  sums[1] = _mm256_add_epi32(sums[1], _mm256_madd_epi16(right, ones));
  squares[0] = _mm256_add_epi32(squares[0], _mm256_madd_epi16(left, left));
  squares[1] = _mm256_add_epi32(squares[1], _mm256_madd_epi16(right, right));
}

AVX2 void ck_avx2_column_sums(const uint8_t *rows, size_t stride, int32_t count, size_t columns, uint32_t *sums,
                             uint32_t *squares) {
  size_t column = 0;
  for (; column + 16 <= columns; column += 16) {
    __m256i sum[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    __m256i square[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    const uint8_t *samples = rows + column;
    for (int32_t row = 0; row < count; row += 2, samples += 2 * stride) {
      __m128i lower = row + 1 < count ? _mm_loadu_si128((const __m128i *)(samples + stride)) : _mm_setzero_si128();
      add_row_pair(_mm_loadu_si128((const __m128i *)samples), lower, sum, square);
    }
    store((uint8_t *)(sums + column), sum[0]);
    store((uint8_t *)(sums + column + 8), sum[1]);
    store((uint8_t *)(squares + column), square[0]);
    store((uint8_t *)(squares + column + 8), square[1]);
  }
  ck_scalar_kernels.column_sums(rows + column, stride, count, columns - column, sums + column, squares + column);
}

// The low bytes of eight 32-bit numbers below 256.
AVX2 static inline void store_bytes(uint8_t *bytes, __m256i numbers) {
  __m128i words = _mm_packus_epi32(_mm256_castsi256_si128(numbers), _mm256_extracti128_si256(numbers, 1));
  _mm_storel_epi64((__m128i *)bytes, _mm_packus_epi16(words, words));
}

AVX2 ck_quantization ck_avx2_quantize(const uint32_t *sums, size_t count, uint32_t area, uint8_t *means) {
  const __m256 inverse = _mm256_set1_ps(1.0f / (float)area), half = _mm256_set1_ps(0.5f);
  const __m256i areas = _mm256_set1_epi32((int32_t)area), largest = _mm256_set1_epi32(255);
  // 32-bit lanes hold absolute errors, at most half of 2^16 for an eighth of 2^16 cells.
  __m256i absolute = _mm256_setzero_si256(), squared = absolute, means_total = absolute;
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m256i sum = load((const uint8_t *)(sums + i));
    // Not fused: the mean must be the one that plain C finds.
    __m256 scaled = _mm256_add_ps(_mm256_mul_ps(_mm256_cvtepi32_ps(sum), inverse), half);
    __m256i mean = _mm256_min_epi32(_mm256_cvttps_epi32(scaled), largest);
    __m256i error = _mm256_abs_epi32(_mm256_sub_epi32(sum, _mm256_mullo_epi32(mean, areas)));
    __m256i odd = _mm256_srli_epi64(error, 32);
    absolute = _mm256_add_epi32(absolute, error);
    squared = _mm256_add_epi64(squared, _mm256_add_epi64(_mm256_mul_epu32(error, error), _mm256_mul_epu32(odd, odd)));
    means_total = _mm256_add_epi32(means_total, mean);
    store_bytes(means + i, mean);
  }
  ck_quantization rest = ck_scalar_quantize(sums + i, count - i, area, means + i);
  return (ck_quantization){total(widened(absolute)) + rest.absolute_error, total(squared) + rest.squared_error,
                           total(widened(means_total)) * area + rest.represented};
}

AVX2 static inline __m256d doubles(const uint32_t *numbers) {
  // Unsigned numbers, by the trick of giving them an exponent and taking it off again.
  const __m256d offset = _mm256_set1_pd(0x1p52);
  __m256i wide = _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)numbers));
  return _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(wide, _mm256_castpd_si256(offset))), offset);
}

AVX2 void ck_avx2_residual_energies(const uint32_t *sums, const uint32_t *squares, const double *inverse_areas, size_t count,
                                    double *energies) {
  const __m256d slack = _mm256_set1_pd(ck_energy_slack), zero = _mm256_setzero_pd();
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    __m256d sum = doubles(sums + i);
    __m256d explained = _mm256_mul_pd(_mm256_mul_pd(sum, sum), _mm256_loadu_pd(inverse_areas + i));
    __m256d energy = _mm256_max_pd(_mm256_sub_pd(doubles(squares + i), explained), zero);
    _mm256_storeu_pd(energies + i, _mm256_add_pd(energy, slack));
  }
  ck_scalar_residual_energies(sums + i, squares + i, inverse_areas + i, count - i, energies + i);
}

AVX2 void ck_avx2_quantize_norms(const double *energies, size_t count, double scale, uint8_t *norms) {
  const __m256 inverse = _mm256_set1_ps((float)(1.0 / scale)), addend = _mm256_set1_ps(ck_norm_addend);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m128 low = _mm256_cvtpd_ps(_mm256_loadu_pd(energies + i)), high = _mm256_cvtpd_ps(_mm256_loadu_pd(energies + i + 4));
    __m256 norm = _mm256_sqrt_ps(_mm256_set_m128(high, low));
    store_bytes(norms + i, _mm256_cvttps_epi32(_mm256_add_ps(_mm256_mul_ps(norm, inverse), addend)));
  }
  ck_scalar_quantize_norms(energies + i, count - i, scale, norms + i);
}

#endif
