// Sums over embeddings by vectors: included once by each instruction set, which defines before
//
//   NAME(x)                               x as this set calls it
//   TARGET                                the attribute of its functions
//   lanes                                 CK_FLOAT_LANES doubles
//   no_lanes()                            zeros
//   doubles(const double *), floats(const float *), all(float)
//   added(a, b), less(a, b), times(a, b), magnitude(a), total(a)
//   plus_product(sum, a, b)               sum + a * b where the product is exact
//   ROWS, QUERIES                         a tile's, as many as there are registers for
//
// The loop is over tiles of rows and queries, so that a vector that is loaded, and widened, meets several others, and
// sums do not wait for one another.

#define INLINE static inline __attribute__((always_inline))

typedef enum sum_kind { DIFFERENCES, SQUARES, PRODUCTS, SHIFTED_PRODUCTS } sum_kind;

// `kind` and the numbers of rows and queries are constants wherever this is inlined.
TARGET INLINE void add_step(sum_kind kind, lanes sums[ROWS][QUERIES], size_t row_count, size_t query_count,
                            const double *queries, size_t stride, const float *rows, size_t dimension,
                            const float *shifts) {
  lanes a[QUERIES];
  for (size_t q = 0; q < query_count; q++) a[q] = doubles(queries + q * stride);
  for (size_t r = 0; r < row_count; r++) {
    lanes b = floats(rows + r * dimension);
    if (kind == SHIFTED_PRODUCTS) b = less(b, all(shifts[r]));
    for (size_t q = 0; q < query_count; q++) {
      if (kind == DIFFERENCES) {
        sums[r][q] = added(sums[r][q], magnitude(less(a[q], b)));
      } else if (kind == SQUARES) {
        lanes difference = less(a[q], b);
        sums[r][q] = added(sums[r][q], times(difference, difference));
      } else if (kind == PRODUCTS) {
        sums[r][q] = plus_product(sums[r][q], a[q], b);
      } else {
        sums[r][q] = added(sums[r][q], times(a[q], b));
      }
    }
  }
}

// The last numbers of some rows, with the zeros that their queries have.
INLINE void copy_tails(float tails[ROWS][CK_FLOAT_LANES], const float *rows, size_t row_count, size_t dimension,
                       size_t whole) {
  memset(tails, 0, ROWS * CK_FLOAT_LANES * sizeof(float));
  for (size_t r = 0; r < row_count; r++) {
    memcpy(tails[r], rows + r * dimension + whole, (dimension - whole) * sizeof(float));
  }
}

TARGET INLINE void add_tile(sum_kind kind, size_t row_count, size_t query_count, const double *queries, size_t stride,
                            const float *rows, size_t dimension, const float *shifts, double *out, size_t out_stride) {
  lanes sums[ROWS][QUERIES];
  for (size_t r = 0; r < row_count; r++) {
    for (size_t q = 0; q < query_count; q++) sums[r][q] = no_lanes();
  }
  size_t whole = dimension & ~(size_t)(CK_FLOAT_LANES - 1);
  for (size_t i = 0; i < whole; i += CK_FLOAT_LANES) {
    // The rows of the next tile are fetched while these are summed; a hint costs nothing past the end.
    if (i % 16 == 0) {
      for (size_t r = 0; r < row_count; r++) __builtin_prefetch(rows + (row_count + r) * dimension + i);
    }
    add_step(kind, sums, row_count, query_count, queries + i, stride, rows + i, dimension, shifts);
  }
  if (whole < dimension) {
    // What fills a row up is shifted, too, and meets zeros of the query.
    float tails[ROWS][CK_FLOAT_LANES];
    copy_tails(tails, rows, row_count, dimension, whole);
    add_step(kind, sums, row_count, query_count, queries + whole, stride, tails[0], CK_FLOAT_LANES, shifts);
  }
  for (size_t r = 0; r < row_count; r++) {
    for (size_t q = 0; q < query_count; q++) out[r * out_stride + q] = total(sums[r][q]);
  }
}

TARGET INLINE void add_rows(sum_kind kind, size_t row_count, ck_float_queries queries, const float *rows,
                            size_t dimension, const float *shifts, double *out) {
  size_t q = 0;
  for (; q + QUERIES <= queries.count; q += QUERIES) {
    add_tile(kind, row_count, QUERIES, queries.values + q * queries.stride, queries.stride, rows, dimension, shifts,
             out + q, queries.count);
  }
  for (; q < queries.count; q++) {
    add_tile(kind, row_count, 1, queries.values + q * queries.stride, queries.stride, rows, dimension, shifts, out + q,
             queries.count);
  }
}

TARGET INLINE void pair_sums(sum_kind kind, ck_float_queries queries, ck_float_rows rows, const float *shifts,
                             double *sums) {
  size_t r = 0;
  for (; r + ROWS <= rows.count; r += ROWS) {
    add_rows(kind, ROWS, queries, rows.values + r * rows.dimension, rows.dimension, shifts + r, sums + r * queries.count);
  }
  for (; r < rows.count; r++) {
    add_rows(kind, 1, queries, rows.values + r * rows.dimension, rows.dimension, shifts + r, sums + r * queries.count);
  }
}

// Sums without shifts never look at them.
static const float no_shifts[1];

TARGET void NAME(float_l1)(ck_float_queries queries, ck_float_rows rows, double *sums) {
  pair_sums(DIFFERENCES, queries, rows, no_shifts, sums);
}

TARGET void NAME(float_squared_difference)(ck_float_queries queries, ck_float_rows rows, double *sums) {
  pair_sums(SQUARES, queries, rows, no_shifts, sums);
}

TARGET void NAME(float_dot)(ck_float_queries queries, ck_float_rows rows, double *sums) {
  pair_sums(PRODUCTS, queries, rows, no_shifts, sums);
}

TARGET void NAME(float_shifted_dot)(ck_float_queries queries, ck_float_rows rows, const float *shifts, double *sums) {
  pair_sums(SHIFTED_PRODUCTS, queries, rows, shifts, sums);
}

TARGET INLINE void add_moments(size_t row_count, const float *rows, size_t dimension, const float *shifts, double *sums,
                               double *squares) {
  lanes first[ROWS], second[ROWS];
  for (size_t r = 0; r < row_count; r++) first[r] = second[r] = no_lanes();
  size_t whole = dimension & ~(size_t)(CK_FLOAT_LANES - 1);
  for (size_t i = 0; i < whole; i += CK_FLOAT_LANES) {
    for (size_t r = 0; r < row_count; r++) {
      lanes value = less(floats(rows + r * dimension + i), all(shifts[r]));
      first[r] = added(first[r], value);
      second[r] = added(second[r], times(value, value));
    }
  }
  if (whole < dimension) {
    // What fills a row up is its shift, so that it is zero once shifted.
    float tails[ROWS][CK_FLOAT_LANES];
    copy_tails(tails, rows, row_count, dimension, whole);
    for (size_t r = 0; r < row_count; r++) {
      for (size_t i = dimension - whole; i < CK_FLOAT_LANES; i++) tails[r][i] = shifts[r];
      lanes value = less(floats(tails[r]), all(shifts[r]));
      first[r] = added(first[r], value);
      second[r] = added(second[r], times(value, value));
    }
  }
  for (size_t r = 0; r < row_count; r++) {
    sums[r] = total(first[r]);
    squares[r] = total(second[r]);
  }
}

TARGET void NAME(float_moments)(ck_float_rows rows, const float *shifts, double *sums, double *squares) {
  size_t r = 0;
  for (; r + ROWS <= rows.count; r += ROWS) {
    add_moments(ROWS, rows.values + r * rows.dimension, rows.dimension, shifts + r, sums + r, squares + r);
  }
  for (; r < rows.count; r++) {
    add_moments(1, rows.values + r * rows.dimension, rows.dimension, shifts + r, sums + r, squares + r);
  }
}
