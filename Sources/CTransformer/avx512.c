#if defined(__x86_64__)

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define PANEL 4

#include "kernels.h"

const ct_kernels ct_avx512_kernels = KERNELS;

#endif
