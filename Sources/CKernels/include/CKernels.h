// The loops that `retrieve` spends its time in: scores over 8-bit samples and the two passes of a resize.
//
// Every kernel exists as plain C, which is the specification, and for the instruction sets below; all give the same
// integers. A `ck_kernels` is one complete set. Which to use is the caller's choice: `ck_kernels_for` answers NULL where
// the processor lacks the instructions.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ck_simd {
  CK_SCALAR,
  CK_AVX2,
  /// AVX-512 F, BW, VL and VNNI.
  CK_AVX512,
  CK_NEON,
} ck_simd;

/// Sum and sum of squares of samples.
typedef struct ck_moments {
  uint64_t sum;
  uint64_t sum_of_squares;
} ck_moments;

/// Four weights, fixed point with 22 fractional bits, in the form one instruction set wants them.
typedef struct ck_packed_weights {
  int32_t words[4];
} ck_packed_weights;

/// The taps of one output sample: `count` groups of four neighbouring input samples, the first group starting at input
/// sample 4 * first. Samples outside the filter's support have weight zero.
typedef struct ck_taps {
  int32_t first;
  int32_t count;
  const ck_packed_weights *weights;
} ck_taps;

enum {
  /// Rows that the horizontal pass takes at a time.
  CK_STRIP_ROWS = 16,
  /// Bytes that may be read past the end of a row of samples.
  CK_ROW_PADDING = 64,
  /// Bytes that may be read and written past the end of a group of rows.
  CK_GROUP_PADDING = 256,
};

/// One set of kernels. Sample counts are at most 2^40, so no sum overflows.
typedef struct ck_kernels {
  ck_simd simd;
  const char *name;

  /// Sum of |a - b|.
  uint64_t (*l1)(const uint8_t *a, const uint8_t *b, size_t count);
  /// Sum of (a - b)^2.
  uint64_t (*squared_difference)(const uint8_t *a, const uint8_t *b, size_t count);
  /// Sum of a * b.
  uint64_t (*dot)(const uint8_t *a, const uint8_t *b, size_t count);
  ck_moments (*moments)(const uint8_t *a, size_t count);

  /// The form in which `horizontal` and `vertical` take four weights.
  ck_packed_weights (*pack_weights)(const int32_t weights[_Nonnull 4]);

  /// The horizontal pass over 16 rows of RGB.
  ///
  /// `rows` holds CK_STRIP_ROWS rows of `width` pixels, `stride` bytes apart and followed by CK_ROW_PADDING readable
  /// bytes. The result has `out_width` * 3 columns and goes to `groups` in groups of four rows: group g holds, for every
  /// column, the bytes of rows 4g … 4g + 3 side by side. Groups are 4 * columns + CK_GROUP_PADDING bytes long.
  /// `scratch` has ck_scratch_size(width) bytes.
  void (*horizontal)(const uint8_t *rows, size_t stride, int32_t width, const ck_taps *taps, int32_t out_width,
                     uint8_t *_Nonnull const groups[_Nonnull 4], uint8_t *scratch);

  /// One output row of the vertical pass from `taps.count` groups of four rows, as `horizontal` leaves them.
  /// taps.first is not looked at: `groups` begins with the first group.
  void (*vertical)(const uint8_t *_Nonnull const *_Nonnull groups, ck_taps taps, size_t columns, uint8_t *row);
} ck_kernels;

/// The kernels for `simd`, or NULL when this processor, or this build, lacks them.
const ck_kernels *_Nullable ck_kernels_for(ck_simd simd);

/// Bytes of scratch that `horizontal` needs for rows of `width` pixels.
size_t ck_scratch_size(int32_t width);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
