// The specification: what every other set of kernels must equal.

#include "internal.h"

#include <math.h>
#include <string.h>

// A multiplication and an addition are two operations, also where the processor has one for both: an index is the same bytes on all.
#pragma STDC FP_CONTRACT OFF

uint64_t ck_scalar_l1(const uint8_t *a, const uint8_t *b, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += a[i] > b[i] ? a[i] - b[i] : b[i] - a[i];
  return sum;
}

uint64_t ck_scalar_squared_difference(const uint8_t *a, const uint8_t *b, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    int32_t difference = a[i] - b[i];
    sum += (uint64_t)(difference * difference);
  }
  return sum;
}

uint64_t ck_scalar_dot(const uint8_t *a, const uint8_t *b, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += (uint64_t)a[i] * b[i];
  return sum;
}

ck_moments ck_scalar_moments(const uint8_t *a, size_t count) {
  ck_moments moments = {0, 0};
  for (size_t i = 0; i < count; i++) {
    moments.sum += a[i];
    moments.sum_of_squares += (uint64_t)a[i] * a[i];
  }
  return moments;
}

static void l1_tile(const uint8_t *const *a, const uint8_t *const *b, size_t b_count, size_t count, uint64_t *sums) {
  ck_add_pairs(ck_scalar_l1, a, b, b_count, count, sums);
}

static void dot_tile(const uint8_t *const *a, const uint8_t *const *b, size_t b_count, size_t count, uint64_t *sums) {
  ck_add_pairs(ck_scalar_dot, a, b, b_count, count, sums);
}

static void column_sums(const uint8_t *rows, size_t stride, int32_t count, size_t columns, uint32_t *sums,
                        uint32_t *squares) {
  for (size_t column = 0; column < columns; column++) {
    sums[column] = squares[column] = 0;
    for (int32_t row = 0; row < count; row++) {
      uint32_t sample = rows[(size_t)row * stride + column];
      sums[column] += sample;
      squares[column] += sample * sample;
    }
  }
}

void ck_scalar_quad_sums(const uint8_t *rows, size_t stride, int32_t count, size_t cells, uint32_t *sums,
                         uint32_t *squares) {
  for (size_t i = 0; i < 3 * cells; i++) {
    sums[i] = squares[i] = 0;
    const uint8_t *cell = rows + 12 * (i / 3) + i % 3;
    for (int32_t row = 0; row < count; row++, cell += stride) {
      for (int pixel = 0; pixel < 4; pixel++) {
        uint32_t sample = cell[3 * pixel];
        sums[i] += sample;
        squares[i] += sample * sample;
      }
    }
  }
}

ck_quantization ck_scalar_quantize(const uint32_t *sums, size_t count, uint32_t area, uint8_t *means) {
  const float inverse = 1.0f / (float)area;
  ck_quantization totals = {0, 0, 0};
  for (size_t i = 0; i < count; i++) {
    int32_t mean = (int32_t)((float)(int32_t)sums[i] * inverse + 0.5f);
    mean = mean > 255 ? 255 : mean;
    int64_t error = (int64_t)sums[i] - (int64_t)mean * area;
    means[i] = (uint8_t)mean;
    totals.absolute_error += (uint64_t)(error < 0 ? -error : error);
    totals.squared_error += (uint64_t)(error * error);
    totals.represented += (uint64_t)mean * area;
  }
  return totals;
}

void ck_scalar_residual_energies(const uint32_t *sums, const uint32_t *squares, const double *inverse_areas, size_t count,
                              double *energies) {
  for (size_t i = 0; i < count; i++) {
    double sum = sums[i];
    double energy = squares[i] - sum * sum * inverse_areas[i];
    energies[i] = (energy > 0 ? energy : 0) + ck_energy_slack;
  }
}

void ck_scalar_quantize_norms(const double *energies, size_t count, double scale, uint8_t *norms) {
  const float inverse = (float)(1.0 / scale);
  for (size_t i = 0; i < count; i++) norms[i] = (uint8_t)(int32_t)(sqrtf((float)energies[i]) * inverse + ck_norm_addend);
}

static ck_packed_weights pack_weights(const int32_t weights[4]) {
  ck_packed_weights packed;
  memcpy(packed.words, weights, sizeof packed.words);
  return packed;
}

static uint8_t clamped(int32_t sum) {
  int32_t sample = sum >> CK_FRACTION_BITS;
  return (uint8_t)(sample < 0 ? 0 : sample > 255 ? 255 : sample);
}

static uint8_t horizontal_sample(const uint8_t *row, int32_t width, ck_taps taps, int32_t channel) {
  int32_t sum = CK_ROUNDING;
  for (int32_t group = 0; group < taps.count; group++) {
    for (int32_t i = 0; i < 4; i++) {
      int32_t x = (taps.first + group) * 4 + i;
      if (x < width) sum += row[3 * x + channel] * taps.weights[group].words[i];
    }
  }
  return clamped(sum);
}

static void horizontal(const uint8_t *rows, size_t stride, int32_t width, const ck_taps *taps, int32_t out_width,
                       uint8_t *const groups[4], uint8_t *scratch) {
  (void)scratch;
  for (int32_t row = 0; row < CK_STRIP_ROWS; row++) {
    uint8_t *group = groups[row / 4] + row % 4;
    for (int32_t x = 0; x < out_width; x++) {
      for (int32_t channel = 0; channel < 3; channel++) {
        group[4 * (3 * x + channel)] = horizontal_sample(rows + (size_t)row * stride, width, taps[x], channel);
      }
    }
  }
}

static void vertical(const uint8_t *const *groups, ck_taps taps, size_t columns, uint8_t *row) {
  for (size_t column = 0; column < columns; column++) {
    int32_t sum = CK_ROUNDING;
    for (int32_t group = 0; group < taps.count; group++) {
      for (int32_t i = 0; i < 4; i++) sum += groups[group][4 * column + (size_t)i] * taps.weights[group].words[i];
    }
    row[column] = clamped(sum);
  }
}

static void group_rows(const uint8_t *rows, size_t stride, size_t columns, uint8_t *group) {
  for (size_t column = 0; column < columns; column++) {
    for (size_t row = 0; row < CK_GROUP_ROWS; row++) group[CK_GROUP_ROWS * column + row] = rows[row * stride + column];
  }
}

static void separate_rows(const uint8_t *group, size_t columns, int32_t count, uint8_t *rows, size_t stride) {
  for (size_t row = 0; row < (size_t)count; row++) {
    for (size_t column = 0; column < columns; column++) rows[row * stride + column] = group[CK_GROUP_ROWS * column + row];
  }
}

const ck_kernels ck_scalar_kernels = {
    .set = CIS_SCALAR,
    .name = "scalar",
    .l1 = ck_scalar_l1,
    .squared_difference = ck_scalar_squared_difference,
    .dot = ck_scalar_dot,
    .moments = ck_scalar_moments,
    .l1_tile = l1_tile,
    .dot_tile = dot_tile,
    .column_sums = column_sums,
    .quad_sums = ck_scalar_quad_sums,
    .quantize = ck_scalar_quantize,
    .residual_energies = ck_scalar_residual_energies,
    .quantize_norms = ck_scalar_quantize_norms,
    .pack_weights = pack_weights,
    .horizontal = horizontal,
    .vertical = vertical,
    .group_rows = group_rows,
    .separate_rows = separate_rows,
    CK_FLOAT_KERNELS(scalar),
    .quantized_dot = ck_scalar_quantized_dot,
    CK_CODE_KERNELS(scalar),
};
