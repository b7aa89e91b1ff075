#include "internal.h"

const ck_kernels *ck_kernels_for(ck_simd simd) {
  switch (simd) {
  case CK_SCALAR: return &ck_scalar_kernels;
#if defined(__x86_64__)
  case CK_AVX2: return __builtin_cpu_supports("avx2") ? &ck_avx2_kernels : 0;
  case CK_AVX512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni")
               ? &ck_avx512_kernels
               : 0;
#endif
#if defined(__aarch64__)
  case CK_NEON: return &ck_neon_kernels;
#endif
  default: return 0;
  }
}

// For every group of four pixels and each channel, AVX2 keeps sixteen rows of four samples as 16-bit numbers: 128 bytes.
// The other sets need no more.
size_t ck_scratch_size(int32_t width) { return ((size_t)width + 3) / 4 * 3 * 128 + 64; }
