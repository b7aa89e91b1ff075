// NEON, on every 64-bit ARM. Multiplies 32-bit lanes, so weights need no splitting.

#include "internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>
#include <string.h>

// Samples after which 32-bit lanes are added to 64-bit ones. A lane takes at most 4 * 255 * 255 a 16-byte step, so
// 2^16 / 16 = 4,096 steps stay below 2^32.
enum { BLOCK = 1 << 16 };

// What is multiplied with what.
typedef enum factors { A_AND_B, DIFFERENCE_AND_ITSELF } factors;

static inline uint32x4_t products(uint32x4_t sums, uint8x16_t a, uint8x16_t b) {
  sums = vpadalq_u16(sums, vmull_u8(vget_low_u8(a), vget_low_u8(b)));
  return vpadalq_u16(sums, vmull_high_u8(a, b));
}

// The sum of the first factor and of the product of both over whole vectors; `*done` samples were taken. `factors` is a
// constant wherever this is inlined, and a sum that goes unused is not computed.
static inline __attribute__((always_inline)) ck_moments sums(const uint8_t *a, const uint8_t *b, size_t count,
                                                             factors factors, size_t *done) {
  uint64x2_t first = vdupq_n_u64(0), product = vdupq_n_u64(0);
  size_t i = 0, whole = count & ~(size_t)15;
  while (i < whole) {
    size_t end = whole - i < BLOCK ? whole : i + BLOCK;
    uint32x4_t block_first = vdupq_n_u32(0), block_product = vdupq_n_u32(0);
    for (; i < end; i += 16) {
      uint8x16_t x = vld1q_u8(a + i), y = vld1q_u8(b + i);
      if (factors == DIFFERENCE_AND_ITSELF) x = y = vabdq_u8(x, y);
      block_first = vpadalq_u16(block_first, vpaddlq_u8(x));
      block_product = products(block_product, x, y);
    }
    first = vpadalq_u32(first, block_first);
    product = vpadalq_u32(product, block_product);
  }
  *done = whole;
  return (ck_moments){vaddvq_u64(first), vaddvq_u64(product)};
}

static uint64_t l1(const uint8_t *a, const uint8_t *b, size_t count) {
  size_t done;
  uint64_t sum = sums(a, b, count, DIFFERENCE_AND_ITSELF, &done).sum;
  return sum + ck_scalar_l1(a + done, b + done, count - done);
}

static uint64_t squared_difference(const uint8_t *a, const uint8_t *b, size_t count) {
  size_t done;
  uint64_t sum = sums(a, b, count, DIFFERENCE_AND_ITSELF, &done).sum_of_squares;
  return sum + ck_scalar_squared_difference(a + done, b + done, count - done);
}

static uint64_t dot(const uint8_t *a, const uint8_t *b, size_t count) {
  size_t done;
  uint64_t sum = sums(a, b, count, A_AND_B, &done).sum_of_squares;
  return sum + ck_scalar_dot(a + done, b + done, count - done);
}

static ck_moments moments(const uint8_t *a, size_t count) {
  size_t done;
  ck_moments whole = sums(a, a, count, A_AND_B, &done);
  ck_moments tail = ck_scalar_moments(a + done, count - done);
  return (ck_moments){whole.sum + tail.sum, whole.sum_of_squares + tail.sum_of_squares};
}

static void l1_tile(const uint8_t *const *a, const uint8_t *const *b, size_t b_count, size_t count, uint64_t *sums) {
  ck_add_pairs(l1, a, b, b_count, count, sums);
}

static void dot_tile(const uint8_t *const *a, const uint8_t *const *b, size_t b_count, size_t count, uint64_t *sums) {
  ck_add_pairs(dot, a, b, b_count, count, sums);
}

static void column_sums(const uint8_t *rows, size_t stride, int32_t count, size_t columns, uint32_t *sums,
                        uint32_t *squares) {
  size_t column = 0;
  for (; column + 8 <= columns; column += 8) {
    uint32x4_t sum[2] = {vdupq_n_u32(0), vdupq_n_u32(0)}, square[2] = {vdupq_n_u32(0), vdupq_n_u32(0)};
    for (int32_t row = 0; row < count; row++) {
      uint8x8_t samples = vld1_u8(rows + (size_t)row * stride + column);
      uint16x8_t wide = vmovl_u8(samples), squared = vmull_u8(samples, samples);
      sum[0] = vaddw_u16(sum[0], vget_low_u16(wide));
      sum[1] = vaddw_high_u16(sum[1], wide);
      square[0] = vaddw_u16(square[0], vget_low_u16(squared));
      square[1] = vaddw_high_u16(square[1], squared);
    }
    vst1q_u32(sums + column, sum[0]);
    vst1q_u32(sums + column + 4, sum[1]);
    vst1q_u32(squares + column, square[0]);
    vst1q_u32(squares + column + 4, square[1]);
  }
  ck_scalar_kernels.column_sums(rows + column, stride, count, columns - column, sums + column, squares + column);
}

static void quad_sums(const uint8_t *rows, size_t stride, int32_t count, size_t cells, uint32_t *sums, uint32_t *squares) {
  size_t cell = 0;
  for (; cell + 4 <= cells; cell += 4) {
    uint32x4x3_t sum, square; // a channel each, of four cells
    for (int channel = 0; channel < 3; channel++) sum.val[channel] = square.val[channel] = vdupq_n_u32(0);
    for (int32_t row = 0; row < count; row++) {
      uint8x16x3_t pixels = vld3q_u8(rows + (size_t)row * stride + 12 * cell);
      for (int channel = 0; channel < 3; channel++) {
        uint8x16_t samples = pixels.val[channel];
        uint32x4_t low = vpaddlq_u16(vmull_u8(vget_low_u8(samples), vget_low_u8(samples)));
        uint32x4_t high = vpaddlq_u16(vmull_high_u8(samples, samples));
        sum.val[channel] = vpadalq_u16(sum.val[channel], vpaddlq_u8(samples));
        square.val[channel] = vaddq_u32(square.val[channel], vpaddq_u32(low, high));
      }
    }
    vst3q_u32(sums + 3 * cell, sum);
    vst3q_u32(squares + 3 * cell, square);
  }
  ck_scalar_quad_sums(rows + 12 * cell, stride, count, cells - cell, sums + 3 * cell, squares + 3 * cell);
}

static ck_packed_weights pack_weights(const int32_t weights[4]) {
  return (ck_packed_weights){{weights[0], weights[1], weights[2], weights[3]}};
}

// Sixteen sums.
typedef struct wide_sums {
  int32x4_t lanes[4];
} wide_sums;

static inline wide_sums no_samples(void) {
  int32x4_t rounding = vdupq_n_s32(CK_ROUNDING);
  return (wide_sums){{rounding, rounding, rounding, rounding}};
}

static inline wide_sums weighted(wide_sums sums, uint8x16_t samples, int32_t weight) {
  int16x8_t low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(samples)));
  int16x8_t high = vreinterpretq_s16_u16(vmovl_high_u8(samples));
  sums.lanes[0] = vmlaq_n_s32(sums.lanes[0], vmovl_s16(vget_low_s16(low)), weight);
  sums.lanes[1] = vmlaq_n_s32(sums.lanes[1], vmovl_high_s16(low), weight);
  sums.lanes[2] = vmlaq_n_s32(sums.lanes[2], vmovl_s16(vget_low_s16(high)), weight);
  sums.lanes[3] = vmlaq_n_s32(sums.lanes[3], vmovl_high_s16(high), weight);
  return sums;
}

// Sixteen samples, rounded and clamped.
static inline uint8x16_t clamped(wide_sums sums) {
  int16x8_t low = vcombine_s16(vqmovn_s32(vshrq_n_s32(sums.lanes[0], CK_FRACTION_BITS)),
                               vqmovn_s32(vshrq_n_s32(sums.lanes[1], CK_FRACTION_BITS)));
  int16x8_t high = vcombine_s16(vqmovn_s32(vshrq_n_s32(sums.lanes[2], CK_FRACTION_BITS)),
                                vqmovn_s32(vshrq_n_s32(sums.lanes[3], CK_FRACTION_BITS)));
  return vcombine_u8(vqmovun_s16(low), vqmovun_s16(high));
}

// Puts the strip on its side: 16 bytes, one per row, for every pixel and channel; zero up to a whole group of pixels.
static void turn(const uint8_t *rows, size_t stride, int32_t width, uint8_t *turned) {
  size_t columns = 3 * (size_t)width;
  for (size_t column = 0; column < columns; column++) {
    for (size_t row = 0; row < CK_STRIP_ROWS; row++) turned[CK_STRIP_ROWS * column + row] = rows[row * stride + column];
  }
  size_t padded = ((size_t)width + 3) / 4 * 12;
  memset(turned + CK_STRIP_ROWS * columns, 0, CK_STRIP_ROWS * (padded - columns));
}

static void horizontal(const uint8_t *rows, size_t stride, int32_t width, const ck_taps *taps, int32_t out_width,
                       uint8_t *const groups[4], uint8_t *scratch) {
  turn(rows, stride, width, scratch);
  for (int32_t x = 0; x < out_width; x++) {
    for (size_t channel = 0; channel < 3; channel++) {
      wide_sums sums = no_samples();
      for (int32_t group = 0; group < taps[x].count; group++) {
        for (int32_t i = 0; i < 4; i++) {
          size_t pixel = (size_t)(taps[x].first + group) * 4 + (size_t)i;
          sums = weighted(sums, vld1q_u8(scratch + CK_STRIP_ROWS * (3 * pixel + channel)), taps[x].weights[group].words[i]);
        }
      }
      uint32x4_t fours = vreinterpretq_u32_u8(clamped(sums));
      size_t offset = 4 * (3 * (size_t)x + channel);
      vst1q_lane_u32((uint32_t *)(void *)(groups[0] + offset), fours, 0);
      vst1q_lane_u32((uint32_t *)(void *)(groups[1] + offset), fours, 1);
      vst1q_lane_u32((uint32_t *)(void *)(groups[2] + offset), fours, 2);
      vst1q_lane_u32((uint32_t *)(void *)(groups[3] + offset), fours, 3);
    }
  }
}

static inline uint8x16_t vertical_16(const uint8_t *const *groups, ck_taps taps, size_t column) {
  wide_sums sums = no_samples();
  for (int32_t group = 0; group < taps.count; group++) {
    // Loading takes the four rows of a group apart again.
    uint8x16x4_t rows = vld4q_u8(groups[group] + 4 * column);
    for (int i = 0; i < 4; i++) sums = weighted(sums, rows.val[i], taps.weights[group].words[i]);
  }
  return clamped(sums);
}

static void vertical(const uint8_t *const *groups, ck_taps taps, size_t columns, uint8_t *row) {
  size_t column = 0;
  for (; column + 16 <= columns; column += 16) vst1q_u8(row + column, vertical_16(groups, taps, column));
  if (column == columns) return;
  uint8_t rest[16];
  vst1q_u8(rest, vertical_16(groups, taps, column));
  memcpy(row + column, rest, columns - column);
}

static inline uint8x16x4_t four_rows(const uint8_t *rows, size_t stride) {
  return (uint8x16x4_t){{vld1q_u8(rows), vld1q_u8(rows + stride), vld1q_u8(rows + 2 * stride), vld1q_u8(rows + 3 * stride)}};
}

static void group_rows(const uint8_t *rows, size_t stride, size_t columns, uint8_t *group) {
  for (size_t column = 0; column < columns; column += 16) vst4q_u8(group + 4 * column, four_rows(rows + column, stride));
}

static void separate_rows(const uint8_t *group, size_t columns, int32_t count, uint8_t *rows, size_t stride) {
  for (size_t column = 0; column < columns; column += 16) {
    uint8x16x4_t apart = vld4q_u8(group + 4 * column);
    size_t rest = columns - column;
    for (size_t row = 0; row < (size_t)count; row++) {
      uint8_t bytes[16];
      vst1q_u8(bytes, apart.val[row]);
      memcpy(rows + row * stride + column, bytes, rest < 16 ? rest : 16);
    }
  }
}

const ck_kernels ck_neon_kernels = {
    .set = CIS_NEON,
    .name = "neon",
    .l1 = l1,
    .squared_difference = squared_difference,
    .dot = dot,
    .moments = moments,
    .l1_tile = l1_tile,
    .dot_tile = dot_tile,
    .column_sums = column_sums,
    .quad_sums = quad_sums,
    .quantize = ck_scalar_quantize,
    .residual_energies = ck_scalar_residual_energies,
    .quantize_norms = ck_scalar_quantize_norms,
    .pack_weights = pack_weights,
    .horizontal = horizontal,
    .vertical = vertical,
    .group_rows = group_rows,
    .separate_rows = separate_rows,
    CK_FLOAT_KERNELS(neon),
    .quantized_dot = ck_neon_quantized_dot,
    CK_CODE_KERNELS(neon),
};

#endif
