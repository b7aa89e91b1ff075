// The instruction sets that loops are written for, and which of them this processor has. All C targets with such loops, and
// `Kernels`, tell sets apart by this one type.

#ifndef CINSTRUCTIONSETS_H
#define CINSTRUCTIONSETS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A set stands for all the instructions named with it: loops of the set may use any of them.
typedef enum cis_set {
  /// Plain C.
  CIS_SCALAR,
  CIS_NEON,
  /// AVX2, FMA and F16C.
  CIS_AVX2,
  /// AVX-512 F, BW, DQ, VL and VNNI.
  CIS_AVX512,
  CIS_SET_COUNT,
} cis_set;

/// Whether this build has loops of `set`, and this processor all its instructions.
bool cis_has(cis_set set);

/// Whether products of unsigned and signed bytes are added without an overflow of 16 bits on the way (VNNI and the like).
bool cis_has_wide_byte_products(void);

#ifdef __cplusplus
}
#endif

#endif
