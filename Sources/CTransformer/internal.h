// The sets of kernels.

#ifndef CT_INTERNAL_H
#define CT_INTERNAL_H

#include "CTransformer.h"

extern const ct_kernels ct_baseline_kernels;
#if defined(__x86_64__)
extern const ct_kernels ct_avx2_kernels;
extern const ct_kernels ct_avx512_kernels;
#endif

#endif
