// Sums and sums of squares over cells four pixels wide, the finest of an index of the usual size. What `column_sums` leaves
// for a second loop is added up here before it leaves the registers.

#include "internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

enum {
  CELL_BYTES = 12,
  /// Rows after which 16-bit lanes are added to 32-bit ones: a lane takes at most 2 * 255 of each, and must stay positive.
  CELL_BLOCK = 64,
};

// Four pixels of RGB in the first twelve bytes of a lane, channel by channel and followed by zeros.
#define CHANNEL_BYTES 0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, -1, -1, -1, -1

// Two cells; each half of the result has one of them. Eight bytes after them are read, too.
AVX2 static inline __m256i two_cells(const uint8_t *samples) {
  const __m256i halves = _mm256_setr_epi32(0, 1, 2, 2, 3, 4, 5, 5);
  const __m256i channels = _mm256_setr_epi8(CHANNEL_BYTES, CHANNEL_BYTES);
  __m256i side_by_side = _mm256_loadu_si256((const __m256i *)samples);
  return _mm256_shuffle_epi8(_mm256_permutevar8x32_epi32(side_by_side, halves), channels);
}

AVX2 static inline void store_pair(uint32_t *numbers, __m256i cells) {
  // Each store writes one number more than a cell has; the next cell's overwrites it.
  _mm_storeu_si128((__m128i *)numbers, _mm256_castsi256_si128(cells));
  _mm_storeu_si128((__m128i *)(numbers + 3), _mm256_extracti128_si256(cells, 1));
}

AVX2 void ck_avx2_quad_sums(const uint8_t *rows, size_t stride, int32_t count, size_t cells, uint32_t *sums,
                            uint32_t *squares) {
  const __m256i zero = _mm256_setzero_si256(), one_bytes = _mm256_set1_epi8(1), ones = _mm256_set1_epi16(1);
  size_t cell = 0;
  for (; CELL_BYTES * cell + 32 <= CELL_BYTES * cells; cell += 2) {
    __m256i sum = zero, squares_low = zero, squares_high = zero;
    const uint8_t *samples = rows + CELL_BYTES * cell;
    for (int32_t start = 0; start < count; start += CELL_BLOCK) {
      __m256i block = zero;
      int32_t end = count - start < CELL_BLOCK ? count : start + CELL_BLOCK;
      for (int32_t row = start; row < end; row++, samples += stride) {
        __m256i pair = two_cells(samples);
        __m256i low = _mm256_unpacklo_epi8(pair, zero), high = _mm256_unpackhi_epi8(pair, zero);
        block = _mm256_add_epi16(block, _mm256_maddubs_epi16(pair, one_bytes));
        squares_low = _mm256_add_epi32(squares_low, _mm256_madd_epi16(low, low));
        squares_high = _mm256_add_epi32(squares_high, _mm256_madd_epi16(high, high));
      }
      sum = _mm256_add_epi32(sum, _mm256_madd_epi16(block, ones));
    }
    store_pair(sums + 3 * cell, sum);
    store_pair(squares + 3 * cell, _mm256_hadd_epi32(squares_low, squares_high));
  }
  ck_scalar_quad_sums(rows + CELL_BYTES * cell, stride, count, cells - cell, sums + 3 * cell, squares + 3 * cell);
}

// Up to four cells, of which `bytes` are there; each quarter of the result has one of them.
AVX512 static inline __m512i four_cells(const uint8_t *samples, __mmask64 bytes) {
  const __m512i quarters = _mm512_setr_epi32(0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
  const __m512i channels = _mm512_broadcast_i32x4(_mm_setr_epi8(CHANNEL_BYTES));
  __m512i side_by_side = _mm512_maskz_loadu_epi8(bytes, samples);
  return _mm512_shuffle_epi8(_mm512_permutexvar_epi32(quarters, side_by_side), channels);
}

AVX512 static inline void store_cells(uint32_t *numbers, __mmask16 wanted, __m512i cells) {
  const __m512i packed = _mm512_setr_epi32(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
  _mm512_mask_storeu_epi32(numbers, wanted, _mm512_permutexvar_epi32(packed, cells));
}

AVX512 void ck_avx512_quad_sums(const uint8_t *rows, size_t stride, int32_t count, size_t cells, uint32_t *sums,
                                uint32_t *squares) {
  const __m512i zero = _mm512_setzero_si512(), ones = _mm512_set1_epi8(1);
  for (size_t cell = 0; cell < cells; cell += 4) {
    size_t left = cells - cell < 4 ? cells - cell : 4;
    __mmask64 bytes = ((__mmask64)1 << CELL_BYTES * left) - 1;
    __mmask16 numbers = (__mmask16)((1 << 3 * left) - 1);
    __m512i sum = zero, squares_low = zero, squares_high = zero;
    const uint8_t *samples = rows + CELL_BYTES * cell;
    for (int32_t row = 0; row < count; row++, samples += stride) {
      __m512i four = four_cells(samples, bytes);
      __m512i low = _mm512_unpacklo_epi8(four, zero), high = _mm512_unpackhi_epi8(four, zero);
      sum = _mm512_dpbusd_epi32(sum, four, ones);
      squares_low = _mm512_dpwssd_epi32(squares_low, low, low);
      squares_high = _mm512_dpwssd_epi32(squares_high, high, high);
    }
    // A quarter has red and green in pairs in the one, blue in a pair in the other.
    __m512 low = _mm512_castsi512_ps(squares_low), high = _mm512_castsi512_ps(squares_high);
    __m512i even = _mm512_castps_si512(_mm512_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0)));
    __m512i odd = _mm512_castps_si512(_mm512_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1)));
    store_cells(sums + 3 * cell, numbers, sum);
    store_cells(squares + 3 * cell, numbers, _mm512_add_epi32(even, odd));
  }
}

AVX512 static inline __m512d doubles(const uint32_t *numbers) {
  return _mm512_cvtepu32_pd(_mm256_loadu_si256((const __m256i *)numbers));
}

AVX512 void ck_avx512_residual_energies(const uint32_t *sums, const uint32_t *squares, const double *inverse_areas,
                                        size_t count, double *energies) {
  const __m512d slack = _mm512_set1_pd(ck_energy_slack), zero = _mm512_setzero_pd();
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m512d sum = doubles(sums + i);
    __m512d explained = _mm512_mul_pd(_mm512_mul_pd(sum, sum), _mm512_loadu_pd(inverse_areas + i));
    __m512d energy = _mm512_max_pd(_mm512_sub_pd(doubles(squares + i), explained), zero);
    _mm512_storeu_pd(energies + i, _mm512_add_pd(energy, slack));
  }
  ck_scalar_residual_energies(sums + i, squares + i, inverse_areas + i, count - i, energies + i);
}

#endif
