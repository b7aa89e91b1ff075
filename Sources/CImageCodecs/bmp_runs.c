#include "bmp_runs.h"

#include <string.h>

typedef struct runs {
  const uint8_t *bytes;
  size_t count;
  size_t at;
  int is_rle4;
  uint64_t width;
  // The column, which stays where it is when a row has too many pixels.
  uint64_t column;
  uint8_t *indices;
  uint64_t written;
  uint64_t wanted;
} runs;

static void write_run(runs *its, uint64_t length, uint8_t value) {
  if (its->column + length > its->width) length = its->column < its->width ? its->width - its->column : 0;
  if (length > its->wanted - its->written) length = its->wanted - its->written;
  uint8_t *target = its->indices + its->written;
  if (its->is_rle4) {
    for (uint64_t i = 0; i < length; i++) target[i] = i % 2 == 0 ? value >> 4 : value & 15;
  } else {
    memset(target, value, length);
  }
  its->written += length;
  its->column += length;
}

static void skip(runs *its, uint64_t pixels) {
  its->written += pixels < its->wanted - its->written ? pixels : its->wanted - its->written;
}

// Pixels one by one. Returns 0 when the file ends among them.
static int write_pixels(runs *its, uint64_t length) {
  uint64_t pixels = length < its->wanted - its->written ? length : its->wanted - its->written;
  uint64_t bytes = its->is_rle4 ? (pixels + 1) / 2 : pixels;
  uint64_t available = bytes < its->count - its->at ? bytes : its->count - its->at;
  const uint8_t *source = its->bytes + its->at;
  its->at += available;
  if (available < bytes) return 0;
  uint8_t *target = its->indices + its->written;
  if (its->is_rle4) {
    for (uint64_t i = 0; i < pixels; i++) target[i] = i % 2 == 0 ? source[i / 2] >> 4 : source[i / 2] & 15;
  } else {
    memcpy(target, source, pixels);
  }
  its->written += pixels;
  its->column += length;
  // The next code is at an even place in the file.
  if (its->at % 2 != 0 && its->at < its->count) its->at++;
  return 1;
}

// Follows one code. Returns 0 at the end of the picture or of the file.
static int follow(runs *its) {
  if (its->count - its->at < 2) {
    its->at = its->count;
    return 0;
  }
  uint8_t length = its->bytes[its->at], value = its->bytes[its->at + 1];
  its->at += 2;
  if (length) {
    write_run(its, length, value);
    return 1;
  }
  switch (value) {
  case 0:
    if (its->written % its->width != 0) skip(its, its->width - its->written % its->width);
    its->column = 0;
    return 1;
  case 1: return 0;
  case 2:
    if (its->count - its->at < 2) {
      its->at = its->count;
      return 0;
    }
    skip(its, its->bytes[its->at] + its->bytes[its->at + 1] * its->width);
    its->at += 2;
    its->column = its->written % its->width;
    return 1;
  default: return write_pixels(its, value);
  }
}

cic_status cic_bmp_expand_runs(const uint8_t *bytes, size_t count, const cic_bmp_header *header, uint8_t *indices,
                               char message[CIC_MESSAGE_SIZE]) {
  runs its = {.bytes = bytes,
              .count = count,
              .at = header->offset < count ? header->offset : count,
              .is_rle4 = header->layout == CIC_BMP_RLE4,
              .width = header->width,
              .indices = indices,
              .wanted = (uint64_t)header->width * header->height};
  while (its.written < its.wanted && follow(&its)) continue;
  if (its.written == its.wanted) return CIC_OK;
  return its.at == its.count ? CIC_TRUNCATED : cic_fail(message, CIC_CORRUPT, "its picture data end before the picture does");
}
