// AVX-512 with VNNI, whose dot product of four unsigned by four signed bytes fits both jobs:
// - scores: a * (b - 128) instead of a * b makes the second factor signed; 128 * sum(a) puts it right;
// - resizing: a 22-bit weight is three signed bytes in base 256, and four neighbouring samples are one 32-bit lane.

#include "internal.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

// What is multiplied with what.
typedef enum factors { A_AND_B, DIFFERENCE_AND_ITSELF } factors;

typedef struct lane_sums {
  __m512i first;   // 8 × 64 bits: sums of the first factor
  __m512i product; // 16 × 32 bits: sums of first * (second - 128)
} lane_sums;

AVX512 static inline __m512i load(const uint8_t *bytes) { return _mm512_loadu_si512(bytes); }

// Loads samples, of which there may be many more.
AVX512 static inline __m512i stream(const uint8_t *bytes) {
  __builtin_prefetch(bytes + CK_LOOK_AHEAD);
  return load(bytes);
}

// The first `rest` < 64 bytes, the others zero.
AVX512 static inline __m512i load_tail(const uint8_t *bytes, size_t rest) {
  return _mm512_maskz_loadu_epi8(((__mmask64)1 << rest) - 1, bytes);
}

AVX512 static inline __m512i widened(__m512i lanes) {
  return _mm512_add_epi64(_mm512_cvtepi32_epi64(_mm512_castsi512_si256(lanes)),
                          _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64(lanes, 1)));
}

AVX512 static inline uint64_t total(__m512i lanes) { return (uint64_t)_mm512_reduce_add_epi64(lanes); }

AVX512 static inline lane_sums added(lane_sums sums, __m512i a, __m512i b, factors factors) {
  if (factors == DIFFERENCE_AND_ITSELF) a = b = _mm512_sub_epi8(_mm512_max_epu8(a, b), _mm512_min_epu8(a, b));
  sums.first = _mm512_add_epi64(sums.first, _mm512_sad_epu8(a, _mm512_setzero_si512()));
  sums.product = _mm512_dpbusd_epi32(sums.product, a, _mm512_xor_si512(b, _mm512_set1_epi8((char)0x80)));
  return sums;
}

// The sum of the first factor and of the product of both. `factors` is a constant wherever this is inlined.
AVX512 static inline __attribute__((always_inline)) ck_moments sums(const uint8_t *a, const uint8_t *b, size_t count,
                                                                    factors factors) {
  const lane_sums zero = {_mm512_setzero_si512(), _mm512_setzero_si512()};
  __m512i first = _mm512_setzero_si512(), product = _mm512_setzero_si512();
  for (size_t i = 0; i < count;) {
    size_t end = count - i < CK_BLOCK ? count : i + CK_BLOCK;
    // Two accumulators hide the latency of the dot product.
    lane_sums even = zero, odd = zero;
    for (; i + 128 <= end; i += 128) {
      even = added(even, stream(a + i), stream(b + i), factors);
      odd = added(odd, stream(a + i + 64), stream(b + i + 64), factors);
    }
    if (i + 64 <= end) {
      even = added(even, load(a + i), load(b + i), factors);
      i += 64;
    }
    odd = added(odd, load_tail(a + i, end - i), load_tail(b + i, end - i), factors);
    i = end;
    first = _mm512_add_epi64(first, _mm512_add_epi64(even.first, odd.first));
    product = _mm512_add_epi64(product, _mm512_add_epi64(widened(even.product), widened(odd.product)));
  }
  uint64_t sum = total(first);
  return (ck_moments){sum, total(product) + 128 * sum};
}

AVX512 static uint64_t l1(const uint8_t *a, const uint8_t *b, size_t count) {
  __m512i even = _mm512_setzero_si512(), odd = _mm512_setzero_si512();
  size_t i = 0;
  for (; i + 128 <= count; i += 128) {
    even = _mm512_add_epi64(even, _mm512_sad_epu8(stream(a + i), stream(b + i)));
    odd = _mm512_add_epi64(odd, _mm512_sad_epu8(stream(a + i + 64), stream(b + i + 64)));
  }
  if (i + 64 <= count) {
    even = _mm512_add_epi64(even, _mm512_sad_epu8(load(a + i), load(b + i)));
    i += 64;
  }
  odd = _mm512_add_epi64(odd, _mm512_sad_epu8(load_tail(a + i, count - i), load_tail(b + i, count - i)));
  return total(_mm512_add_epi64(even, odd));
}

AVX512 static uint64_t squared_difference(const uint8_t *a, const uint8_t *b, size_t count) {
  return sums(a, b, count, DIFFERENCE_AND_ITSELF).sum_of_squares;
}

AVX512 static uint64_t dot(const uint8_t *a, const uint8_t *b, size_t count) {
  return sums(a, b, count, A_AND_B).sum_of_squares;
}

AVX512 static ck_moments moments(const uint8_t *a, size_t count) { return sums(a, a, count, A_AND_B); }

// w = word[2] * 65536 + word[1] * 256 + word[0], each a signed byte; a word holds those of the four weights. With 128 added to each
// digit they are the bytes of a number.
static ck_packed_weights pack_weights(const int32_t weights[4]) {
  ck_packed_weights packed = {{0}};
  for (int i = 0; i < 4; i++) {
    uint32_t digits = ((uint32_t)weights[i] + 0x808080) ^ 0x808080;
    for (int digit = 0; digit < 3; digit++) {
      packed.words[digit] = (int32_t)((uint32_t)packed.words[digit] | (digits >> 8 * digit & 0xff) << 8 * i);
    }
  }
  return packed;
}

// Sums of samples times each of the three digits.
typedef struct digit_sums {
  __m512i digits[3];
} digit_sums;

AVX512 static inline digit_sums no_samples(void) {
  return (digit_sums){{_mm512_set1_epi32(CK_ROUNDING), _mm512_setzero_si512(), _mm512_setzero_si512()}};
}

AVX512 static inline digit_sums weighted(digit_sums sums, __m512i samples, const ck_packed_weights *weights) {
  for (int digit = 0; digit < 3; digit++) {
    sums.digits[digit] = _mm512_dpbusd_epi32(sums.digits[digit], samples, _mm512_set1_epi32(weights->words[digit]));
  }
  return sums;
}

// 16 samples, not yet clamped.
AVX512 static inline __m512i rounded(digit_sums sums) {
  __m512i sum = _mm512_add_epi32(_mm512_slli_epi32(sums.digits[2], 16), _mm512_slli_epi32(sums.digits[1], 8));
  return _mm512_srai_epi32(_mm512_add_epi32(sum, sums.digits[0]), CK_FRACTION_BITS);
}

// Clamps to bytes. In each 128-bit lane: four samples of a, of b, of c, of d.
AVX512 static inline __m512i packed_bytes(__m512i a, __m512i b, __m512i c, __m512i d) {
  return _mm512_packus_epi16(_mm512_packs_epi32(a, b), _mm512_packs_epi32(c, d));
}

// Four rows' next four pixels to one 128-bit lane a row: RRRR GGGG BBBB and four bytes of no use.
AVX512 static inline __m512i four_rows(const uint8_t *pixels, size_t stride) {
  const __m512i by_channel = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 12, 13, 14, 15));
  __m512i rows = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)pixels));
  rows = _mm512_inserti32x4(rows, _mm_loadu_si128((const __m128i *)(pixels + 4 * stride)), 1);
  rows = _mm512_inserti32x4(rows, _mm_loadu_si128((const __m128i *)(pixels + 8 * stride)), 2);
  rows = _mm512_inserti32x4(rows, _mm_loadu_si128((const __m128i *)(pixels + 12 * stride)), 3);
  return _mm512_shuffle_epi8(rows, by_channel);
}

// Puts the strip on its side: 64 bytes for every group of four pixels and each channel, row r's four samples in lane r.
AVX512 static void turn(const uint8_t *rows, size_t stride, int32_t width, uint8_t *turned) {
  for (int32_t x = 0; x < width; x += 4, rows += 12, turned += 3 * 64) {
    __m512i r0 = four_rows(rows, stride), r1 = four_rows(rows + stride, stride);
    __m512i r2 = four_rows(rows + 2 * stride, stride), r3 = four_rows(rows + 3 * stride, stride);
    __m512i low01 = _mm512_unpacklo_epi32(r0, r1), low23 = _mm512_unpacklo_epi32(r2, r3);
    __m512i high01 = _mm512_unpackhi_epi32(r0, r1), high23 = _mm512_unpackhi_epi32(r2, r3);
    _mm512_storeu_si512(turned, _mm512_unpacklo_epi64(low01, low23));
    _mm512_storeu_si512(turned + 64, _mm512_unpackhi_epi64(low01, low23));
    _mm512_storeu_si512(turned + 128, _mm512_unpacklo_epi64(high01, high23));
  }
}

AVX512 static void horizontal(const uint8_t *rows, size_t stride, int32_t width, const ck_taps *taps, int32_t out_width,
                              uint8_t *const groups[4], uint8_t *scratch) {
  turn(rows, stride, width, scratch);
  for (int32_t start = 0; start < out_width; start += 4) {
    __m512i columns[12];
#pragma clang loop unroll(full)
    for (int32_t i = 0; i < 4; i++) {
      // Past the end the last pixel is repeated, into the padding.
      ck_taps pixel = taps[start + i < out_width ? start + i : out_width - 1];
      const uint8_t *samples = scratch + (size_t)pixel.first * 3 * 64;
      digit_sums red = no_samples(), green = red, blue = red;
      for (int32_t group = 0; group < pixel.count; group++, samples += 3 * 64) {
        red = weighted(red, load(samples), pixel.weights + group);
        green = weighted(green, load(samples + 64), pixel.weights + group);
        blue = weighted(blue, load(samples + 128), pixel.weights + group);
      }
      columns[3 * i] = rounded(red);
      columns[3 * i + 1] = rounded(green);
      columns[3 * i + 2] = rounded(blue);
    }
#pragma clang loop unroll(full)
    for (int32_t i = 0; i < 12; i += 4) {
      __m512i bytes = packed_bytes(columns[i], columns[i + 1], columns[i + 2], columns[i + 3]);
      size_t offset = 4 * (3 * (size_t)start + (size_t)i);
      _mm_storeu_si128((__m128i *)(groups[0] + offset), _mm512_castsi512_si128(bytes));
      _mm_storeu_si128((__m128i *)(groups[1] + offset), _mm512_extracti32x4_epi32(bytes, 1));
      _mm_storeu_si128((__m128i *)(groups[2] + offset), _mm512_extracti32x4_epi32(bytes, 2));
      _mm_storeu_si128((__m128i *)(groups[3] + offset), _mm512_extracti32x4_epi32(bytes, 3));
    }
  }
}

AVX512 static inline __m512i vertical_64(const uint8_t *const *groups, ck_taps taps, size_t column) {
  digit_sums sums[4] = {no_samples(), no_samples(), no_samples(), no_samples()};
  for (int32_t group = 0; group < taps.count; group++) {
    const uint8_t *samples = groups[group] + 4 * column;
    for (int i = 0; i < 4; i++) sums[i] = weighted(sums[i], load(samples + 64 * i), taps.weights + group);
  }
  __m512i bytes = packed_bytes(rounded(sums[0]), rounded(sums[1]), rounded(sums[2]), rounded(sums[3]));
  return _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), bytes);
}

AVX512 static void vertical(const uint8_t *const *groups, ck_taps taps, size_t columns, uint8_t *row) {
  size_t column = 0;
  for (; column + 64 <= columns; column += 64) _mm512_storeu_si512(row + column, vertical_64(groups, taps, column));
  if (column == columns) return;
  __mmask64 rest = ((__mmask64)1 << (columns - column)) - 1;
  _mm512_mask_storeu_epi8(row + column, rest, vertical_64(groups, taps, column));
}

// Transposes four vectors of four 128-bit lanes.
AVX512 static inline void transpose_lanes(__m512i vectors[4]) {
  __m512i low01 = _mm512_shuffle_i32x4(vectors[0], vectors[1], 0x44), low23 = _mm512_shuffle_i32x4(vectors[2], vectors[3], 0x44);
  __m512i high01 = _mm512_shuffle_i32x4(vectors[0], vectors[1], 0xee), high23 = _mm512_shuffle_i32x4(vectors[2], vectors[3], 0xee);
  vectors[0] = _mm512_shuffle_i32x4(low01, low23, 0x88);
  vectors[1] = _mm512_shuffle_i32x4(low01, low23, 0xdd);
  vectors[2] = _mm512_shuffle_i32x4(high01, high23, 0x88);
  vectors[3] = _mm512_shuffle_i32x4(high01, high23, 0xdd);
}

// Bytes of four rows, 64 columns each, to the bytes of each column side by side.
AVX512 static void group_rows(const uint8_t *rows, size_t stride, size_t columns, uint8_t *group) {
  for (size_t column = 0; column < columns; column += 64, rows += 64, group += 256) {
    __m512i r0 = load(rows), r1 = load(rows + stride), r2 = load(rows + 2 * stride), r3 = load(rows + 3 * stride);
    __m512i low01 = _mm512_unpacklo_epi8(r0, r1), low23 = _mm512_unpacklo_epi8(r2, r3);
    __m512i high01 = _mm512_unpackhi_epi8(r0, r1), high23 = _mm512_unpackhi_epi8(r2, r3);
    // Of each quarter of the columns: 0 to 3, 4 to 7, 8 to 11, 12 to 15.
    __m512i fours[4] = {_mm512_unpacklo_epi16(low01, low23), _mm512_unpackhi_epi16(low01, low23),
                        _mm512_unpacklo_epi16(high01, high23), _mm512_unpackhi_epi16(high01, high23)};
    transpose_lanes(fours);
    for (int i = 0; i < 4; i++) _mm512_storeu_si512(group + 64 * i, fours[i]);
  }
}

AVX512 static inline void separate_64(const uint8_t *group, __m512i rows[4]) {
  const __m512i by_row = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
  const __m512i together = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  for (int i = 0; i < 4; i++) {
    rows[i] = _mm512_permutexvar_epi32(together, _mm512_shuffle_epi8(load(group + 64 * i), by_row));
  }
  transpose_lanes(rows);
}

AVX512 static void separate_rows(const uint8_t *group, size_t columns, int32_t count, uint8_t *rows, size_t stride) {
  for (size_t column = 0; column < columns; column += 64) {
    __m512i apart[4];
    separate_64(group + 4 * column, apart);
    size_t rest = columns - column;
    __mmask64 mask = rest < 64 ? ((__mmask64)1 << rest) - 1 : ~(__mmask64)0;
    for (int32_t row = 0; row < count; row++) _mm512_mask_storeu_epi8(rows + (size_t)row * stride + column, mask, apart[row]);
  }
}

const ck_kernels ck_avx512_kernels = {
    .set = CIS_AVX512,
    .name = "avx512",
    .l1 = l1,
    .squared_difference = squared_difference,
    .dot = dot,
    .moments = moments,
    .l1_tile = ck_avx512_l1_tile,
    .dot_tile = ck_avx512_dot_tile,
    .column_sums = ck_avx2_column_sums,
    .quad_sums = ck_avx512_quad_sums,
    .quantize = ck_avx2_quantize,
    .residual_energies = ck_avx512_residual_energies,
    .quantize_norms = ck_avx2_quantize_norms,
    .pack_weights = pack_weights,
    .horizontal = horizontal,
    .vertical = vertical,
    .group_rows = group_rows,
    .separate_rows = separate_rows,
    CK_FLOAT_KERNELS(avx512),
    .quantized_dot = ck_avx512_quantized_dot,
    CK_CODE_KERNELS(avx512),
};

#endif
