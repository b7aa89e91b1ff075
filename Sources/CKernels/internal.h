// What the kernel sets share.

#ifndef CK_INTERNAL_H
#define CK_INTERNAL_H

#include "CKernels.h"

enum {
  CK_FRACTION_BITS = 22,
  CK_ROUNDING = 1 << (CK_FRACTION_BITS - 1),
  /// Samples after which 32-bit lanes are added to 64-bit ones. A lane takes at most 4 * 255 * 255 at a time, and at
  /// most once in 64 samples: 2^18 / 64 = 4,096 times stay below 2^31.
  CK_BLOCK = 1 << 18,
};

extern const ck_kernels ck_scalar_kernels;

// Tails shorter than a vector go through the plain loops.
uint64_t ck_scalar_l1(const uint8_t *a, const uint8_t *b, size_t count);
uint64_t ck_scalar_squared_difference(const uint8_t *a, const uint8_t *b, size_t count);
uint64_t ck_scalar_dot(const uint8_t *a, const uint8_t *b, size_t count);
ck_moments ck_scalar_moments(const uint8_t *a, size_t count);

#if defined(__x86_64__)
extern const ck_kernels ck_avx2_kernels;
// Wider registers gain nothing here, so AVX-512 takes it over.
void ck_avx2_column_sums(const uint8_t *rows, size_t stride, int32_t count, size_t columns, uint32_t *sums,
                         uint32_t *squares);
extern const ck_kernels ck_avx512_kernels;
#endif
#if defined(__aarch64__)
extern const ck_kernels ck_neon_kernels;
#endif

#endif
