// The headers of a BMP file.

#ifndef CIC_BMP_HEADER_H
#define CIC_BMP_HEADER_H

#include "decoder.h"

typedef enum cic_bmp_layout {
  // 1, 4 or 8 bits: indices into the palette.
  CIC_BMP_INDICES,
  CIC_BMP_RLE8,
  CIC_BMP_RLE4,
  // 16 bits: five each of red, green and blue, or six of green.
  CIC_BMP_555,
  CIC_BMP_565,
  // 24 or 32 bits: a byte each, in the order of `places`.
  CIC_BMP_BYTES,
} cic_bmp_layout;

typedef struct cic_bmp_header {
  uint32_t width;
  uint32_t height;
  int is_top_down;
  uint32_t bits;
  cic_bmp_layout layout;
  cic_colours colours;
  // Where red, green, blue and alpha are in a pixel of CIC_BMP_BYTES.
  uint8_t places[4];
  // Entries the file does not name are black. All of them are as they are to be shown.
  uint8_t palette[256][3];
  // Where the picture's data begin.
  size_t offset;
} cic_bmp_header;

/// Reads the head of the file. Takes what Pillow takes: more than one meaning is given to some fields.
cic_status cic_bmp_read_header(const uint8_t *bytes, size_t count, cic_bmp_header *header, char message[CIC_MESSAGE_SIZE]);

#endif
