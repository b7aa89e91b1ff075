// Sums over embeddings: what every other set of kernels must equal.

#include "internal.h"

#include <math.h>

// A multiplication and an addition are two operations, also where the processor has one for both.
#pragma STDC FP_CONTRACT OFF

typedef double (*term)(double a, double b, float shift);

static double absolute_difference(double a, double b, float shift) {
  (void)shift;
  return fabs(a - b);
}

static double squared_difference(double a, double b, float shift) {
  (void)shift;
  double difference = a - b;
  return difference * difference;
}

static double shifted_product(double a, double b, float shift) {
  double shifted = b - (double)shift;
  return a * shifted;
}

static double total(const double parts[CK_FLOAT_LANES]) {
  return ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
}

// The sum of `term` over each query and row; no shifts are as good as zeros.
static void pair_sums(term term, ck_float_queries queries, ck_float_rows rows, const float *shifts, double *sums) {
  for (size_t row = 0; row < rows.count; row++) {
    for (size_t query = 0; query < queries.count; query++) {
      double parts[CK_FLOAT_LANES] = {0};
      for (size_t i = 0; i < rows.dimension; i++) {
        double a = queries.values[query * queries.stride + i], b = rows.values[row * rows.dimension + i];
        parts[i % CK_FLOAT_LANES] += term(a, b, shifts ? shifts[row] : 0);
      }
      sums[row * queries.count + query] = total(parts);
    }
  }
}

void ck_scalar_float_l1(ck_float_queries queries, ck_float_rows rows, double *sums) {
  pair_sums(absolute_difference, queries, rows, 0, sums);
}

void ck_scalar_float_squared_difference(ck_float_queries queries, ck_float_rows rows, double *sums) {
  pair_sums(squared_difference, queries, rows, 0, sums);
}

void ck_scalar_float_dot(ck_float_queries queries, ck_float_rows rows, double *sums) {
  pair_sums(shifted_product, queries, rows, 0, sums);
}

void ck_scalar_float_shifted_dot(ck_float_queries queries, ck_float_rows rows, const float *shifts, double *sums) {
  pair_sums(shifted_product, queries, rows, shifts, sums);
}

void ck_scalar_float_moments(ck_float_rows rows, const float *shifts, double *sums, double *squares) {
  for (size_t row = 0; row < rows.count; row++) {
    double sum_parts[CK_FLOAT_LANES] = {0}, square_parts[CK_FLOAT_LANES] = {0};
    for (size_t i = 0; i < rows.dimension; i++) {
      double value = (double)rows.values[row * rows.dimension + i] - (double)shifts[row];
      double square = value * value;
      sum_parts[i % CK_FLOAT_LANES] += value;
      square_parts[i % CK_FLOAT_LANES] += square;
    }
    sums[row] = total(sum_parts);
    squares[row] = total(square_parts);
  }
}
