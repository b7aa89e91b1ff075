// Sums over two vectors in single precision. They choose ways through a graph; scores that are shown are computed elsewhere.

#ifndef CHNSW_DISTANCE_H
#define CHNSW_DISTANCE_H

#include "CHNSW.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef float (*chnsw_sum)(const float *a, const float *b, size_t count);

typedef struct chnsw_sums {
  /// Sum of a * b.
  chnsw_sum dot;
  /// Sum of (a - b)^2.
  chnsw_sum squared_difference;
} chnsw_sums;

/// Loops of the instruction set `set`, or plain ones where this build lacks it.
chnsw_sums chnsw_sums_for(cis_set set);

#ifdef __cplusplus
}
#endif

#endif
