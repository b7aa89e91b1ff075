// Attention. A file that includes this has included vectors.h, and defines PANEL, how many vectors wide the tiles are that fit
// its registers.

enum {
  TILE_ROWS = 6,
  /// Queries whose scores are held at a time.
  BLOCK_ROWS = 48,
};

// C = A B for a few rows and columns; `rows` and `vectors` are constants wherever this is inlined. Every element is summed
// in the order of k.
INLINE void multiply_tile(size_t rows, size_t vectors, const float *a, size_t a_stride, size_t depth, const float *b,
                          size_t b_stride, float *c, size_t c_stride) {
  floats sums[TILE_ROWS][PANEL] = {{{0}}};
  for (size_t k = 0; k < depth; k++) {
    floats right[PANEL];
    for (size_t j = 0; j < vectors; j++) right[j] = load(b + k * b_stride + LANES * j);
    for (size_t i = 0; i < rows; i++) {
      const floats left = all(a[i * a_stride + k]);
      for (size_t j = 0; j < vectors; j++) sums[i][j] = fused(left, right[j], sums[i][j]);
    }
  }
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < vectors; j++) store(sums[i][j], c + i * c_stride + LANES * j);
  }
}

// C = A B. B and C have `columns`, a multiple of sixteen.
KERNEL void multiply(const float *a, size_t a_stride, size_t rows, size_t depth, const float *b, size_t columns, float *c,
                     size_t c_stride) {
  size_t i = 0;
  for (; i + TILE_ROWS <= rows; i += TILE_ROWS) {
    const float *left = a + i * a_stride;
    float *out = c + i * c_stride;
    size_t j = 0;
    for (; j + LANES * PANEL <= columns; j += LANES * PANEL) {
      multiply_tile(TILE_ROWS, PANEL, left, a_stride, depth, b + j, columns, out + j, c_stride);
    }
    for (; j < columns; j += LANES) multiply_tile(TILE_ROWS, 1, left, a_stride, depth, b + j, columns, out + j, c_stride);
  }
  for (; i < rows; i++) {
    const float *left = a + i * a_stride;
    float *out = c + i * c_stride;
    size_t j = 0;
    for (; j + LANES * PANEL <= columns; j += LANES * PANEL) {
      multiply_tile(1, PANEL, left, a_stride, depth, b + j, columns, out + j, c_stride);
    }
    for (; j < columns; j += LANES) multiply_tile(1, 1, left, a_stride, depth, b + j, columns, out + j, c_stride);
  }
}

// Makes scores of the first `count` keys weights that sum to one, and the others zero, up to `padded`.
KERNEL void softmax(float *scores, size_t count, size_t padded) {
  const float low = -__builtin_inff();
  for (size_t i = count; i < padded; i++) scores[i] = low;
  floats highest = all(low);
  for (size_t i = 0; i < padded; i += LANES) highest = greater(highest, load(scores + i));
  const float top = greatest(highest);

  floats total = {0};
  for (size_t i = 0; i < padded; i += LANES) {
    const floats score = load(scores + i);
    const floats weight = chosen(score == low, all(0), exponential(score - top));
    total += weight;
    store(weight, scores + i);
  }
  const float inverse = 1.0f / sum(total);
  for (size_t i = 0; i < padded; i += LANES) store(load(scores + i) * inverse, scores + i);
}

// Turns sixteen rows into sixteen columns: four exchanges, of neighbours that are 8, 4, 2 and 1 apart.
#define EXCHANGE(a, b, mask_a, mask_b)                                                                                    \
  do {                                                                                                                    \
    const floats first = __builtin_shufflevector(a, b, mask_a);                                                           \
    const floats second = __builtin_shufflevector(a, b, mask_b);                                                          \
    a = first, b = second;                                                                                                \
  } while (0)

#define LOW_8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH_8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define LOW_4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH_4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW_2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH_2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW_1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH_1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31

INLINE void turn(floats rows[LANES]) {
  for (int i = 0; i < 8; i++) EXCHANGE(rows[i], rows[i + 8], LOW_8, HIGH_8);
  for (int i = 0; i < LANES; i++) {
    if (!(i & 4)) EXCHANGE(rows[i], rows[i + 4], LOW_4, HIGH_4);
  }
  for (int i = 0; i < LANES; i++) {
    if (!(i & 2)) EXCHANGE(rows[i], rows[i + 2], LOW_2, HIGH_2);
  }
  for (int i = 0; i < LANES; i++) {
    if (!(i & 1)) EXCHANGE(rows[i], rows[i + 1], LOW_1, HIGH_1);
  }
}

// Keys as columns, times the scale; zeros where there are none.
KERNEL void turn_keys(const ct_attention *of, size_t keys, size_t width, float *turned) {
  for (size_t first = 0; first < keys; first += LANES) {
    const size_t count = lesser(LANES, of->key_count - first);
    for (size_t column = 0; column < width; column += LANES) {
      const size_t part = lesser(LANES, of->head_width - column);
      floats square[LANES];
      for (size_t i = 0; i < LANES; i++) {
        const float *key = of->keys + (first + i) * of->stride + column;
        square[i] = i >= count ? all(0) : (part == LANES ? load(key) : load_some(key, part, 0)) * of->scale;
      }
      turn(square);
      for (size_t i = 0; i < LANES; i++) store(square[i], turned + (column + i) * keys + first);
    }
  }
}

// Values without gaps; zeros beyond the head's width.
KERNEL void copy_values(const ct_attention *of, size_t width, float *values) {
  for (size_t i = 0; i < of->key_count; i++, values += width) {
    memcpy(values, of->values + i * of->stride, 4 * of->head_width);
    memset(values + of->head_width, 0, 4 * (width - of->head_width));
  }
}

KERNEL void attend(const ct_attention *of, float *scratch) {
  const size_t keys = (of->key_count + LANES - 1) / LANES * LANES;
  const size_t width = (of->head_width + LANES - 1) / LANES * LANES;
  float *turned = scratch;
  float *values = turned + keys * width;
  float *scores = values + keys * width;
  float *sums = scores + BLOCK_ROWS * keys;
  turn_keys(of, keys, width, turned);
  copy_values(of, width, values);
  for (size_t first = 0; first < of->query_count; first += BLOCK_ROWS) {
    const size_t count = lesser(BLOCK_ROWS, of->query_count - first);
    float *output = of->output + first * of->output_stride;
    multiply(of->queries + first * of->query_stride, of->query_stride, count, of->head_width, turned, keys, scores, keys);
    for (size_t i = 0; i < count; i++) {
      softmax(scores + i * keys, lesser(of->visible + first + i, of->key_count), keys);
    }
    if (width == of->head_width) {
      multiply(scores, keys, count, of->key_count, values, width, output, of->output_stride);
      continue;
    }
    multiply(scores, keys, count, of->key_count, values, width, sums, width);
    for (size_t i = 0; i < count; i++) memcpy(output + i * of->output_stride, sums + i * width, 4 * of->head_width);
  }
}
