// Vectors of sixteen floats, which the compiler makes of what registers there are.
//
// A file that includes this defines TARGET, the attribute of the instruction set.

#include "CTransformer.h"

#include <string.h>

// How vectors are passed to functions depends on the registers there are; here every such function is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define KERNEL TARGET static
#define INLINE TARGET static inline __attribute__((always_inline))

enum { LANES = 16 };

typedef float floats __attribute__((vector_size(4 * LANES)));
typedef int32_t ints __attribute__((vector_size(4 * LANES)));
typedef uint8_t bytes __attribute__((vector_size(LANES)));
typedef int8_t signed_bytes __attribute__((vector_size(LANES)));
typedef uint16_t halves __attribute__((vector_size(2 * LANES)));

INLINE floats load(const float *x) {
  floats y;
  memcpy(&y, x, sizeof y);
  return y;
}

INLINE void store(floats x, float *y) { memcpy(y, &x, sizeof x); }

INLINE floats all(float x) { return x - (floats){0}; }

INLINE size_t lesser(size_t a, size_t b) { return a < b ? a : b; }

// The first `count` < 16 numbers, the others `rest`.
INLINE floats load_some(const float *x, size_t count, float rest) {
  floats y = all(rest);
  memcpy(&y, x, 4 * count);
  return y;
}

INLINE floats fused(floats a, floats b, floats c) { return __builtin_elementwise_fma(a, b, c); }

INLINE floats chosen(ints mask, floats a, floats b) { return (floats)((mask & (ints)a) | (~mask & (ints)b)); }

INLINE floats greater(floats a, floats b) { return chosen(a > b, a, b); }

INLINE floats least(floats a, floats b) { return chosen(a < b, a, b); }

INLINE floats magnitude(floats x) { return (floats)((ints)x & 0x7fffffff); }

// Adding 3 · 2²² leaves no bits for a fraction; for numbers below 2²².
INLINE floats rounded(floats x) {
  const floats shift = all(12582912.0f);
  return x + shift - shift;
}

#define HALF(x, width)                                                                                                    \
  __builtin_shufflevector(x, x, (0 ^ width), (1 ^ width), (2 ^ width), (3 ^ width), (4 ^ width), (5 ^ width),             \
                          (6 ^ width), (7 ^ width), (8 ^ width), (9 ^ width), (10 ^ width), (11 ^ width), (12 ^ width),   \
                          (13 ^ width), (14 ^ width), (15 ^ width))

INLINE float sum(floats x) {
  x += HALF(x, 8);
  x += HALF(x, 4);
  x += HALF(x, 2);
  x += HALF(x, 1);
  return x[0];
}

INLINE int32_t sum_of_ints(ints x) {
  x += HALF(x, 8);
  x += HALF(x, 4);
  x += HALF(x, 2);
  x += HALF(x, 1);
  return x[0];
}

INLINE float greatest(floats x) {
  x = greater(x, HALF(x, 8));
  x = greater(x, HALF(x, 4));
  x = greater(x, HALF(x, 2));
  x = greater(x, HALF(x, 1));
  return x[0];
}

// e to the x, within 2 units in the last place, for x from -87 to 88; what is below counts as -87.
INLINE floats exponential(floats x) {
  x = greater(x, all(-87.0f));
  const floats n = rounded(x * all(1.44269504088896f));
  // ln 2 in two parts, of which the first times n is exact.
  const floats r = fused(n, all(2.12194440e-4f), fused(n, all(-0.693359375f), x));
  floats y = all(1.9875691500e-4f);
  y = fused(y, r, all(1.3981999507e-3f));
  y = fused(y, r, all(8.3334519073e-3f));
  y = fused(y, r, all(4.1665795894e-2f));
  y = fused(y, r, all(1.6666665459e-1f));
  y = fused(y, r, all(5.0000001201e-1f));
  y = fused(y, r * r, r + 1.0f);
  const ints power = (__builtin_convertvector(n, ints) + 127) << 23;
  return y * (floats)power;
}

// x Φ(x), with the error function by formula 7.1.26 of Abramowitz and Stegun, whose error is below 1.5e-7.
INLINE floats gelu(floats x) {
  const floats z = magnitude(x) * 0.70710678118655f;
  const floats t = 1.0f / fused(z, all(0.3275911f), all(1.0f));
  floats y = all(1.061405429f);
  y = fused(y, t, all(-1.453152027f));
  y = fused(y, t, all(1.421413741f));
  y = fused(y, t, all(-0.284496736f));
  y = fused(y, t, all(0.254829592f));
  // 1 - erf z; half of it is Φ(-|x|).
  const floats tail = 0.5f * x * (y * t * exponential(-z * z));
  return chosen(x < 0.0f, tail, x - tail);
}

INLINE floats quick_gelu(floats x) { return x / (1.0f + exponential(least(x * -1.702f, all(87.0f)))); }

// x (1 + tanh u) / 2 = x / (1 + exp(-2u)) with u = √(2/π) (x + 0.044715 x³).
INLINE floats tanh_gelu(floats x) {
  const floats u = x * fused(x * x, all(-2 * 0.7978845608f * 0.044715f), all(-2 * 0.7978845608f));
  return x / (1.0f + exponential(least(u, all(87.0f))));
}

INLINE floats silu(floats x) { return x / (1.0f + exponential(least(-x, all(87.0f)))); }
