// Products of queries with quantised embeddings by NEON.

#include "internal.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#define NAME(kernel) ck_neon_##kernel
#define TARGET
#define VECTOR static inline __attribute__((always_inline))

enum { ROWS = 4, QUERIES = 2, STEP = 8 };

typedef int32x4_t lanes;
typedef int16x8_t wide;

VECTOR lanes no_lanes(void) { return vdupq_n_s32(0); }
VECTOR wide widened(const uint8_t *bytes) { return vreinterpretq_s16_u16(vmovl_u8(vld1_u8(bytes))); }
VECTOR wide numbers(const int16_t *values) { return vld1q_s16(values); }
VECTOR int32_t total(lanes sums) { return vaddvq_s32(sums); }

VECTOR lanes plus_product(lanes sums, wide a, wide b) {
  return vmlal_high_s16(vmlal_s16(sums, vget_low_s16(a), vget_low_s16(b)), a, b);
}

#include "quantized_tiles.h"

#endif
