// Compares every kernel of every set that this processor has with the plain one, and prints digests of what the plain one gives.

#include "check.h"

#include <CKernels.h>

static const ck_kernels *scalar;
static const ck_kernels *others[3];
static size_t other_count;

// Runs `body` for the plain set, whose results in `expected` join the digest, then for every other one.
#define COMPARE(digest_, number, size, found, expected, ...) \
  do { \
    const ck_kernels *set = scalar; \
    void *result = expected; \
    __VA_ARGS__; \
    digest(&digest_, expected, size); \
    for (size_t other = 0; other < other_count; other++) { \
      set = others[other]; \
      result = found; \
      memset(found, 0xa5, size); \
      __VA_ARGS__; \
      expect_same(digest_.name, set->name, number, found, expected, size); \
    } \
  } while (0)

static void check_sums(check_random *random) {
  check_digest sums = digest_named("sums");
  for (size_t number = 0; number < 400; number++) {
    const size_t count = number < 200 ? number : number < 390 ? next_number(random) % 5000 : (1u << 18) + number;
    uint8_t *a = random_bytes(random, count + 3), *b = random_bytes(random, count + 3);
    if (number % 7 == 0) memset(a, 255, count + 3);
    if (number % 14 == 0) memset(b, 0, count + 3);
    uint64_t expected[5], found[5];
    COMPARE(sums, number, sizeof found, found, expected, {
      const ck_moments moments = set->moments(a + number % 3, count);
      const uint64_t values[5] = {set->l1(a + number % 3, b + 1, count), set->squared_difference(a + number % 3, b + 1, count),
                                  set->dot(a + number % 3, b + 1, count), moments.sum, moments.sum_of_squares};
      memcpy(result, values, sizeof values);
    });
    free(a);
    free(b);
  }
  print_digest(sums);
}

static void check_tiles(check_random *random) {
  check_digest tiles = digest_named("tiles");
  for (size_t number = 0; number < 90; number++) {
    const size_t count = number < 70 ? number : 1000 + 131 * number, b_count = 1 + number % 5;
    const uint8_t *a[CK_TILE_ROWS], *b[5];
    for (size_t i = 0; i < CK_TILE_ROWS; i++) a[i] = random_bytes(random, count);
    for (size_t j = 0; j < b_count; j++) b[j] = random_bytes(random, count);
    uint64_t expected[2][20], found[2][20];
    const size_t size = CK_TILE_ROWS * b_count * sizeof(uint64_t);
    for (int kind = 0; kind < 2; kind++) {
      COMPARE(tiles, number, size, found[kind], expected[kind], {
        memset(result, 0, size);
        (kind ? set->dot_tile : set->l1_tile)(a, b, b_count, count, result);
      });
    }
    for (size_t i = 0; i < CK_TILE_ROWS; i++) free((void *)a[i]);
    for (size_t j = 0; j < b_count; j++) free((void *)b[j]);
  }
  print_digest(tiles);
}

static void check_floats(check_random *random) {
  check_digest floats = digest_named("floats");
  for (size_t number = 1; number < 90; number++) {
    const size_t dimension = number < 68 ? number : 97 * number, query_count = 1 + number % 9, row_count = 1 + number % 7;
    const size_t stride = (dimension + CK_FLOAT_LANES - 1) / CK_FLOAT_LANES * CK_FLOAT_LANES;
    double *values = room(query_count * stride * sizeof(double));
    float *numbers = random_floats(random, query_count * dimension, 3), *rows = random_floats(random, row_count * dimension, 2);
    float *shifts = random_floats(random, row_count, 1);
    for (size_t i = 0; i < query_count * dimension; i++) values[i / dimension * stride + i % dimension] = numbers[i];
    for (size_t i = 0; i < row_count * dimension; i += 5) rows[i] *= 0x1p-9f;
    const ck_float_queries q = {values, query_count, stride};
    const ck_float_rows r = {rows, row_count, dimension};
    const size_t pairs = query_count * row_count, size = (4 * pairs + 2 * row_count) * sizeof(double);
    double *expected = room(size), *found = room(size);
    COMPARE(floats, number, size, found, expected, {
      double *sums = result;
      set->float_l1(q, r, sums);
      set->float_squared_difference(q, r, sums + pairs);
      set->float_dot(q, r, sums + 2 * pairs);
      set->float_shifted_dot(q, r, shifts, sums + 3 * pairs);
      set->float_moments(r, shifts, sums + 4 * pairs, sums + 4 * pairs + row_count);
    });
    free(values), free(numbers), free(rows), free(shifts), free(expected), free(found);
  }
  print_digest(floats);
}

static void check_quantized(check_random *random) {
  check_digest quantized = digest_named("quantised");
  for (size_t number = 0; number < 60; number++) {
    const size_t stride = CK_QUANTIZED_LANES * (1 + number % 9), query_count = 1 + number % 6, count = 1 + number % 13;
    const int32_t limit = CK_QUANTIZED_QUERY_SUM / (int32_t)stride < INT16_MAX ? CK_QUANTIZED_QUERY_SUM / (int32_t)stride : INT16_MAX;
    int16_t *values = room(query_count * stride * sizeof(int16_t));
    for (size_t i = 0; i < query_count * stride; i++) values[i] = (int16_t)((int64_t)(next_number(random) % (2 * (uint64_t)limit + 1)) - limit);
    uint8_t *rows = random_bytes(random, count * stride);
    const size_t size = query_count * count * sizeof(int32_t);
    int32_t *expected = room(size), *found = room(size);
    COMPARE(quantized, number, size, found, expected, set->quantized_dot((ck_quantized_queries){values, query_count, stride}, rows, count, result));
    free(values), free(rows), free(expected), free(found);
  }
  print_digest(quantized);
}

static void check_codes(check_random *random) {
  check_digest codes = digest_named("codes");
  for (size_t number = 0; number < 60; number++) {
    const size_t a_panels = 1 + number % 4, b_panels = 1 + number % 3, steps = number < 40 ? number : 61 * number;
    const size_t panel = CK_PANEL_ROWS * CK_PANEL_STEP * steps;
    int8_t *a = (int8_t *)random_bytes(random, a_panels * panel), *b = (int8_t *)random_bytes(random, b_panels * panel);
    for (size_t i = 0; i < a_panels * panel; i++) a[i] = a[i] == -128 ? 127 : a[i];
    for (size_t i = 0; i < b_panels * panel; i++) b[i] = b[i] == -128 ? -127 : b[i];
    const size_t pairs = CK_PANEL_ROWS * a_panels * CK_PANEL_ROWS * b_panels;
    int32_t *expected = room(pairs * 4), *found = room(pairs * 4);
    COMPARE(codes, number, pairs * 4, found, expected, set->code_products(a, a_panels, b, b_panels, steps, result));

    float *facts[8];
    for (int i = 0; i < 8; i++) {
      facts[i] = random_floats(random, CK_PANEL_ROWS * (i < 4 ? a_panels : b_panels), 1);
      for (size_t j = 0; i % 4 < 3 && j < CK_PANEL_ROWS * (i < 4 ? a_panels : b_panels); j++) facts[i][j] = facts[i][j] < 0 ? -facts[i][j] : facts[i][j];
    }
    facts[7][3] = __builtin_inff();
    for (size_t i = 0; i < pairs; i++) expected[i] = (int32_t)(next_number(random) % 5) - 2;
    int32_t *sums = expected;
    uint32_t *pairs_expected = room((pairs + 1) * 4), *pairs_found = room((pairs + 1) * 4);
    COMPARE(codes, number, (pairs + 1) * 4, pairs_found, pairs_expected, {
      uint32_t *list = result;
      memset(list, 0, (pairs + 1) * 4);
      list[pairs] = (uint32_t)set->code_candidates(sums, (ck_code_facts){facts[0], facts[1], facts[2], facts[3]}, a_panels,
                                                   (ck_code_facts){facts[4], facts[5], facts[6], facts[7]}, b_panels, list);
      // What lies behind the last pair is nobody's.
      memset(list + list[pairs], 0, (pairs - list[pairs]) * 4);
    });
    for (int i = 0; i < 8; i++) free(facts[i]);
    free(a), free(b), free(expected), free(found), free(pairs_expected), free(pairs_found);
  }
  print_digest(codes);
}

static void check_cells(check_random *random) {
  check_digest cells = digest_named("cells");
  for (size_t number = 0; number < 80; number++) {
    const size_t columns = number, count = 1 + number * 3 % 70, quads = number % 20, stride = (columns > 12 * quads ? columns : 12 * quads) + number % 3;
    uint8_t *rows = random_bytes(random, stride * count);
    if (number % 9 == 0) memset(rows, 255, stride * count);
    const size_t size = (2 * columns + 6 * quads) * 4;
    uint32_t *expected = room(size), *found = room(size);
    COMPARE(cells, number, size, found, expected, {
      uint32_t *sums = result;
      memset(sums, 0, size);
      set->column_sums(rows, stride, (int32_t)count, columns, sums, sums + columns);
      set->quad_sums(rows, stride, (int32_t)count, quads, sums + 2 * columns, sums + 2 * columns + 3 * quads);
    });
    free(rows), free(expected), free(found);
  }
  print_digest(cells);

  check_digest means = digest_named("means");
  for (size_t number = 1; number < 200; number++) {
    const size_t count = number;
    const uint32_t area = 1 + (uint32_t)(next_number(random) % 65536);
    uint32_t *sums = room(count * 4), *squares = room(count * 4);
    double *inverses = room(count * 8), *energies = room(count * 8);
    for (size_t i = 0; i < count; i++) {
      sums[i] = (uint32_t)(next_number(random) % (255 * (uint64_t)area + 1));
      const uint64_t least = (uint64_t)sums[i] * sums[i] / area, most = (uint64_t)sums[i] * 255;
      squares[i] = (uint32_t)(least + (most > least ? next_number(random) % (most - least + 1) : 0));
      inverses[i] = 1.0 / area;
      energies[i] = (double)(next_number(random) % 1000000) / 7;
    }
    const double scale = ck_norm_scale(energies, count);
    const size_t size = sizeof(ck_quantization) + count * (1 + 8 + 1);
    uint8_t *expected = room(size), *found = room(size);
    COMPARE(means, number, size, found, expected, {
      uint8_t *bytes = result;
      const ck_quantization quantization = set->quantize(sums, count, area, bytes + sizeof quantization);
      memcpy(bytes, &quantization, sizeof quantization);
      double *values = room(count * 8);
      set->residual_energies(sums, squares, inverses, count, values);
      memcpy(bytes + sizeof quantization + count, values, count * 8);
      free(values);
      set->quantize_norms(energies, count, scale, bytes + sizeof quantization + count * 9);
    });
    free(sums), free(squares), free(inverses), free(energies), free(expected), free(found);
  }
  print_digest(means);
}

// Both passes with windows of any weights; a fixed-point filter's add up to 1.
static void check_passes(check_random *random) {
  check_digest passes = digest_named("passes");
  for (size_t number = 0; number < 120; number++) {
    const int32_t width = 1 + (int32_t)(number < 70 ? number : next_number(random) % 600), out_width = 1 + (int32_t)(next_number(random) % 70);
    const size_t stride = 3 * (size_t)width + CK_ROW_PADDING, columns = 3 * (size_t)out_width, group_size = 4 * columns + CK_GROUP_PADDING;
    uint8_t *rows = random_bytes(random, CK_STRIP_ROWS * stride + CK_ROW_PADDING);
    const int32_t groups = (width + 3) / 4;
    int32_t *weights = room((size_t)out_width * (size_t)groups * 16);
    ck_taps *taps = room((size_t)(out_width + 1) * sizeof(ck_taps));
    for (int32_t i = 0; i < out_width; i++) {
      taps[i].first = (int32_t)(next_number(random) % (uint64_t)groups);
      taps[i].count = 1 + (int32_t)(next_number(random) % (uint64_t)(groups - taps[i].first));
      if (taps[i].count > 9) taps[i].count = 9;
      int64_t left = 1 << 22;
      for (int32_t j = 0; j < 4 * taps[i].count; j++) {
        // Neither samples past the row's end nor weights past a filter's.
        const int is_inside = 4 * taps[i].first + j < width;
        const int32_t weight = is_inside ? (int32_t)(next_number(random) % (1 << 21)) - (1 << 19) : 0;
        weights[((size_t)i * (size_t)groups) * 4 + (size_t)j] = weight;
        left -= weight;
      }
      weights[(size_t)i * (size_t)groups * 4] += (int32_t)(left > (1 << 22) ? 0 : left < -(1 << 22) ? 0 : left);
    }
    int32_t vertical[16];
    for (int i = 0; i < 16; i++) vertical[i] = (int32_t)(next_number(random) % (1 << 20)) - (1 << 17);
    const size_t size = 16 * columns + columns;
    uint8_t *expected = room(size), *found = room(size), *scratch = room(ck_scratch_size(width));
    uint8_t *lines[4];
    for (int i = 0; i < 4; i++) lines[i] = room(group_size);
    uint8_t *row = room(columns + CK_GROUP_PADDING);
    COMPARE(passes, number, size, found, expected, {
      ck_packed_weights *packed = room((size_t)out_width * (size_t)groups * sizeof(ck_packed_weights));
      for (int32_t i = 0; i < out_width; i++) {
        for (int32_t j = 0; j < taps[i].count; j++) {
          packed[(size_t)i * (size_t)groups + (size_t)j] = set->pack_weights(weights + ((size_t)i * (size_t)groups + (size_t)j) * 4);
        }
        taps[i].weights = packed + (size_t)i * (size_t)groups;
      }
      set->horizontal(rows, stride, width, taps, out_width, lines, scratch);
      for (int i = 0; i < 4; i++) memcpy((uint8_t *)result + (size_t)i * 4 * columns, lines[i], 4 * columns);
      ck_packed_weights down[4];
      for (int i = 0; i < 4; i++) down[i] = set->pack_weights(vertical + 4 * i);
      set->vertical((const uint8_t *const *)lines, (ck_taps){0, 1 + (int32_t)(number % 4), down}, columns, row);
      memcpy((uint8_t *)result + 16 * columns, row, columns);
      free(packed);
    });
    for (int i = 0; i < 4; i++) free(lines[i]);
    free(rows), free(weights), free(taps), free(expected), free(found), free(scratch), free(row);
  }
  print_digest(passes);
}

int main(int argc, char **argv) {
  (void)argc;
  scalar = ck_kernels_for(CIS_SCALAR);
  fprintf(stderr, "%s: plain", argv[0]);
  for (cis_set number = CIS_SCALAR + 1; number < CIS_SET_COUNT; number++) {
    const ck_kernels *set = ck_kernels_for(number);
    if (!set) continue;
    others[other_count++] = set;
    fprintf(stderr, ", %s", set->name);
  }
  fprintf(stderr, "\n");
  check_random random = {20260117};
  check_sums(&random);
  check_tiles(&random);
  check_floats(&random);
  check_quantized(&random);
  check_codes(&random);
  check_cells(&random);
  check_passes(&random);
  return failures ? 1 : 0;
}
