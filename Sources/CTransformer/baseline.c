// For every processor of the architecture. On arm64 these are vectors; on x86-64 a fused multiply-add is a call of the C
// library, which is slow and rounds as the others do.

#define TARGET
#define PANEL 1

#include "kernels.h"

const ct_kernels ct_baseline_kernels = KERNELS;
