// AVX2. Its multiply-add takes pairs of signed 16-bit numbers, so
// - scores widen bytes to 16 bits;
// - a 22-bit weight w is split into w >> 12 and w & 4095, and the two sums meet at the end.

#include "internal.h"

#if defined(__x86_64__)

#include "avx2_lanes.h"

#include <string.h>

enum { LOW_BITS = 12 };

// What is multiplied with what.
typedef enum factors { A_AND_B, DIFFERENCE_AND_ITSELF } factors;

typedef struct lane_sums {
  __m256i first;   // 4 × 64 bits: sums of the first factor
  __m256i product; // 8 × 32 bits: sums of the products
} lane_sums;

static inline void fetch_ahead(const uint8_t *a, const uint8_t *b) {
  __builtin_prefetch(a + CK_LOOK_AHEAD);
  __builtin_prefetch(b + CK_LOOK_AHEAD);
}

AVX2 static inline lane_sums added(lane_sums sums, __m256i a, __m256i b, factors factors) {
  const __m256i zero = _mm256_setzero_si256();
  if (factors == DIFFERENCE_AND_ITSELF) a = b = _mm256_sub_epi8(_mm256_max_epu8(a, b), _mm256_min_epu8(a, b));
  sums.first = _mm256_add_epi64(sums.first, _mm256_sad_epu8(a, zero));
  __m256i low = _mm256_madd_epi16(_mm256_unpacklo_epi8(a, zero), _mm256_unpacklo_epi8(b, zero));
  __m256i high = _mm256_madd_epi16(_mm256_unpackhi_epi8(a, zero), _mm256_unpackhi_epi8(b, zero));
  sums.product = _mm256_add_epi32(sums.product, _mm256_add_epi32(low, high));
  return sums;
}

// The sum of the first factor and of the product of both over whole vectors; `*done` samples were taken. `factors` is a
// constant wherever this is inlined, and a sum that goes unused is not computed.
AVX2 static inline __attribute__((always_inline)) ck_moments sums(const uint8_t *a, const uint8_t *b, size_t count,
                                                                  factors factors, size_t *done) {
  const lane_sums zero = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  __m256i first = _mm256_setzero_si256(), product = _mm256_setzero_si256();
  size_t i = 0, whole = count & ~(size_t)31;
  while (i < whole) {
    size_t end = whole - i < CK_BLOCK ? whole : i + CK_BLOCK;
    lane_sums even = zero, odd = zero;
    for (; i + 64 <= end; i += 64) {
      fetch_ahead(a + i, b + i);
      even = added(even, load(a + i), load(b + i), factors);
      odd = added(odd, load(a + i + 32), load(b + i + 32), factors);
    }
    if (i < end) {
      even = added(even, load(a + i), load(b + i), factors);
      i = end;
    }
    first = _mm256_add_epi64(first, _mm256_add_epi64(even.first, odd.first));
    product = _mm256_add_epi64(product, _mm256_add_epi64(widened(even.product), widened(odd.product)));
  }
  *done = whole;
  return (ck_moments){total(first), total(product)};
}

AVX2 static uint64_t l1(const uint8_t *a, const uint8_t *b, size_t count) {
  __m256i even = _mm256_setzero_si256(), odd = _mm256_setzero_si256();
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    fetch_ahead(a + i, b + i);
    even = _mm256_add_epi64(even, _mm256_sad_epu8(load(a + i), load(b + i)));
    odd = _mm256_add_epi64(odd, _mm256_sad_epu8(load(a + i + 32), load(b + i + 32)));
  }
  return total(_mm256_add_epi64(even, odd)) + ck_scalar_l1(a + i, b + i, count - i);
}

AVX2 static uint64_t squared_difference(const uint8_t *a, const uint8_t *b, size_t count) {
  size_t done;
  uint64_t sum = sums(a, b, count, DIFFERENCE_AND_ITSELF, &done).sum_of_squares;
  return sum + ck_scalar_squared_difference(a + done, b + done, count - done);
}

AVX2 static uint64_t dot(const uint8_t *a, const uint8_t *b, size_t count) {
  size_t done;
  uint64_t sum = sums(a, b, count, A_AND_B, &done).sum_of_squares;
  return sum + ck_scalar_dot(a + done, b + done, count - done);
}

AVX2 static ck_moments moments(const uint8_t *a, size_t count) {
  size_t done;
  ck_moments whole = sums(a, a, count, A_AND_B, &done);
  ck_moments tail = ck_scalar_moments(a + done, count - done);
  return (ck_moments){whole.sum + tail.sum, whole.sum_of_squares + tail.sum_of_squares};
}

static int32_t pair(int32_t first, int32_t second) { return (int32_t)((uint32_t)(first & 0xffff) | (uint32_t)second << 16); }

// Words: the high parts of weights 0 and 1, their low parts, the high parts of weights 2 and 3, their low parts. So the words of a
// filter are those of its pairs of samples, one pair after the other.
static ck_packed_weights pack_weights(const int32_t weights[4]) {
  const int32_t low = (1 << LOW_BITS) - 1;
  return (ck_packed_weights){{pair(weights[0] >> LOW_BITS, weights[1] >> LOW_BITS), pair(weights[0] & low, weights[1] & low),
                              pair(weights[2] >> LOW_BITS, weights[3] >> LOW_BITS), pair(weights[2] & low, weights[3] & low)}};
}

// The pairs of rows that an output row needs, which begin and end within its groups of four. (To leave out pairs of pixels likewise
// costs more in branches than it saves.)
typedef struct pair_taps {
  size_t first;
  size_t count;
  const int32_t *words;
} pair_taps;

static inline pair_taps pairs(ck_taps taps) {
  const int32_t *words = taps.weights[0].words, *last = taps.weights[taps.count - 1].words;
  size_t skipped = (words[0] | words[1]) == 0, left_out = (last[2] | last[3]) == 0;
  return (pair_taps){2 * (size_t)taps.first + skipped, 2 * (size_t)taps.count - skipped - left_out, words + 2 * skipped};
}

// Sums of samples times the high and the low parts of the weights.
typedef struct split_sums {
  __m256i high;
  __m256i low;
} split_sums;

AVX2 static inline split_sums no_samples(void) {
  return (split_sums){_mm256_setzero_si256(), _mm256_set1_epi32(CK_ROUNDING)};
}

// `samples` holds two of each lane's, as 16-bit numbers.
AVX2 static inline split_sums weighted(split_sums sums, __m256i samples, __m256i high, __m256i low) {
  sums.high = _mm256_add_epi32(sums.high, _mm256_madd_epi16(samples, high));
  sums.low = _mm256_add_epi32(sums.low, _mm256_madd_epi16(samples, low));
  return sums;
}

// 8 samples, not yet clamped.
AVX2 static inline __m256i rounded(split_sums sums) {
  return _mm256_srai_epi32(_mm256_add_epi32(_mm256_slli_epi32(sums.high, LOW_BITS), sums.low), CK_FRACTION_BITS);
}

// Clamps to bytes. In each 128-bit lane: four samples of a, of b, of c, of d.
AVX2 static inline __m256i packed_bytes(__m256i a, __m256i b, __m256i c, __m256i d) {
  return _mm256_packus_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
}

// Two rows' next four pixels to one 128-bit lane a row: RRRR GGGG BBBB and four bytes of no use.
AVX2 static inline __m256i two_rows(const uint8_t *pixels, size_t stride) {
  const __m256i by_channel = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 12, 13, 14, 15));
  __m256i rows = _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)pixels));
  rows = _mm256_inserti128_si256(rows, _mm_loadu_si128((const __m128i *)(pixels + 4 * stride)), 1);
  return _mm256_shuffle_epi8(rows, by_channel);
}

// Samples 0 and 1 of each lane's four bytes as 16-bit numbers, or samples 2 and 3.
AVX2 static inline __m256i two_samples(__m256i fours, int place) {
  const __m128i first = _mm_setr_epi8(0, -1, 1, -1, 4, -1, 5, -1, 8, -1, 9, -1, 12, -1, 13, -1);
  const __m128i second = _mm_setr_epi8(2, -1, 3, -1, 6, -1, 7, -1, 10, -1, 11, -1, 14, -1, 15, -1);
  return _mm256_shuffle_epi8(fours, _mm256_broadcastsi128_si256(place ? second : first));
}

enum { CHANNEL_SIZE = 32, PAIR_SIZE = 3 * CHANNEL_SIZE };

AVX2 static inline void store_pairs(uint8_t *turned, __m256i fours) {
  store(turned, two_samples(fours, 0));
  store(turned + PAIR_SIZE, two_samples(fours, 1));
}

// Puts eight rows on their side: 32 bytes for every pair of pixels and each channel, row r's samples in 32-bit lane r.
AVX2 static void turn(const uint8_t *rows, size_t stride, int32_t width, uint8_t *turned) {
  for (int32_t x = 0; x < width; x += 4, rows += 12, turned += 2 * PAIR_SIZE) {
    __m256i r0 = two_rows(rows, stride), r1 = two_rows(rows + stride, stride);
    __m256i r2 = two_rows(rows + 2 * stride, stride), r3 = two_rows(rows + 3 * stride, stride);
    __m256i low01 = _mm256_unpacklo_epi32(r0, r1), low23 = _mm256_unpacklo_epi32(r2, r3);
    __m256i high01 = _mm256_unpackhi_epi32(r0, r1), high23 = _mm256_unpackhi_epi32(r2, r3);
    store_pairs(turned, _mm256_unpacklo_epi64(low01, low23));
    store_pairs(turned + CHANNEL_SIZE, _mm256_unpackhi_epi64(low01, low23));
    store_pairs(turned + 2 * CHANNEL_SIZE, _mm256_unpacklo_epi64(high01, high23));
  }
}

// The pass over eight rows that lie on their side.
AVX2 static void horizontal_8(const uint8_t *turned, const ck_taps *taps, int32_t out_width, uint8_t *upper, uint8_t *lower) {
  for (int32_t start = 0; start < out_width; start += 4) {
    __m256i columns[12];
#pragma clang loop unroll(full)
    for (int32_t i = 0; i < 4; i++) {
      // Past the end the last pixel is repeated, into the padding.
      ck_taps pixel = taps[start + i < out_width ? start + i : out_width - 1];
      const uint8_t *samples = turned + (size_t)pixel.first * 2 * PAIR_SIZE;
      split_sums red = no_samples(), green = red, blue = red;
      for (int32_t group = 0; group < pixel.count; group++) {
        for (int pair = 0; pair < 2; pair++, samples += PAIR_SIZE) {
          const int32_t *words = pixel.weights[group].words + 2 * pair;
          __m256i high = _mm256_set1_epi32(words[0]), low = _mm256_set1_epi32(words[1]);
          red = weighted(red, load(samples), high, low);
          green = weighted(green, load(samples + CHANNEL_SIZE), high, low);
          blue = weighted(blue, load(samples + 2 * CHANNEL_SIZE), high, low);
        }
      }
      columns[3 * i] = rounded(red);
      columns[3 * i + 1] = rounded(green);
      columns[3 * i + 2] = rounded(blue);
    }
#pragma clang loop unroll(full)
    for (int32_t i = 0; i < 12; i += 4) {
      __m256i bytes = packed_bytes(columns[i], columns[i + 1], columns[i + 2], columns[i + 3]);
      size_t offset = 4 * (3 * (size_t)start + (size_t)i);
      _mm_storeu_si128((__m128i *)(upper + offset), _mm256_castsi256_si128(bytes));
      _mm_storeu_si128((__m128i *)(lower + offset), _mm256_extracti128_si256(bytes, 1));
    }
  }
}

AVX2 static void horizontal(const uint8_t *rows, size_t stride, int32_t width, const ck_taps *taps, int32_t out_width,
                            uint8_t *const groups[4], uint8_t *scratch) {
  for (size_t half = 0; half < 2; half++) {
    turn(rows + 8 * half * stride, stride, width, scratch);
    horizontal_8(scratch, taps, out_width, groups[2 * half], groups[2 * half + 1]);
  }
}

AVX2 static inline __m256i vertical_32(const uint8_t *const *groups, pair_taps taps, size_t column) {
  split_sums sums[4] = {no_samples(), no_samples(), no_samples(), no_samples()};
  size_t pair = taps.first, end = taps.first + taps.count;
  const int32_t *words = taps.words;
  if (pair < end && pair % 2 == 1) {
    const uint8_t *samples = groups[pair / 2] + 4 * column;
    __m256i high = _mm256_set1_epi32(words[0]), low = _mm256_set1_epi32(words[1]);
    for (int i = 0; i < 4; i++) sums[i] = weighted(sums[i], two_samples(load(samples + 32 * i), 1), high, low);
    pair++, words += 2;
  }
  for (; pair + 2 <= end; pair += 2, words += 4) {
    const uint8_t *samples = groups[pair / 2] + 4 * column;
    __m256i high = _mm256_set1_epi32(words[0]), low = _mm256_set1_epi32(words[1]);
    __m256i second_high = _mm256_set1_epi32(words[2]), second_low = _mm256_set1_epi32(words[3]);
    for (int i = 0; i < 4; i++) {
      __m256i fours = load(samples + 32 * i);
      sums[i] = weighted(sums[i], two_samples(fours, 0), high, low);
      sums[i] = weighted(sums[i], two_samples(fours, 1), second_high, second_low);
    }
  }
  if (pair < end) {
    const uint8_t *samples = groups[pair / 2] + 4 * column;
    __m256i high = _mm256_set1_epi32(words[0]), low = _mm256_set1_epi32(words[1]);
    for (int i = 0; i < 4; i++) sums[i] = weighted(sums[i], two_samples(load(samples + 32 * i), 0), high, low);
  }
  __m256i bytes = packed_bytes(rounded(sums[0]), rounded(sums[1]), rounded(sums[2]), rounded(sums[3]));
  return _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

AVX2 static void vertical(const uint8_t *const *groups, ck_taps taps, size_t columns, uint8_t *row) {
  // The groups begin with the first that is needed.
  taps.first = 0;
  const pair_taps needed = pairs(taps);
  size_t column = 0;
  for (; column + 32 <= columns; column += 32) store(row + column, vertical_32(groups, needed, column));
  if (column == columns) return;
  uint8_t rest[32];
  store(rest, vertical_32(groups, needed, column));
  memcpy(row + column, rest, columns - column);
}

// Bytes of four rows, 32 columns each, to the bytes of each column side by side.
AVX2 static void group_rows(const uint8_t *rows, size_t stride, size_t columns, uint8_t *group) {
  for (size_t column = 0; column < columns; column += 32, rows += 32, group += 128) {
    __m256i r0 = load(rows), r1 = load(rows + stride), r2 = load(rows + 2 * stride), r3 = load(rows + 3 * stride);
    __m256i low01 = _mm256_unpacklo_epi8(r0, r1), low23 = _mm256_unpacklo_epi8(r2, r3);
    __m256i high01 = _mm256_unpackhi_epi8(r0, r1), high23 = _mm256_unpackhi_epi8(r2, r3);
    // Of each half of the columns: 0 to 3, 4 to 7, 8 to 11, 12 to 15.
    __m256i c0 = _mm256_unpacklo_epi16(low01, low23), c4 = _mm256_unpackhi_epi16(low01, low23);
    __m256i c8 = _mm256_unpacklo_epi16(high01, high23), c12 = _mm256_unpackhi_epi16(high01, high23);
    store(group, _mm256_permute2x128_si256(c0, c4, 0x20));
    store(group + 32, _mm256_permute2x128_si256(c8, c12, 0x20));
    store(group + 64, _mm256_permute2x128_si256(c0, c4, 0x31));
    store(group + 96, _mm256_permute2x128_si256(c8, c12, 0x31));
  }
}

// Eight columns of a group to one 64-bit lane a row.
AVX2 static inline __m256i eight_columns(const uint8_t *group) {
  const __m256i by_row = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
  return _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(load(group), by_row), _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

AVX2 static inline void separate_32(const uint8_t *group, __m256i rows[4]) {
  __m256i a = eight_columns(group), b = eight_columns(group + 32);
  __m256i c = eight_columns(group + 64), d = eight_columns(group + 96);
  __m256i even_ab = _mm256_unpacklo_epi64(a, b), even_cd = _mm256_unpacklo_epi64(c, d);
  __m256i odd_ab = _mm256_unpackhi_epi64(a, b), odd_cd = _mm256_unpackhi_epi64(c, d);
  rows[0] = _mm256_permute2x128_si256(even_ab, even_cd, 0x20);
  rows[1] = _mm256_permute2x128_si256(odd_ab, odd_cd, 0x20);
  rows[2] = _mm256_permute2x128_si256(even_ab, even_cd, 0x31);
  rows[3] = _mm256_permute2x128_si256(odd_ab, odd_cd, 0x31);
}

AVX2 static void separate_rows(const uint8_t *group, size_t columns, int32_t count, uint8_t *rows, size_t stride) {
  __m256i apart[4];
  size_t column = 0;
  for (; column + 32 <= columns; column += 32) {
    separate_32(group + 4 * column, apart);
    for (int32_t row = 0; row < count; row++) store(rows + (size_t)row * stride + column, apart[row]);
  }
  if (column == columns) return;
  separate_32(group + 4 * column, apart);
  for (int32_t row = 0; row < count; row++) memcpy(rows + (size_t)row * stride + column, &apart[row], columns - column);
}

const ck_kernels ck_avx2_kernels = {
    .set = CIS_AVX2,
    .name = "avx2",
    .l1 = l1,
    .squared_difference = squared_difference,
    .dot = dot,
    .moments = moments,
    .l1_tile = ck_avx2_l1_tile,
    .dot_tile = ck_avx2_dot_tile,
    .column_sums = ck_avx2_column_sums,
    .quad_sums = ck_avx2_quad_sums,
    .quantize = ck_avx2_quantize,
    .residual_energies = ck_avx2_residual_energies,
    .quantize_norms = ck_avx2_quantize_norms,
    .pack_weights = pack_weights,
    .horizontal = horizontal,
    .vertical = vertical,
    .group_rows = group_rows,
    .separate_rows = separate_rows,
    CK_FLOAT_KERNELS(avx2),
    .quantized_dot = ck_avx2_quantized_dot,
    CK_CODE_KERNELS(avx2),
};

#endif
