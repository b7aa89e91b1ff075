// A picture that is decoded as a whole, for libraries that give no rows one by one, and handed out in rows.

#ifndef CIC_PICTURE_H
#define CIC_PICTURE_H

#include "decoder.h"

typedef struct cic_picture {
  // Rows without gaps; NULL until the picture is decoded.
  uint8_t *samples;
  uint32_t width;
  uint32_t height;
  uint32_t next_row;
  // 1 for an index into a palette, 3 for RGB, 4 for RGBA.
  uint32_t pixel_size;
} cic_picture;

/// Takes memory for the samples, which are zero.
cic_status cic_picture_reserve(cic_picture *picture, uint32_t width, uint32_t height, uint32_t pixel_size);

/// Frees the samples; the picture is then empty.
void cic_picture_release(cic_picture *picture);

/// Makes RGB of RGBA, in place; leaves RGB as it is.
void cic_picture_drop_fourth(cic_picture *picture);

/// Copies the next rows. Indices come out as their entries in `palette`, which may be NULL for others.
void cic_picture_copy_rows(cic_picture *picture, const uint8_t (*palette)[3], uint8_t *samples, size_t stride, uint32_t rows);

#endif
