// Sums over a level of an index's pyramids, for a run of images in one call.

#include "internal.h"

typedef uint64_t (*pair_sum)(const uint8_t *a, const uint8_t *b, size_t count);

static inline void weighted_sums(pair_sum sum, const uint8_t *query, ck_level_rows rows, ck_cell_runs runs,
                                 uint64_t *sums) {
  for (size_t row = 0; row < rows.count; row++) {
    const uint8_t *other = rows.bytes + row * rows.stride;
    uint64_t total = 0;
    for (size_t i = 0; i < runs.count; i++) {
      ck_cell_run run = runs.runs[i];
      total += run.area * sum(query + run.start, other + run.start, run.count);
    }
    sums[row] = total;
  }
}

void ck_level_differences(const ck_kernels *kernels, const uint8_t *query, ck_level_rows rows, ck_cell_runs runs,
                          uint64_t *sums) {
  weighted_sums(kernels->l1, query, rows, runs, sums);
}

void ck_level_products(const ck_kernels *kernels, const uint8_t *query, ck_level_rows rows, ck_cell_runs runs,
                       uint64_t *sums) {
  weighted_sums(kernels->dot, query, rows, runs, sums);
}
