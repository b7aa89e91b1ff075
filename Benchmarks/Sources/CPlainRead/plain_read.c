#include "CPlainRead.h"

#include <string.h>

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))
#define AVX512 __attribute__((target("avx512f")))

AVX2 static inline __m256i load_32(const uint8_t *bytes) { return _mm256_loadu_si256((const __m256i *)bytes); }

AVX512 static inline __m512i load_64(const uint8_t *bytes) { return _mm512_loadu_si512(bytes); }

AVX2 static uint64_t read_avx2(const uint8_t *a, const uint8_t *b, size_t count) {
  __m256i sums[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
  for (size_t i = 0; i + 64 <= count; i += 64) {
    sums[0] = _mm256_add_epi64(sums[0], load_32(a + i));
    sums[1] = _mm256_add_epi64(sums[1], load_32(b + i));
    sums[2] = _mm256_add_epi64(sums[2], load_32(a + i + 32));
    sums[3] = _mm256_add_epi64(sums[3], load_32(b + i + 32));
  }
  uint64_t words[4];
  __m256i sum = _mm256_add_epi64(_mm256_add_epi64(sums[0], sums[1]), _mm256_add_epi64(sums[2], sums[3]));
  _mm256_storeu_si256((__m256i *)words, sum);
  return words[0] + words[1] + words[2] + words[3];
}

AVX512 static uint64_t read_avx512(const uint8_t *a, const uint8_t *b, size_t count) {
  __m512i sums[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
  for (size_t i = 0; i + 128 <= count; i += 128) {
    sums[0] = _mm512_add_epi64(sums[0], load_64(a + i));
    sums[1] = _mm512_add_epi64(sums[1], load_64(b + i));
    sums[2] = _mm512_add_epi64(sums[2], load_64(a + i + 64));
    sums[3] = _mm512_add_epi64(sums[3], load_64(b + i + 64));
  }
  return (uint64_t)_mm512_reduce_add_epi64(_mm512_add_epi64(_mm512_add_epi64(sums[0], sums[1]), _mm512_add_epi64(sums[2], sums[3])));
}

#endif

static uint64_t word(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, sizeof value);
  return value;
}

static uint64_t read_words(const uint8_t *a, const uint8_t *b, size_t count) {
  uint64_t first = 0, second = 0;
  for (size_t i = 0; i + 8 <= count; i += 8) {
    first += word(a + i);
    second += word(b + i);
  }
  return first + second;
}

uint64_t plain_read(const uint8_t *a, const uint8_t *b, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return read_avx512(a, b, count);
  if (__builtin_cpu_supports("avx2")) return read_avx2(a, b, count);
#endif
  return read_words(a, b, count);
}

uint64_t plain_read_one(const uint8_t *a, size_t count) {
  size_t half = count / 2 & ~(size_t)127;
  return plain_read(a, a + half, half);
}
