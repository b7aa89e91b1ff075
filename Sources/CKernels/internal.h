// The declarations that the kernel sets share.

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

/// The distance at which samples are prefetched. The processor does so by itself, but arithmetic on what
/// is here holds it up; a hint costs nothing, also past the end of an array.
enum { CK_LOOK_AHEAD = 1024 };

/// More than rounding can take from squares - sum * sum / area: squares are below 2^32, so it errs by less than 2^-20.
static const double ck_energy_slack = 1.0 / (1 << 19);

/// Added to a norm before it is cut off to a whole number: one rounds up, and the rest makes up for what single precision
/// lacks, a few parts in 2^24 of at most 255.
static const float ck_norm_addend = 1.0005f;

extern const ck_kernels ck_scalar_kernels;

// The kernels for embeddings of one instruction set.
#define CK_DECLARE_FLOAT_KERNELS(set)                                                                                 \
  void ck_##set##_float_l1(ck_float_queries queries, ck_float_rows rows, double *sums);                               \
  void ck_##set##_float_squared_difference(ck_float_queries queries, ck_float_rows rows, double *sums);               \
  void ck_##set##_float_dot(ck_float_queries queries, ck_float_rows rows, double *sums);                              \
  void ck_##set##_float_shifted_dot(ck_float_queries queries, ck_float_rows rows, const float *shifts, double *sums); \
  void ck_##set##_float_moments(ck_float_rows rows, const float *shifts, double *sums, double *squares)

#define CK_FLOAT_KERNELS(set)                                                                            \
  .float_l1 = ck_##set##_float_l1, .float_squared_difference = ck_##set##_float_squared_difference,      \
  .float_dot = ck_##set##_float_dot, .float_shifted_dot = ck_##set##_float_shifted_dot,                  \
  .float_moments = ck_##set##_float_moments

// The kernels for rows of codes of one instruction set.
#define CK_DECLARE_CODE_KERNELS(set)                                                                                          \
  void ck_##set##_code_products(const int8_t *a, size_t a_panels, const int8_t *b, size_t b_panels, size_t steps,             \
                                int32_t *sums);                                                                               \
  size_t ck_##set##_code_candidates(const int32_t *sums, ck_code_facts a, size_t a_panels, ck_code_facts b, size_t b_panels, \
                                    uint32_t *pairs)

#define CK_CODE_KERNELS(set) .code_products = ck_##set##_code_products, .code_candidates = ck_##set##_code_candidates

CK_DECLARE_FLOAT_KERNELS(scalar);
void ck_scalar_quantized_dot(ck_quantized_queries queries, const uint8_t *rows, size_t count, int32_t *sums);
CK_DECLARE_CODE_KERNELS(scalar);

// Tails shorter than a vector go through the plain loops.
uint64_t ck_scalar_l1(const uint8_t *a, const uint8_t *b, size_t count);
uint64_t ck_scalar_squared_difference(const uint8_t *a, const uint8_t *b, size_t count);
uint64_t ck_scalar_dot(const uint8_t *a, const uint8_t *b, size_t count);
ck_moments ck_scalar_moments(const uint8_t *a, size_t count);

void ck_scalar_quad_sums(const uint8_t *rows, size_t stride, int32_t count, size_t cells, uint32_t *sums, uint32_t *squares);

// NEON leaves these to the compiler, which makes vectors of them.
ck_quantization ck_scalar_quantize(const uint32_t *sums, size_t count, uint32_t area, uint8_t *means);
void ck_scalar_residual_energies(const uint32_t *sums, const uint32_t *squares, const double *inverse_areas, size_t count,
                                 double *energies);
void ck_scalar_quantize_norms(const double *energies, size_t count, double scale, uint8_t *norms);

// A tile pair by pair.
static inline void ck_add_pairs(uint64_t (*sum)(const uint8_t *, const uint8_t *, size_t), const uint8_t *const *a,
                                const uint8_t *const *b, size_t b_count, size_t count, uint64_t *sums) {
  for (size_t j = 0; j < b_count; j++) {
    for (size_t i = 0; i < CK_TILE_ROWS; i++) sums[CK_TILE_ROWS * j + i] += sum(a[i], b[j], count);
  }
}

#if defined(__x86_64__)
extern const ck_kernels ck_avx2_kernels;
CK_DECLARE_FLOAT_KERNELS(avx2);
CK_DECLARE_FLOAT_KERNELS(avx512);
void ck_avx2_quantized_dot(ck_quantized_queries queries, const uint8_t *rows, size_t count, int32_t *sums);
void ck_avx512_quantized_dot(ck_quantized_queries queries, const uint8_t *rows, size_t count, int32_t *sums);
CK_DECLARE_CODE_KERNELS(avx2);
CK_DECLARE_CODE_KERNELS(avx512);
void ck_avx2_l1_tile(const uint8_t *const *a, const uint8_t *const *b, size_t b_count, size_t count, uint64_t *sums);
void ck_avx2_dot_tile(const uint8_t *const *a, const uint8_t *const *b, size_t b_count, size_t count, uint64_t *sums);
void ck_avx512_l1_tile(const uint8_t *const *a, const uint8_t *const *b, size_t b_count, size_t count, uint64_t *sums);
void ck_avx512_dot_tile(const uint8_t *const *a, const uint8_t *const *b, size_t b_count, size_t count, uint64_t *sums);
void ck_avx2_quad_sums(const uint8_t *rows, size_t stride, int32_t count, size_t cells, uint32_t *sums, uint32_t *squares);
void ck_avx512_quad_sums(const uint8_t *rows, size_t stride, int32_t count, size_t cells, uint32_t *sums, uint32_t *squares);
void ck_avx512_residual_energies(const uint32_t *sums, const uint32_t *squares, const double *inverse_areas, size_t count,
                                 double *energies);
// Wider registers gain little here, so AVX-512 takes these over.
void ck_avx2_column_sums(const uint8_t *rows, size_t stride, int32_t count, size_t columns, uint32_t *sums,
                         uint32_t *squares);
ck_quantization ck_avx2_quantize(const uint32_t *sums, size_t count, uint32_t area, uint8_t *means);
void ck_avx2_residual_energies(const uint32_t *sums, const uint32_t *squares, const double *inverse_areas, size_t count,
                               double *energies);
void ck_avx2_quantize_norms(const double *energies, size_t count, double scale, uint8_t *norms);
extern const ck_kernels ck_avx512_kernels;
#endif
#if defined(__aarch64__)
CK_DECLARE_FLOAT_KERNELS(neon);
void ck_neon_quantized_dot(ck_quantized_queries queries, const uint8_t *rows, size_t count, int32_t *sums);
CK_DECLARE_CODE_KERNELS(neon);
extern const ck_kernels ck_neon_kernels;
#endif

#endif
