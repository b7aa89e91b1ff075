#include "picture.h"

#include <stdlib.h>
#include <string.h>

cic_status cic_picture_reserve(cic_picture *picture, uint32_t width, uint32_t height, uint32_t pixel_size) {
  cic_picture_release(picture);
  *picture = (cic_picture){.width = width, .height = height, .pixel_size = pixel_size};
  picture->samples = calloc((size_t)width * height, pixel_size);
  return picture->samples ? CIC_OK : CIC_OUT_OF_MEMORY;
}

void cic_picture_release(cic_picture *picture) {
  free(picture->samples);
  memset(picture, 0, sizeof *picture);
}

void cic_picture_drop_fourth(cic_picture *picture) {
  if (picture->pixel_size != 4) return;
  size_t pixels = (size_t)picture->width * picture->height;
  for (size_t i = 0; i < pixels; i++) memmove(picture->samples + 3 * i, picture->samples + 4 * i, 3);
  picture->pixel_size = 3;
}

void cic_picture_copy_rows(cic_picture *picture, const uint8_t (*palette)[3], uint8_t *samples, size_t stride, uint32_t rows) {
  size_t row_size = (size_t)picture->width * picture->pixel_size;
  for (uint32_t row = 0; row < rows; row++) {
    const uint8_t *stored = picture->samples + (picture->next_row + row) * row_size;
    uint8_t *target = samples + row * stride;
    if (picture->pixel_size == 1) {
      for (uint32_t x = 0; x < picture->width; x++) memcpy(target + 3 * (size_t)x, palette[stored[x]], 3);
    } else {
      memcpy(target, stored, row_size);
    }
  }
  picture->next_row += rows;
}
