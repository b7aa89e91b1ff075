#include "tiff_samples.h"

#include <string.h>

// A sample of 8 bits; one of 12 or 16 keeps its high bits, one of 32 is clipped, as Pillow clips it.
static uint8_t sample(const cic_tiff_samples *its, const uint8_t *plane, size_t x) {
  size_t index = x * its->step;
  switch (its->bits) {
  case 8: return plane[index];
  case 12: {
    // Two samples in three bytes.
    const uint8_t *start = plane + 3 * (index / 2);
    return index % 2 ? (uint8_t)(start[1] << 4 | start[2] >> 4) : start[0];
  }
  case 16: {
    uint16_t value;
    memcpy(&value, plane + 2 * index, sizeof value);
    return (uint8_t)(value >> 8);
  }
  case 32: {
    if (its->is_float) {
      float value;
      memcpy(&value, plane + 4 * index, sizeof value);
      return value > 0 ? value < 255 ? (uint8_t)value : 255 : 0;
    }
    uint32_t value;
    memcpy(&value, plane + 4 * index, sizeof value);
    if (value > INT32_MAX) return its->is_signed ? 0 : 255;
    return value < 255 ? (uint8_t)value : 255;
  }
  default: {
    size_t bit = index * its->bits;
    return plane[bit >> 3] >> (8 - its->bits - (bit & 7)) & ((1u << its->bits) - 1);
  }
  }
}

static uint8_t divided(uint8_t value, uint8_t alpha) {
  if (alpha == 0) return 0;
  uint32_t result = (uint32_t)value * 255 / alpha;
  return result < 255 ? (uint8_t)result : 255;
}

static void convert_gray(const cic_tiff_samples *its, const uint8_t *const planes[], uint32_t width, uint8_t *target) {
  uint32_t scale = its->bits < 8 ? 255 / ((1u << its->bits) - 1) : 1;
  for (size_t x = 0; x < width; x++, target += its->delivered) {
    uint8_t level = (uint8_t)(sample(its, planes[0], x) * scale);
    memset(target, its->is_inverted ? 255 - level : level, 3);
    if (its->delivered == 4) target[3] = sample(its, planes[1], x);
  }
}

static void convert_rgb(const cic_tiff_samples *its, const uint8_t *const planes[], uint32_t width, uint8_t *target) {
  for (size_t x = 0; x < width; x++, target += its->delivered) {
    uint8_t alpha = its->is_premultiplied || its->delivered == 4 ? sample(its, planes[3], x) : 255;
    for (int channel = 0; channel < 3; channel++) {
      uint8_t value = sample(its, planes[channel], x);
      target[channel] = its->is_premultiplied ? divided(value, alpha) : value;
    }
    if (its->delivered == 4) target[3] = alpha;
  }
}

static void convert_cmyk(const cic_tiff_samples *its, const uint8_t *const planes[], uint32_t width, uint8_t *target) {
  for (size_t x = 0; x < width; x++, target += its->delivered) {
    uint8_t inks[4];
    for (int ink = 0; ink < 4; ink++) inks[ink] = sample(its, planes[ink], x);
    if (its->delivered == 4) memcpy(target, inks, 4);
    else cic_rgb_from_cmyk(inks, target);
  }
}

// What most files have, without looking at how each sample is stored; zero where that is needed.
static int convert_plain(const cic_tiff_samples *its, const uint8_t *const planes[], uint32_t width, uint8_t *target) {
  if (its->delivered != 3 || its->is_premultiplied) return 0;
  const uint8_t *source = planes[0];
  size_t step = its->step;
  if (its->bits == 16 && its->kind == CIC_TIFF_GRAY && step == 1) {
    uint16_t mask = its->is_inverted ? UINT16_MAX : 0;
    for (size_t x = 0; x < width; x++) {
      uint16_t value;
      memcpy(&value, source + 2 * x, sizeof value);
      target[3 * x] = target[3 * x + 1] = target[3 * x + 2] = (uint8_t)((value ^ mask) >> 8);
    }
    return 1;
  }
  if (its->bits != 8) return 0;
  if (its->kind == CIC_TIFF_PALETTE) {
    for (size_t x = 0; x < width; x++) memcpy(target + 3 * x, its->palette[source[x * step]], 3);
  } else if (its->kind == CIC_TIFF_GRAY) {
    uint8_t mask = its->is_inverted ? 255 : 0;
    for (size_t x = 0; x < width; x++) target[3 * x] = target[3 * x + 1] = target[3 * x + 2] = source[x * step] ^ mask;
  } else if (its->kind == CIC_TIFF_RGB && step == 3) {
    memcpy(target, source, 3 * (size_t)width);
  } else if (its->kind == CIC_TIFF_RGB && step > 3) {
    for (size_t x = 0; x < width; x++) memcpy(target + 3 * x, source + x * step, 3);
  } else if (its->kind == CIC_TIFF_RGB) {
    for (size_t x = 0; x < width; x++)
      for (size_t channel = 0; channel < 3; channel++) target[3 * x + channel] = planes[channel][x];
  } else {
    return 0;
  }
  return 1;
}

void cic_tiff_convert(const cic_tiff_samples *its, const uint8_t *const planes[CIC_TIFF_MAXIMUM_SAMPLES], uint32_t width,
                      uint8_t *target) {
  if (convert_plain(its, planes, width, target)) return;
  switch (its->kind) {
  case CIC_TIFF_GRAY: convert_gray(its, planes, width, target); break;
  case CIC_TIFF_RGB: convert_rgb(its, planes, width, target); break;
  case CIC_TIFF_CMYK: convert_cmyk(its, planes, width, target); break;
  case CIC_TIFF_PALETTE:
    for (size_t x = 0; x < width; x++) memcpy(target + 3 * x, its->palette[sample(its, planes[0], x)], 3);
  }
}
