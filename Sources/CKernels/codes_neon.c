// Rows of codes by NEON. Two products of codes up to 127 fit 16 bits, so neighbours are added there first.

#include "internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>
#include <string.h>

#define VECTOR static inline __attribute__((always_inline))

enum { STEP_SIZE = CK_PANEL_ROWS * CK_PANEL_STEP, ROWS_AT_ONCE = 4, PARTS = 4 };

// Four rows of a panel against a panel.
VECTOR void four_rows(const int8_t *a, const int8_t *b, size_t steps, int32_t *sums, size_t stride) {
  int32x4_t lanes[ROWS_AT_ONCE][PARTS];
  for (size_t i = 0; i < ROWS_AT_ONCE; i++) {
    for (size_t part = 0; part < PARTS; part++) lanes[i][part] = vdupq_n_s32(0);
  }
  for (size_t step = 0; step < steps; step++) {
    for (size_t i = 0; i < ROWS_AT_ONCE; i++) {
      int32_t codes;
      memcpy(&codes, a + step * STEP_SIZE + i * CK_PANEL_STEP, sizeof codes);
      int8x8_t row = vreinterpret_s8_s32(vdup_n_s32(codes));
      for (size_t part = 0; part < PARTS; part++) {
        int8x16_t columns = vld1q_s8(b + step * STEP_SIZE + 16 * part);
        int16x8_t low = vmull_s8(vget_low_s8(columns), row), high = vmull_s8(vget_high_s8(columns), row);
        lanes[i][part] = vpadalq_s16(lanes[i][part], vpaddq_s16(low, high));
      }
    }
  }
  for (size_t i = 0; i < ROWS_AT_ONCE; i++) {
    for (size_t part = 0; part < PARTS; part++) vst1q_s32(sums + i * stride + 4 * part, lanes[i][part]);
  }
}

void ck_neon_code_products(const int8_t *a, size_t a_panels, const int8_t *b, size_t b_panels, size_t steps, int32_t *sums) {
  const size_t stride = CK_PANEL_ROWS * b_panels;
  for (size_t i = 0; i < CK_PANEL_ROWS * a_panels; i += ROWS_AT_ONCE) {
    const int8_t *rows = a + i / CK_PANEL_ROWS * steps * STEP_SIZE + i % CK_PANEL_ROWS * CK_PANEL_STEP;
    for (size_t j = 0; j < b_panels; j++) {
      four_rows(rows, b + j * steps * STEP_SIZE, steps, sums + i * stride + j * CK_PANEL_ROWS, stride);
    }
  }
}

// Which lanes are wanted is told by the plain loop, once there is any.
size_t ck_neon_code_candidates(const int32_t *sums, ck_code_facts a, size_t a_panels, ck_code_facts b, size_t b_panels,
                               uint32_t *pairs) {
  size_t count = 0;
  for (size_t i = 0; i < CK_PANEL_ROWS * a_panels; i++) {
    const float32x4_t height = vdupq_n_f32(a.heights[i]);
    for (size_t j = 0; j < CK_PANEL_ROWS * b_panels; j += 4, sums += 4) {
      float32x4_t product = vmulq_n_f32(vcvtq_f32_s32(vld1q_s32(sums)), a.scales[i]);
      product = vmulq_f32(product, vld1q_f32(b.scales + j));
      float32x4_t first = vmulq_n_f32(vld1q_f32(b.errors + j), a.norms[i]);
      float32x4_t second = vmulq_n_f32(vld1q_f32(b.norms + j), a.errors[i]);
      float32x4_t bound = vaddq_f32(product, vaddq_f32(first, second));
      uint32x4_t found = vcgeq_f32(bound, vaddq_f32(height, vld1q_f32(b.heights + j)));
      if (vmaxvq_u32(found) == 0) continue;
      uint32_t lanes[4];
      vst1q_u32(lanes, found);
      for (size_t lane = 0; lane < 4; lane++) {
        if (lanes[lane] != 0) pairs[count++] = (uint32_t)(i << 16 | (j + lane));
      }
    }
  }
  return count;
}

#endif
