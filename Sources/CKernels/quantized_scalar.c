// Products of queries with quantised embeddings in plain C, the specification of the other sets. As the numbers of a query
// are bounded, no part of a sum overflows, in whatever order it is added up.

#include "internal.h"

void ck_scalar_quantized_dot(ck_quantized_queries queries, const uint8_t *rows, size_t count, int32_t *sums) {
  for (size_t q = 0; q < queries.count; q++) {
    const int16_t *query = queries.values + q * queries.stride;
    for (size_t r = 0; r < count; r++) {
      const uint8_t *row = rows + r * queries.stride;
      int32_t sum = 0;
      for (size_t i = 0; i < queries.stride; i++) sum += query[i] * row[i];
      sums[q * count + r] = sum;
    }
  }
}
