// From YCbCr to RGB, as newer versions of libheif do it: in fixed point, with each chroma sample taken for four pixels.

#ifndef CIC_HEIC_COLOURS_H
#define CIC_HEIC_COLOURS_H

#include <stddef.h>
#include <stdint.h>

/// What YCbCr means: its matrix, as numbered by ITU-T H.273, and whether samples take the whole of 0…255.
typedef struct cic_ycbcr {
  uint16_t matrix;
  int is_full_range;
} cic_ycbcr;

/// The planes of Y, Cb and Cr, or of R, G and B, of 8 bits per sample.
typedef struct cic_planes {
  uint8_t *samples[3];
  ptrdiff_t strides[3];
} cic_planes;

/// Whether `cic_convert_420` converts such colours: those of the full range and of a linear matrix.
int cic_can_convert(cic_ycbcr colours);

/// Converts a picture of `width` × `height` pixels, whose chroma has half as many rows and columns. Returns 0 when memory is out.
int cic_convert_420(cic_ycbcr colours, const cic_planes *from, const cic_planes *to, int width, int height);

#endif
