// The samples of a TIFF as stored, and their conversion to 8-bit RGB.

#ifndef CIC_TIFF_SAMPLES_H
#define CIC_TIFF_SAMPLES_H

#include "decoder.h"

enum { CIC_TIFF_MAXIMUM_SAMPLES = 6 };

typedef enum cic_tiff_kind {
  CIC_TIFF_GRAY,
  CIC_TIFF_PALETTE,
  CIC_TIFF_RGB,
  CIC_TIFF_CMYK,
} cic_tiff_kind;

typedef struct cic_tiff_samples {
  cic_tiff_kind kind;
  uint32_t bits;
  int is_signed;
  int is_float;
  // Gray with 0 for white.
  int is_inverted;
  // Whether colours are multiplied by the alpha that follows them.
  int is_premultiplied;
  // Samples of a pixel in one plane.
  uint32_t step;
  // 3, or 4 with alpha or ink.
  uint32_t delivered;
  uint8_t palette[256][3];
} cic_tiff_samples;

/// Converts `width` pixels. `planes` has the start of each sample of the first pixel, in the byte order of the machine.
void cic_tiff_convert(const cic_tiff_samples *its, const uint8_t *const planes[CIC_TIFF_MAXIMUM_SAMPLES], uint32_t width,
                      uint8_t *target);

#endif
