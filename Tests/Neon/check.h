// What the programs of this folder share: numbers to compute with, comparison with the plain set, and a digest of every result, which is
// the same on all architectures.

#ifndef CHECK_H
#define CHECK_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct check_random {
  uint64_t state;
} check_random;

static inline uint64_t next_number(check_random *random) {
  // Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
  uint64_t z = random->state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static inline void *room(size_t count) {
  void *memory = calloc(1, count ? count : 1);
  if (!memory) abort();
  return memory;
}

static inline uint8_t *random_bytes(check_random *random, size_t count) {
  uint8_t *bytes = room(count);
  for (size_t i = 0; i < count; i++) bytes[i] = (uint8_t)next_number(random);
  return bytes;
}

// Between -scale and scale, with 20 bits.
static inline float *random_floats(check_random *random, size_t count, float scale) {
  float *floats = room(count * sizeof(float));
  for (size_t i = 0; i < count; i++) floats[i] = ((float)(next_number(random) >> 44) / 524288.0f - 1.0f) * scale;
  return floats;
}

// FNV-1a of all results of one name.
typedef struct check_digest {
  const char *name;
  uint64_t value;
} check_digest;

static inline check_digest digest_named(const char *name) { return (check_digest){name, 0xcbf29ce484222325u}; }

static inline void digest(check_digest *digest, const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) digest->value = (digest->value ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3u;
}

static inline void print_digest(check_digest digest) { printf("%s %016llx\n", digest.name, (unsigned long long)digest.value); }

static int failures = 0;

static inline void expect_same(const char *name, const char *set, size_t number, const void *found, const void *expected, size_t count) {
  if (memcmp(found, expected, count) == 0) return;
  failures++;
  fprintf(stderr, "%s of %s differs from plain C, case %zu\n", name, set, number);
}

#endif
