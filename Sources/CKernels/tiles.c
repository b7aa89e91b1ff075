// Four images compared with several at once. Each vector that is loaded, and widened where that is needed, serves several
// pairs, and each pair has a sum of its own in a register: AVX-512 has room for 4 x 4 of them, AVX2 for 4 x 2.

#include "internal.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define INLINE static inline __attribute__((always_inline))

typedef const uint8_t *const *rows;

AVX2 INLINE uint64_t total_256(__m256i lanes) {
  __m128i pair = _mm_add_epi64(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  return (uint64_t)_mm_cvtsi128_si64(pair) + (uint64_t)_mm_extract_epi64(pair, 1);
}

AVX2 INLINE __m256i load_256(const uint8_t *bytes) { return _mm256_loadu_si256((const __m256i *)bytes); }

// 16 samples as 16-bit numbers.
AVX2 INLINE __m256i load_wide(const uint8_t *bytes) {
  return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)bytes));
}

// Over `count` samples, a multiple of 32. Here and below, `columns` is a constant wherever this is inlined.
AVX2 INLINE void l1_block_256(rows a, rows b, size_t columns, size_t count, uint64_t *sums) {
  __m256i lanes[2][CK_TILE_ROWS]; // each 4 x 64 bits
  for (size_t j = 0; j < columns; j++) {
    for (int i = 0; i < CK_TILE_ROWS; i++) lanes[j][i] = _mm256_setzero_si256();
  }
  for (size_t k = 0; k < count; k += 32) {
    __m256i first[CK_TILE_ROWS];
    for (int i = 0; i < CK_TILE_ROWS; i++) first[i] = load_256(a[i] + k);
    for (size_t j = 0; j < columns; j++) {
      __m256i second = load_256(b[j] + k);
      for (int i = 0; i < CK_TILE_ROWS; i++) {
        lanes[j][i] = _mm256_add_epi64(lanes[j][i], _mm256_sad_epu8(first[i], second));
      }
    }
  }
  for (size_t j = 0; j < columns; j++) {
    for (int i = 0; i < CK_TILE_ROWS; i++) sums[CK_TILE_ROWS * j + (size_t)i] += total_256(lanes[j][i]);
  }
}

// Over `count` samples, a multiple of 16. A lane takes at most 2 * 255 * 255 at a time, and CK_TILE_SAMPLES / 16 times that
// is below 2^31.
AVX2 INLINE void dot_block_256(rows a, rows b, size_t columns, size_t count, uint64_t *sums) {
  __m256i lanes[2][CK_TILE_ROWS]; // each 8 x 32 bits
  for (size_t j = 0; j < columns; j++) {
    for (int i = 0; i < CK_TILE_ROWS; i++) lanes[j][i] = _mm256_setzero_si256();
  }
  for (size_t k = 0; k < count; k += 16) {
    __m256i first[CK_TILE_ROWS];
    for (int i = 0; i < CK_TILE_ROWS; i++) first[i] = load_wide(a[i] + k);
    for (size_t j = 0; j < columns; j++) {
      __m256i second = load_wide(b[j] + k);
      for (int i = 0; i < CK_TILE_ROWS; i++) {
        lanes[j][i] = _mm256_add_epi32(lanes[j][i], _mm256_madd_epi16(first[i], second));
      }
    }
  }
  for (size_t j = 0; j < columns; j++) {
    for (int i = 0; i < CK_TILE_ROWS; i++) {
      __m256i wide = _mm256_add_epi64(_mm256_cvtepi32_epi64(_mm256_castsi256_si128(lanes[j][i])),
                                      _mm256_cvtepi32_epi64(_mm256_extracti128_si256(lanes[j][i], 1)));
      sums[CK_TILE_ROWS * j + (size_t)i] += total_256(wide);
    }
  }
}

// What is left of each row after `done` samples, pair by pair.
static void add_rest(uint64_t (*sum)(const uint8_t *, const uint8_t *, size_t), rows a, rows b, size_t b_count, size_t done,
                     size_t count, uint64_t *sums) {
  if (done == count) return;
  for (size_t j = 0; j < b_count; j++) {
    for (int i = 0; i < CK_TILE_ROWS; i++) {
      sums[CK_TILE_ROWS * j + (size_t)i] += sum(a[i] + done, b[j] + done, count - done);
    }
  }
}

AVX2 void ck_avx2_l1_tile(rows a, rows b, size_t b_count, size_t count, uint64_t *sums) {
  size_t whole = count & ~(size_t)31, j = 0;
  for (; j + 2 <= b_count; j += 2) l1_block_256(a, b + j, 2, whole, sums + CK_TILE_ROWS * j);
  if (j < b_count) l1_block_256(a, b + j, 1, whole, sums + CK_TILE_ROWS * j);
  add_rest(ck_scalar_l1, a, b, b_count, whole, count, sums);
}

AVX2 void ck_avx2_dot_tile(rows a, rows b, size_t b_count, size_t count, uint64_t *sums) {
  size_t whole = count & ~(size_t)15, j = 0;
  for (; j + 2 <= b_count; j += 2) dot_block_256(a, b + j, 2, whole, sums + CK_TILE_ROWS * j);
  if (j < b_count) dot_block_256(a, b + j, 1, whole, sums + CK_TILE_ROWS * j);
  add_rest(ck_scalar_dot, a, b, b_count, whole, count, sums);
}

// The first `count` bytes, at most 64, the others zero.
AVX512 INLINE __m512i load_512(const uint8_t *bytes, size_t count) {
  return count >= 64 ? _mm512_loadu_si512(bytes) : _mm512_maskz_loadu_epi8(((__mmask64)1 << count) - 1, bytes);
}

AVX512 INLINE void l1_step_512(__m512i lanes[4][CK_TILE_ROWS], rows a, rows b, size_t columns, size_t k, size_t count) {
  __m512i first[CK_TILE_ROWS];
  for (int i = 0; i < CK_TILE_ROWS; i++) first[i] = load_512(a[i] + k, count);
  for (size_t j = 0; j < columns; j++) {
    __m512i second = load_512(b[j] + k, count);
    for (int i = 0; i < CK_TILE_ROWS; i++) {
      lanes[j][i] = _mm512_add_epi64(lanes[j][i], _mm512_sad_epu8(first[i], second));
    }
  }
}

AVX512 INLINE void l1_block_512(rows a, rows b, size_t columns, size_t count, uint64_t *sums) {
  __m512i lanes[4][CK_TILE_ROWS]; // each 8 x 64 bits
  for (size_t j = 0; j < columns; j++) {
    for (int i = 0; i < CK_TILE_ROWS; i++) lanes[j][i] = _mm512_setzero_si512();
  }
  size_t k = 0;
  for (; k + 64 <= count; k += 64) l1_step_512(lanes, a, b, columns, k, 64);
  if (k < count) l1_step_512(lanes, a, b, columns, k, count - k);
  for (size_t j = 0; j < columns; j++) {
    for (int i = 0; i < CK_TILE_ROWS; i++) {
      sums[CK_TILE_ROWS * j + (size_t)i] += (uint64_t)_mm512_reduce_add_epi64(lanes[j][i]);
    }
  }
}

// Adds a * (b - 128), whose second factor is signed as the instruction wants it. A lane takes at most 4 * 255 * 128 a step.
AVX512 INLINE void dot_step_512(__m512i lanes[4][CK_TILE_ROWS], rows a, rows b, size_t columns, size_t k, size_t count) {
  const __m512i sign = _mm512_set1_epi8((char)0x80);
  __m512i first[CK_TILE_ROWS];
  for (int i = 0; i < CK_TILE_ROWS; i++) first[i] = load_512(a[i] + k, count);
  for (size_t j = 0; j < columns; j++) {
    __m512i second = _mm512_xor_si512(load_512(b[j] + k, count), sign);
    for (int i = 0; i < CK_TILE_ROWS; i++) lanes[j][i] = _mm512_dpbusd_epi32(lanes[j][i], first[i], second);
  }
}

AVX512 INLINE void dot_block_512(rows a, rows b, size_t columns, size_t count, uint64_t *sums) {
  __m512i lanes[4][CK_TILE_ROWS]; // each 16 x 32 bits
  for (size_t j = 0; j < columns; j++) {
    for (int i = 0; i < CK_TILE_ROWS; i++) lanes[j][i] = _mm512_setzero_si512();
  }
  size_t k = 0;
  for (; k + 64 <= count; k += 64) dot_step_512(lanes, a, b, columns, k, 64);
  if (k < count) dot_step_512(lanes, a, b, columns, k, count - k);
  for (size_t j = 0; j < columns; j++) {
    for (int i = 0; i < CK_TILE_ROWS; i++) {
      __m512i wide = _mm512_add_epi64(_mm512_cvtepi32_epi64(_mm512_castsi512_si256(lanes[j][i])),
                                      _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64(lanes[j][i], 1)));
      sums[CK_TILE_ROWS * j + (size_t)i] += (uint64_t)_mm512_reduce_add_epi64(wide);
    }
  }
}

AVX512 INLINE uint64_t sum_512(const uint8_t *samples, size_t count) {
  __m512i lanes = _mm512_setzero_si512();
  size_t k = 0;
  for (; k + 64 <= count; k += 64) {
    lanes = _mm512_add_epi64(lanes, _mm512_sad_epu8(load_512(samples + k, 64), _mm512_setzero_si512()));
  }
  if (k < count) {
    lanes = _mm512_add_epi64(lanes, _mm512_sad_epu8(load_512(samples + k, count - k), _mm512_setzero_si512()));
  }
  return (uint64_t)_mm512_reduce_add_epi64(lanes);
}

AVX512 void ck_avx512_l1_tile(rows a, rows b, size_t b_count, size_t count, uint64_t *sums) {
  size_t j = 0;
  for (; j + 4 <= b_count; j += 4) l1_block_512(a, b + j, 4, count, sums + CK_TILE_ROWS * j);
  for (; j < b_count; j++) l1_block_512(a, b + j, 1, count, sums + CK_TILE_ROWS * j);
}

AVX512 void ck_avx512_dot_tile(rows a, rows b, size_t b_count, size_t count, uint64_t *sums) {
  // 128 * sum(a) puts right what the sign took away.
  for (size_t i = 0; i < CK_TILE_ROWS; i++) {
    uint64_t missing = 128 * sum_512(a[i], count);
    for (size_t j = 0; j < b_count; j++) sums[CK_TILE_ROWS * j + i] += missing;
  }
  size_t j = 0;
  for (; j + 4 <= b_count; j += 4) dot_block_512(a, b + j, 4, count, sums + CK_TILE_ROWS * j);
  for (; j < b_count; j++) dot_block_512(a, b + j, 1, count, sums + CK_TILE_ROWS * j);
}

#endif
