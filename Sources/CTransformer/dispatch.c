#include "internal.h"

const ct_kernels *ct_kernels_for(cis_set set) {
  if (!cis_has(set)) return 0;
  switch (set) {
#if defined(__x86_64__)
  case CIS_AVX2: return &ct_avx2_kernels;
  case CIS_AVX512: return &ct_avx512_kernels;
#endif
  default: return &ct_baseline_kernels;
  }
}

// Turned keys, values, scores of 48 queries and their sums.
size_t ct_attention_scratch(size_t key_count, size_t head_width) {
  const size_t keys = (key_count + 15) / 16 * 16, width = (head_width + 15) / 16 * 16;
  return 2 * keys * width + 48 * (keys + width);
}
