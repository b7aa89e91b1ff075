// BMP, without a library: Debian has none, and what Pillow reads is to be read alike. Rows come straight from the file, those of run
// lengths from memory.

#include "bmp_header.h"
#include "bmp_runs.h"
#include "picture.h"

#include <stdlib.h>
#include <string.h>

struct cic_bmp {
  const uint8_t *bytes;
  size_t count;
  cic_bmp_header header;
  // Bytes of a row in the file, with and without what pads it.
  uint64_t stride;
  uint64_t row_size;
  int keeps_fourth;
  uint32_t next_row;
  // The indices, where they are stored as runs; in the order of the file.
  cic_picture picture;
};

cic_bmp *cic_bmp_create(void) { return calloc(1, sizeof(cic_bmp)); }

void cic_bmp_destroy(cic_bmp *bmp) {
  if (!bmp) return;
  cic_picture_release(&bmp->picture);
  free(bmp);
}

cic_status cic_bmp_open(cic_bmp *bmp, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels, cic_info *info,
                        char message[CIC_MESSAGE_SIZE]) {
  cic_picture_release(&bmp->picture);
  cic_status status = cic_bmp_read_header(bytes, count, &bmp->header, message);
  if (status != CIC_OK) return status;
  const cic_bmp_header *header = &bmp->header;
  info->width = header->width;
  info->height = header->height;
  if ((uint64_t)header->width * header->height > max_pixels) return CIC_TOO_LARGE;
  info->colours = header->colours;
  if (header->colours == CIC_INDEXED) info->palette = header->palette[0];
  bmp->bytes = bytes;
  bmp->count = count;
  uint64_t bits = (uint64_t)header->width * header->bits;
  bmp->row_size = (bits + 7) / 8;
  bmp->stride = (bits + 31) / 32 * 4;
  bmp->keeps_fourth = channels != CIC_RGB && header->colours == CIC_ALPHA;
  bmp->next_row = 0;
  return CIC_OK;
}

static void copy_indices(const cic_bmp *bmp, const uint8_t *row, uint8_t *samples) {
  uint32_t bits = bmp->header.bits;
  if (bits == 8) {
    for (uint32_t x = 0; x < bmp->header.width; x++) memcpy(samples + 3 * (size_t)x, bmp->header.palette[row[x]], 3);
    return;
  }
  for (uint32_t x = 0; x < bmp->header.width; x++) {
    size_t bit = (size_t)x * bits;
    uint32_t index = row[bit >> 3] >> (8 - bits - (bit & 7)) & ((1u << bits) - 1);
    memcpy(samples + 3 * (size_t)x, bmp->header.palette[index], 3);
  }
}

static void copy_bit_fields(const cic_bmp *bmp, const uint8_t *row, uint8_t *samples) {
  int is_565 = bmp->header.layout == CIC_BMP_565;
  for (uint32_t x = 0; x < bmp->header.width; x++, row += 2, samples += 3) {
    uint32_t pixel = (uint32_t)row[0] | (uint32_t)row[1] << 8;
    // A field's largest value becomes 255, the others are rounded down.
    samples[0] = (uint8_t)((is_565 ? pixel >> 11 : pixel >> 10 & 31) * 255 / 31);
    samples[1] = (uint8_t)(is_565 ? (pixel >> 5 & 63) * 255 / 63 : (pixel >> 5 & 31) * 255 / 31);
    samples[2] = (uint8_t)((pixel & 31) * 255 / 31);
  }
}

// Blue, green and red, as most files have them.
static void copy_swapped(const uint8_t *row, uint32_t width, size_t stored, uint8_t *samples) {
  for (uint32_t x = 0; x < width; x++, row += stored, samples += 3) {
    uint8_t blue = row[0], green = row[1], red = row[2];
    samples[0] = red;
    samples[1] = green;
    samples[2] = blue;
  }
}

static void copy_bytes(const cic_bmp *bmp, const uint8_t *row, uint8_t *samples) {
  const uint8_t *places = bmp->header.places;
  size_t stored = bmp->header.bits / 8, delivered = bmp->keeps_fourth ? 4 : 3;
  if (delivered == 3 && places[0] == 2 && places[1] == 1 && places[2] == 0)
    return copy_swapped(row, bmp->header.width, stored, samples);
  for (uint32_t x = 0; x < bmp->header.width; x++, row += stored, samples += delivered)
    for (size_t channel = 0; channel < delivered; channel++) samples[channel] = row[places[channel]];
}

static void copy_row(const cic_bmp *bmp, uint32_t stored_row, uint8_t *samples) {
  const cic_bmp_header *header = &bmp->header;
  const uint8_t *row = bmp->bytes + header->offset + stored_row * bmp->stride;
  switch (header->layout) {
  case CIC_BMP_INDICES: copy_indices(bmp, row, samples); break;
  case CIC_BMP_555:
  case CIC_BMP_565: copy_bit_fields(bmp, row, samples); break;
  case CIC_BMP_BYTES: copy_bytes(bmp, row, samples); break;
  case CIC_BMP_RLE8:
  case CIC_BMP_RLE4: {
    const uint8_t *indices = bmp->picture.samples + (size_t)stored_row * header->width;
    for (uint32_t x = 0; x < header->width; x++) memcpy(samples + 3 * (size_t)x, header->palette[indices[x]], 3);
  }
  }
}

// Checks that all rows are there, or expands the runs.
static cic_status prepare(cic_bmp *bmp, char message[CIC_MESSAGE_SIZE]) {
  const cic_bmp_header *header = &bmp->header;
  int has_runs = header->layout == CIC_BMP_RLE8 || header->layout == CIC_BMP_RLE4;
  if (!has_runs) {
    uint64_t needed = header->offset + (header->height - 1) * bmp->stride + bmp->row_size;
    return needed > bmp->count ? CIC_TRUNCATED : CIC_OK;
  }
  cic_status status = cic_picture_reserve(&bmp->picture, header->width, header->height, 1);
  if (status != CIC_OK) return status;
  return cic_bmp_expand_runs(bmp->bytes, bmp->count, header, bmp->picture.samples, message);
}

cic_status cic_bmp_read_rows(cic_bmp *bmp, uint8_t *samples, size_t stride, uint32_t rows, char message[CIC_MESSAGE_SIZE]) {
  if (bmp->next_row == 0) {
    cic_status status = prepare(bmp, message);
    if (status != CIC_OK) return status;
  }
  for (uint32_t row = 0; row < rows; row++) {
    uint32_t wanted = bmp->next_row + row;
    copy_row(bmp, bmp->header.is_top_down ? wanted : bmp->header.height - 1 - wanted, samples + row * stride);
  }
  bmp->next_row += rows;
  return CIC_OK;
}
