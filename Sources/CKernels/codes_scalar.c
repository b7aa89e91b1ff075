// Rows of codes in plain C, the specification of the other sets.

#include "internal.h"

#pragma STDC FP_CONTRACT OFF

static int32_t product(const int8_t *a, const int8_t *b, size_t steps) {
  int32_t sum = 0;
  for (size_t step = 0; step < steps; step++) {
    for (int i = 0; i < CK_PANEL_STEP; i++) sum += a[i] * b[i];
    a += CK_PANEL_ROWS * CK_PANEL_STEP;
    b += CK_PANEL_ROWS * CK_PANEL_STEP;
  }
  return sum;
}

// The first code of a row.
static const int8_t *row(const int8_t *panels, size_t number, size_t steps) {
  size_t panel_size = steps * CK_PANEL_ROWS * CK_PANEL_STEP;
  return panels + number / CK_PANEL_ROWS * panel_size + number % CK_PANEL_ROWS * CK_PANEL_STEP;
}

void ck_scalar_code_products(const int8_t *a, size_t a_panels, const int8_t *b, size_t b_panels, size_t steps, int32_t *sums) {
  for (size_t i = 0; i < CK_PANEL_ROWS * a_panels; i++) {
    for (size_t j = 0; j < CK_PANEL_ROWS * b_panels; j++) *sums++ = product(row(a, i, steps), row(b, j, steps), steps);
  }
}

size_t ck_scalar_code_candidates(const int32_t *sums, ck_code_facts a, size_t a_panels, ck_code_facts b, size_t b_panels,
                                 uint32_t *pairs) {
  size_t count = 0;
  for (size_t i = 0; i < CK_PANEL_ROWS * a_panels; i++) {
    for (size_t j = 0; j < CK_PANEL_ROWS * b_panels; j++) {
      float product = (float)*sums++ * a.scales[i];
      product = product * b.scales[j];
      float first = a.norms[i] * b.errors[j], second = a.errors[i] * b.norms[j];
      float width = first + second;
      if (product + width >= a.heights[i] + b.heights[j]) pairs[count++] = (uint32_t)(i << 16 | j);
    }
  }
  return count;
}
