#include "internal.h"

const ct_kernels *ct_kernels_for(ct_instructions instructions) {
  switch (instructions) {
  case CT_BASELINE: return &ct_baseline_kernels;
#if defined(__x86_64__)
  case CT_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &ct_avx2_kernels : 0;
  case CT_AVX512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
               ? &ct_avx512_kernels
               : 0;
#endif
  default: return 0;
  }
}

int ct_has_wide_byte_products(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vnni") || __builtin_cpu_supports("avxvnni");
#else
  return 1;
#endif
}

// Turned keys, values, scores of 48 queries and their sums.
size_t ct_attention_scratch(size_t key_count, size_t head_width) {
  const size_t keys = (key_count + 15) / 16 * 16, width = (head_width + 15) / 16 * 16;
  return 2 * keys * width + 48 * (keys + width);
}
