#include "heic_colours.h"

#include <stdlib.h>

// What red and blue weigh in luma; those of matrices that are not linear are 0.
struct weights {
  float red, blue;
};

static struct weights weights_of(int matrix) {
  // By the numbers of ITU-T H.273. Unspecified, 2, is taken for BT.601.
  static const struct weights all[] = {[1] = {0.2126f, 0.0722f}, [2] = {0.299f, 0.114f}, [4] = {0.30f, 0.11f}, [5] = {0.299f, 0.114f},
                                       [6] = {0.299f, 0.114f},   [7] = {0.212f, 0.087f}, [9] = {0.2627f, 0.0593f}};
  static const struct weights none = {0, 0};
  return matrix >= 0 && (size_t)matrix < sizeof all / sizeof all[0] ? all[matrix] : none;
}

static int fixed(float value) { return (int)(256 * value + (value < 0 ? -0.5f : 0.5f)); }

static uint8_t clamped(int value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

int cic_can_convert(cic_ycbcr colours) { return colours.is_full_range && weights_of(colours.matrix).red != 0; }

// What the chroma of a row adds to the luma of each pixel.
static void find_differences(cic_ycbcr colours, const uint8_t *cb, const uint8_t *cr, int width, int16_t *red, int16_t *green,
                             int16_t *blue) {
  const struct weights luma = weights_of(colours.matrix);
  const float kr = luma.red, kb = luma.blue;
  int red_cr = fixed(2 * (1 - kr)), blue_cb = fixed(2 * (1 - kb));
  int green_cb = fixed(2 * kb * (1 - kb) / (kb + kr - 1)), green_cr = fixed(2 * kr * (1 - kr) / (kb + kr - 1));
  for (int x = 0; x < (width + 1) / 2; x++) {
    int u = cb[x] - 128, v = cr[x] - 128;
    red[2 * x] = red[2 * x + 1] = (int16_t)((red_cr * v + 128) >> 8);
    green[2 * x] = green[2 * x + 1] = (int16_t)((green_cb * u + green_cr * v + 128) >> 8);
    blue[2 * x] = blue[2 * x + 1] = (int16_t)((blue_cb * u + 128) >> 8);
  }
}

int cic_convert_420(cic_ycbcr colours, const cic_planes *from, const cic_planes *to, int width, int height) {
  size_t length = (size_t)width + 1;
  int16_t *differences = malloc(3 * length * sizeof *differences);
  if (!differences) return 0;
  for (int y = 0; y < height; y++) {
    if (y % 2 == 0)
      find_differences(colours, from->samples[1] + y / 2 * from->strides[1], from->samples[2] + y / 2 * from->strides[2], width,
                       differences, differences + length, differences + 2 * length);
    const uint8_t *luma = from->samples[0] + y * from->strides[0];
    for (size_t channel = 0; channel < 3; channel++) {
      uint8_t *row = to->samples[channel] + y * to->strides[channel];
      const int16_t *added = differences + channel * length;
      for (int x = 0; x < width; x++) row[x] = clamped(luma[x] + added[x]);
    }
  }
  free(differences);
  return 1;
}
