// Runs the transformer's loops, and those of a graph's distances, of every set that this processor has: the first gives the digests, the
// others must give the same bits. Distances are sums in any order, and are compared with those in double precision.

#include "check.h"

#include <CHNSW.h>
#include <CTransformer.h>

static const ct_kernels *sets[3];
static size_t set_count;

// Runs `body` for every set, the results of the first being those that are expected.
#define COMPARE(digest_, number, size, found, expected, ...) \
  do { \
    for (size_t which = 0; which < set_count; which++) { \
      const ct_kernels *set = sets[which]; \
      uint8_t *result = which ? found : expected; \
      memset(result, 0, size); \
      __VA_ARGS__; \
      if (which) expect_same(digest_.name, "another set", number, found, expected, size); \
    } \
    digest(&digest_, expected, size); \
  } while (0)

static void check_rows(check_random *random) {
  check_digest rows = digest_named("rows"), bytes = digest_named("bytes");
  for (size_t number = 1; number < 90; number++) {
    const size_t width = number < 68 ? number : 11 * number, count = 1 + number % 4, total = count * width;
    float *x = random_floats(random, count * (width + 5), 7), *gain = random_floats(random, width, 2), *bias = random_floats(random, width, 1);
    const size_t most = total * 20 + width * width + width * 8;
    uint8_t *expected = room(most), *found = room(most);
    COMPARE(rows, number, total * 4, found, expected, set->layer_norm(x, width + 5, count, width, gain, bias, 1e-5f, (float *)result));
    COMPARE(rows, number, total * 2, found, expected, set->to_bf16(x, total, (uint16_t *)result));
    COMPARE(rows, number, total * 4, found, expected, {
      memcpy(result, x, total * 4);
      set->add(x + 3, total - 3 * (total > 3), (float *)result);
    });
    float *pairs = random_floats(random, 2 * total, 9);
    COMPARE(rows, number, total * 4, found, expected, set->gate(pairs, count, width, (float *)result));

    int8_t *weights = room(width * width);
    float *scales = room(width * 4), *numbers = random_floats(random, width * width, 1);
    int32_t *sums = room(width * 4), *products = room(total * 4);
    sets[0]->quantize_weights(numbers, width, width, weights, scales, sums);
    COMPARE(bytes, number, width * width + width * 8, found, expected, {
              float own_scales[1000];
              int32_t own_sums[1000];
              set->quantize_weights(numbers, width, width, (int8_t *)result, own_scales, own_sums);
              memcpy(result + width * width, own_scales, width * 4);
              memcpy(result + width * width + width * 4, own_sums, width * 4);
            });
    ct_row_code codes[4];
    uint8_t *small = room(total);
    COMPARE(bytes, number, total + sizeof codes, found, expected, {
      ct_row_code own[4] = {{0}};
      set->quantize(x, count, width, 255, result, own);
      memcpy(result + total, own, sizeof own);
      memcpy(codes, own, sizeof own);
      memcpy(small, result, total);
    });
    for (size_t i = 0; i < total; i++) {
      for (size_t j = 0; j < width; j++) products[i] += (int32_t)small[i / width * width + j] * weights[i % width * width + j];
    }
    const ct_signed_matrix matrix = {scales, sums, number % 3 ? bias : NULL};
    COMPARE(bytes, number, total * 4, found, expected, {
      set->dequantize(products, count, width, codes, matrix, 0, (float *)result);
      set->dequantize(products, count, width, codes, matrix, 1, (float *)result);
    });
    for (ct_activation activation = CT_GELU; activation <= CT_TANH_GELU; activation++) {
      COMPARE(bytes, number, total * 5 + sizeof codes, found, expected, {
        ct_row_code own[4];
        memcpy(own, codes, sizeof own);
        memcpy(result, products, total * 4);
        set->activate((int32_t *)result, count, width, own, matrix, activation, 255, result + total * 4);
        memcpy(result + total * 5, own, count * sizeof own[0]);
      });
    }
    free(x), free(gain), free(bias), free(expected), free(found), free(pairs), free(weights), free(scales), free(numbers);
    free(sums), free(products), free(small);
  }
  print_digest(rows);
  print_digest(bytes);
}

static void check_attention(check_random *random) {
  check_digest attention = digest_named("attention");
  for (size_t number = 0; number < 60; number++) {
    const size_t queries = 1 + next_number(random) % 60, keys = queries + next_number(random) % 40, width = 1 + next_number(random) % 90;
    const size_t stride = width + 3, size = queries * (width + 1) * 4;
    float *q = random_floats(random, queries * stride, 3), *k = random_floats(random, keys * stride, 3), *v = random_floats(random, keys * stride, 1);
    float *scratch = room(ct_attention_scratch(keys, width) * 4);
    uint8_t *expected = room(size), *found = room(size);
    COMPARE(attention, number, size, found, expected, {
      const ct_attention one = {.queries = q, .keys = k, .values = v, .query_stride = stride, .stride = stride, .query_count = queries,
                                .key_count = keys, .head_width = width, .scale = 0.3f, .visible = number % 2 ? 1 : keys,
                                .output = (float *)result, .output_stride = width + 1};
      set->attend(&one, scratch);
    });
    free(q), free(k), free(v), free(scratch), free(expected), free(found);
  }
  print_digest(attention);
}

static void check_conversions(check_random *random) {
  check_digest conversions = digest_named("conversions");
  uint16_t *halves = room(65536 * 2);
  float *floats = room(65536 * 4);
  for (size_t i = 0; i < 65536; i++) halves[i] = (uint16_t)i;
  // The bits of a NaN are the processor's.
  ct_from_bf16(halves, 65536, floats);
  for (size_t i = 0; i < 65536; i++) {
    if (floats[i] == floats[i]) digest(&conversions, floats + i, 4);
  }
  ct_from_f16(halves, 65536, floats);
  for (size_t i = 0; i < 65536; i++) {
    if (floats[i] == floats[i]) digest(&conversions, floats + i, 4);
  }
  float *x = random_floats(random, 40 * 513, 3);
  memset(x, 0, 513 * 4);
  ct_normalize(x, 40, 513);
  digest(&conversions, x, 40 * 513 * 4);
  free(halves), free(floats), free(x);
  print_digest(conversions);
}

static void expect_near(const char *name, size_t number, double found, double expected, double scale) {
  const double difference = found > expected ? found - expected : expected - found;
  if (difference <= 1e-5 * scale + 1e-6) return;
  failures++;
  fprintf(stderr, "%s is %g in place of %g, case %zu\n", name, found, expected, number);
}

static void check_distances(check_random *random) {
  for (cis_set set = CIS_SCALAR; set < CIS_SET_COUNT; set++) {
    if (!cis_has(set)) continue;
    for (size_t number = 1; number < 300; number++) {
      float *a = random_floats(random, number, 1), *b = random_floats(random, number, 1);
      double length = 0, distance = 0;
      for (size_t i = 0; i < number; i++) {
        length += (double)a[i] * a[i];
        distance += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
      }
      expect_near("a squared length", number, chnsw_squared_length(set, a, number), length, length);
      expect_near("a squared difference", number, chnsw_squared_difference(set, a, b, number), distance, distance);
      free(a), free(b);
    }
    const chnsw_half_loops loops = chnsw_half_loops_for(set);
    if (!loops.narrow) continue;
    for (size_t count = 32; count < 1200; count += 32) {
      float *a = random_floats(random, count, 1), *b = random_floats(random, count, 1), *wide = room(count * 4);
      uint16_t *half_a = room(count * 2), *half_b = room(count * 2);
      loops.narrow(a, half_a, count);
      loops.narrow(b, half_b, count);
      double dot = 0, mixed = 0;
      ct_from_f16(half_b, count, wide);
      for (size_t i = 0; i < count; i++) mixed += (double)a[i] * wide[i];
      float *other = room(count * 4);
      ct_from_f16(half_a, count, other);
      for (size_t i = 0; i < count; i++) dot += (double)other[i] * wide[i];
      for (size_t i = 0; i < count; i++) expect_near("a half", count, other[i], a[i], 100);
      expect_near("a product of halves", count, loops.dot(half_a, half_b, count), dot, (double)count);
      expect_near("a mixed product", count, loops.mixed_dot(a, half_b, count), mixed, (double)count);
      free(a), free(b), free(wide), free(half_a), free(half_b), free(other);
    }
  }
}

int main(int argc, char **argv) {
  (void)argc;
  for (cis_set number = CIS_SCALAR; number < CIS_SET_COUNT; number++) {
    const ct_kernels *set = ct_kernels_for(number);
    if (set) sets[set_count++] = set;
  }
  fprintf(stderr, "%s: %zu sets\n", argv[0], set_count);
  check_random random = {20260118};
  check_rows(&random);
  check_attention(&random);
  check_conversions(&random);
  check_distances(&random);
  return failures ? 1 : 0;
}
