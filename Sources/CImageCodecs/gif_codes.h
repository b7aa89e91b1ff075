// The compressed picture data of GIF.

#ifndef CIC_GIF_CODES_H
#define CIC_GIF_CODES_H

#include "decoder.h"

typedef enum cic_gif_outcome {
  CIC_GIF_DONE,
  // The file ends before the picture does.
  CIC_GIF_CUT,
  // The data say that they end before the picture does.
  CIC_GIF_SHORT,
  // A code that stands for nothing.
  CIC_GIF_INVALID,
} cic_gif_outcome;

/// Expands `wanted` indices from blocks of variable-length codes (GIF89a, appendix F). What comes after the last of them is not looked at.
///
/// `blocks` begins with the length of the first block; `bits`, at most 12, is the size of the codes of single indices.
cic_gif_outcome cic_gif_expand(const uint8_t *blocks, size_t count, uint32_t bits, uint8_t *indices, size_t wanted);

#endif
