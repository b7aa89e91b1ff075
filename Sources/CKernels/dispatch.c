#include "internal.h"

const ck_kernels *ck_kernels_for(cis_set set) {
  if (!cis_has(set)) return 0;
  switch (set) {
  case CIS_SCALAR: return &ck_scalar_kernels;
#if defined(__x86_64__)
  case CIS_AVX2: return &ck_avx2_kernels;
  case CIS_AVX512: return &ck_avx512_kernels;
#elif defined(__aarch64__)
  case CIS_NEON: return &ck_neon_kernels;
#endif
  default: return 0;
  }
}

// For every group of four pixels and each channel, AVX2 keeps sixteen rows of four samples as 16-bit numbers: 128 bytes.
// The other sets need no more.
size_t ck_scratch_size(int32_t width) { return ((size_t)width + 3) / 4 * 3 * 128 + 64; }
