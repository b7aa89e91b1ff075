// Products of queries with quantised embeddings by vectors: included once by each instruction set, which defines before
//
//   NAME(x)                  x as this set calls it
//   TARGET                   the attribute of its functions
//   lanes, no_lanes()        32-bit sums, and zeros
//   wide, STEP               as many numbers of 16 bits, a divisor of CK_QUANTIZED_LANES
//   widened(const uint8_t *), numbers(const int16_t *)
//   plus_product(sums, a, b), total(sums)
//   ROWS, QUERIES            a tile's, as many as there are registers for
//
// The loop is over tiles of rows and queries, so that a row that is loaded, and widened, meets several queries, and sums
// do not wait for one another.

#define INLINE static inline __attribute__((always_inline))

// The numbers of rows and queries are constants wherever this is inlined.
TARGET INLINE void add_tile(size_t row_count, size_t query_count, const int16_t *queries, const uint8_t *rows,
                            size_t stride, int32_t *out, size_t out_stride) {
  lanes sums[QUERIES][ROWS];
  for (size_t q = 0; q < query_count; q++) {
    for (size_t r = 0; r < row_count; r++) sums[q][r] = no_lanes();
  }
  for (size_t i = 0; i < stride; i += STEP) {
    wide b[ROWS];
    for (size_t r = 0; r < row_count; r++) {
      b[r] = widened(rows + r * stride + i);
      // The rows of the next tile are fetched while these are summed; a hint costs nothing past the end.
      if (i % 64 == 0) __builtin_prefetch(rows + (row_count + r) * stride + i);
    }
    for (size_t q = 0; q < query_count; q++) {
      wide a = numbers(queries + q * stride + i);
      for (size_t r = 0; r < row_count; r++) sums[q][r] = plus_product(sums[q][r], a, b[r]);
    }
  }
  for (size_t q = 0; q < query_count; q++) {
    for (size_t r = 0; r < row_count; r++) out[q * out_stride + r] = total(sums[q][r]);
  }
}

TARGET INLINE void add_rows(size_t row_count, ck_quantized_queries queries, const uint8_t *rows, int32_t *out,
                            size_t out_stride) {
  size_t q = 0;
  for (; q + QUERIES <= queries.count; q += QUERIES) {
    add_tile(row_count, QUERIES, queries.values + q * queries.stride, rows, queries.stride, out + q * out_stride, out_stride);
  }
  for (; q < queries.count; q++) {
    add_tile(row_count, 1, queries.values + q * queries.stride, rows, queries.stride, out + q * out_stride, out_stride);
  }
}

TARGET void NAME(quantized_dot)(ck_quantized_queries queries, const uint8_t *rows, size_t count, int32_t *sums) {
  size_t r = 0;
  for (; r + ROWS <= count; r += ROWS) add_rows(ROWS, queries, rows + r * queries.stride, sums + r, count);
  for (; r < count; r++) add_rows(1, queries, rows + r * queries.stride, sums + r, count);
}
