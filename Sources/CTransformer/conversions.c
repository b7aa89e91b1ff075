#include "CTransformer.h"

#include <math.h>
#include <string.h>

static float from_bits(uint32_t bits) {
  float y;
  memcpy(&y, &bits, sizeof y);
  return y;
}

static uint16_t half_at(const void *bytes, size_t index) {
  uint16_t bits;
  memcpy(&bits, (const uint8_t *)bytes + 2 * index, sizeof bits);
  return bits;
}

void ct_from_bf16(const void *bytes, size_t count, float *y) {
  for (size_t i = 0; i < count; i++) y[i] = from_bits((uint32_t)half_at(bytes, i) << 16);
}

// IEEE 754 binary16: sign, five bits of exponent with bias 15, ten of fraction. Shifted into place they are a float that is
// 2^-112 of the value, with subnormal numbers and all; infinities and NaNs alone need their exponent made whole.
void ct_from_f16(const void *bytes, size_t count, float *y) {
  const float power = 5.192296858534828e33f; // 2^112
  for (size_t i = 0; i < count; i++) {
    const uint32_t bits = half_at(bytes, i);
    const uint32_t sign = (bits & 0x8000) << 16, rest = (bits & 0x7fff) << 13;
    const int is_finite = rest < 0x0f800000;
    const float finite = from_bits(rest) * power;
    const float special = from_bits(rest | 0x7f800000);
    const float magnitude = is_finite ? finite : special;
    y[i] = sign ? -magnitude : magnitude;
  }
}

void ct_normalize(float *x, size_t rows, size_t width) {
  for (size_t row = 0; row < rows; row++, x += width) {
    double squares = 0;
    for (size_t i = 0; i < width; i++) squares += (double)x[i] * x[i];
    if (!(squares > 0)) continue;
    const double inverse = 1 / sqrt(squares);
    for (size_t i = 0; i < width; i++) x[i] = (float)(x[i] * inverse);
  }
}
