#if defined(__x86_64__)

#define TARGET __attribute__((target("avx2,fma")))
#define PANEL 1

#include "kernels.h"

const ct_kernels ct_avx2_kernels = KERNELS;

#endif
