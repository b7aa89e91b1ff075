#include "CInstructionSets.h"

bool cis_has(cis_set set) {
  switch (set) {
  case CIS_SCALAR: return true;
#if defined(__x86_64__)
  case CIS_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
  case CIS_AVX512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
#elif defined(__aarch64__)
  case CIS_NEON: return true;
#endif
  default: return false;
  }
}

bool cis_has_wide_byte_products(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vnni") || __builtin_cpu_supports("avxvnni");
#else
  return true;
#endif
}
