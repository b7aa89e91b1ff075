// The computations of a transformer between its matrix products: attention, layer normalisation, quantisation.
//
// Every kernel is written once, on vectors of sixteen floats, and compiled for each instruction set (kernels.h). All sets add
// in the same order and round alike, so their results are the same bits.

#ifndef CTRANSFORMER_H
#define CTRANSFORMER_H

#include <stddef.h>
#include <stdint.h>

#include "CInstructionSets.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// Softmax(scale · QKᵀ) V for one head of one sequence.
typedef struct ct_attention {
  /// Rows of `head_width` numbers; those of keys and values are `stride` apart.
  const float *queries;
  const float *keys;
  const float *values;
  size_t query_stride;
  size_t stride;
  size_t query_count;
  size_t key_count;
  size_t head_width;
  float scale;
  /// Query i sees the first `visible` + i keys, or all where there are fewer: `key_count` for full attention, 1 for
  /// causal.
  size_t visible;
  float *output;
  size_t output_stride;
} ct_attention;

/// The code of a row of numbers in bytes: x = scale · (byte - zero).
typedef struct ct_row_code {
  float scale;
  int32_t zero;
} ct_row_code;

/// A matrix of signed bytes, whose rows are outputs: x = scales[row] · byte. `sums` are the rows' sums of bytes.
typedef struct ct_signed_matrix {
  const float *scales;
  const int32_t *sums;
  const float *_Nullable bias;
} ct_signed_matrix;

/// x Φ(x); x / (1 + exp(-1.702 x)); x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.
typedef enum ct_activation { CT_GELU, CT_QUICK_GELU, CT_TANH_GELU } ct_activation;

typedef struct ct_kernels {
  /// y = (x - mean) / sqrt(variance + epsilon) · gain + bias for each row; y has no gaps between rows.
  void (*layer_norm)(const float *x, size_t stride, size_t rows, size_t width, const float *gain, const float *bias,
                     float epsilon, float *y);

  /// y += x
  void (*add)(const float *x, size_t count, float *y);

  /// Rounds to the nearest bf16, ties to even.
  void (*to_bf16)(const float *x, size_t count, uint16_t *y);

  /// `scratch` has ct_attention_scratch floats.
  void (*attend)(const ct_attention *attention, float *scratch);

  /// Writes each row in bytes from 0 to `levels`, from its least to its greatest number and zero.
  void (*quantize)(const float *x, size_t rows, size_t width, int32_t levels, uint8_t *y, ct_row_code *codes);

  /// Writes each row in bytes from -127 to 127, and sums them.
  void (*quantize_weights)(const float *x, size_t rows, size_t width, int8_t *y, float *scales, int32_t *sums);

  /// Writes the numbers that the product of bytes `x` stands for to `y` or, where `is_added`, added to it.
  void (*dequantize)(const int32_t *x, size_t rows, size_t width, const ct_row_code *codes, ct_signed_matrix weights,
                     int is_added, float *y);

  /// The same with the activation applied, written in bytes again. Changes `x`; `codes` are those of `x` before and of `y`
  /// after.
  void (*activate)(int32_t *x, size_t rows, size_t width, ct_row_code *codes, ct_signed_matrix weights,
                   ct_activation activation, int32_t levels, uint8_t *y);

  /// Rows of 2 · `width` numbers, halves a and b, become rows of a / (1 + exp(-a)) · b (SwiGLU).
  void (*gate)(const float *x, size_t rows, size_t width, float *y);
} ct_kernels;

/// The kernels for `set`, or NULL when this processor, or this build, lacks them. Those for plain C and for NEON are the same: they
/// are compiled for what every processor of the architecture has.
const ct_kernels *_Nullable ct_kernels_for(cis_set set);

size_t ct_attention_scratch(size_t key_count, size_t head_width);

// Numbers of files, made floats; the bytes need not be aligned.
void ct_from_bf16(const void *bytes, size_t count, float *y);
void ct_from_f16(const void *bytes, size_t count, float *y);

/// Divides each row by its Euclidean norm; one of zeros stays.
void ct_normalize(float *x, size_t rows, size_t width);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
