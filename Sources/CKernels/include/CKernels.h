// The loops that `retrieve` spends its time in: scores over 8-bit samples and the two passes of a resize.
//
// Every kernel exists as plain C, which is the specification, and for the instruction sets below; all give the same
// integers. A `ck_kernels` is one complete set. Which to use is the caller's choice: `ck_kernels_for` answers NULL where
// the processor lacks the instructions.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "CInstructionSets.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

#ifdef __cplusplus
extern "C" {
#endif

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

/// What rounding sums to means of 8 bits leaves over, with error = sum - area * mean.
typedef struct ck_quantization {
  /// Sum of |error|.
  uint64_t absolute_error;
  /// Sum of error^2.
  uint64_t squared_error;
  /// Sum of area * mean.
  uint64_t represented;
} ck_quantization;

/// Queries that are compared with embeddings: `count` of them, each of `stride` numbers, which are its own and then zeros up
/// to a multiple of CK_FLOAT_LANES.
typedef struct ck_float_queries {
  const double *values;
  size_t count;
  size_t stride;
} ck_float_queries;

/// `count` embeddings of `dimension` numbers, one after the other.
typedef struct ck_float_rows {
  const float *values;
  size_t count;
  size_t dimension;
} ck_float_rows;

/// Queries that are compared with quantised embeddings: `count` of them, each of `stride` numbers. The sum of |a| over the
/// numbers a of a query is at most CK_QUANTIZED_QUERY_SUM.
typedef struct ck_quantized_queries {
  const int16_t *values;
  size_t count;
  size_t stride;
} ck_quantized_queries;

/// What is known of rows of codes, a number per row: a row stands for the point scale * codes + e, where |e| is at most its error, and
/// the norms of both the point and of scale * codes at most its norm. Rows that fill up the last panel have an infinite height.
typedef struct ck_code_facts {
  const float *scales;
  const float *errors;
  const float *norms;
  const float *heights;
} ck_code_facts;

enum {
  /// Numbers of a quantised embedding, filled up with anything, and of a query, filled up with zeros, come in multiples of this.
  CK_QUANTIZED_LANES = 64,
  /// So that no sum over a quantised embedding leaves 32 bits.
  CK_QUANTIZED_QUERY_SUM = INT32_MAX / 255,
  /// Rows of codes that lie interleaved in a panel.
  CK_PANEL_ROWS = 16,
  /// Codes of a row that lie side by side in a panel.
  CK_PANEL_STEP = 4,
  /// The most panels of each side, and the most steps, that are multiplied at a time.
  CK_PANELS_AT_ONCE = 4,
  CK_PANEL_STEPS = 1 << 15,
  /// Sums over embeddings are kept in this many parts.
  CK_FLOAT_LANES = 8,
  /// Images that a tile kernel compares with others at once.
  CK_TILE_ROWS = 4,
  /// The most samples that a tile kernel takes.
  CK_TILE_SAMPLES = 1 << 18,
  /// Rows that the horizontal pass takes at a time.
  CK_STRIP_ROWS = 16,
  /// Bytes that may be read past the end of a row of samples.
  CK_ROW_PADDING = 64,
  /// Bytes that may be read and written past the end of a group of rows.
  CK_GROUP_PADDING = 256,
  /// Rows of a group.
  CK_GROUP_ROWS = 4,
};

/// One set of kernels. Sample counts are at most 2^40, so no sum overflows.
typedef struct ck_kernels {
  cis_set set;
  const char *name;

  /// Sum of |a - b|.
  uint64_t (*l1)(const uint8_t *a, const uint8_t *b, size_t count);
  /// Sum of (a - b)^2.
  uint64_t (*squared_difference)(const uint8_t *a, const uint8_t *b, size_t count);
  /// Sum of a * b.
  uint64_t (*dot)(const uint8_t *a, const uint8_t *b, size_t count);
  ck_moments (*moments)(const uint8_t *a, size_t count);

  /// Adds to sums[CK_TILE_ROWS * j + i] the sum of |a - b| over the first `count` samples of a[i] and b[j]. Comparing
  /// many with many fetches samples from memory and widens them less often than pair by pair.
  void (*l1_tile)(const uint8_t *_Nonnull const a[_Nonnull CK_TILE_ROWS], const uint8_t *_Nonnull const *_Nonnull b,
                  size_t b_count, size_t count, uint64_t *sums);
  /// The same with the sum of a * b.
  void (*dot_tile)(const uint8_t *_Nonnull const a[_Nonnull CK_TILE_ROWS], const uint8_t *_Nonnull const *_Nonnull b,
                   size_t b_count, size_t count, uint64_t *sums);

  // Sums over embeddings a (of queries) and b (of rows), for row r and query q at sums[r * queries.count + q].
  //
  // Numbers are float32, everything after them is 64-bit floats: number i goes to part i mod CK_FLOAT_LANES of the sum, in
  // the order of i, every operation rounded by itself; the parts p are then added as ((p0 + p4) + (p2 + p6)) + ((p1 + p5) +
  // (p3 + p7)). All sets do just that, so they agree to the last bit. (A product of two float32 numbers is exact, so it may
  // be added in one operation.) It costs nothing where one query meets a gallery, which waits for memory.

  /// Sums of |a - b|.
  void (*float_l1)(ck_float_queries queries, ck_float_rows rows, double *sums);
  /// Sums of (a - b)^2.
  void (*float_squared_difference)(ck_float_queries queries, ck_float_rows rows, double *sums);
  /// Sums of a * b.
  void (*float_dot)(ck_float_queries queries, ck_float_rows rows, double *sums);
  /// Sums of a * (b - shift), a shift for each row.
  void (*float_shifted_dot)(ck_float_queries queries, ck_float_rows rows, const float *shifts, double *sums);
  /// For each row the sums of b - shift and of (b - shift)^2.
  void (*float_moments)(ck_float_rows rows, const float *shifts, double *sums, double *squares);

  /// The sums of a * b over the numbers of queries a and of `count` quantised embeddings b, which are `queries.stride` bytes
  /// apart: for query q and row r at sums[q * count + r].
  void (*quantized_dot)(ck_quantized_queries queries, const uint8_t *rows, size_t count, int32_t *sums);

  // Rows of codes, from -127 to 127, against rows of codes. They come in panels of CK_PANEL_ROWS rows, filled up with zeros: first the
  // first CK_PANEL_STEP codes of every row, row by row, then the next. So a panel has 64 bytes a step.

  /// The sums of a * b over all steps, for row i of all rows of `a` and row j of all rows of `b` at sums[i * CK_PANEL_ROWS * b_panels
  /// + j].
  void (*code_products)(const int8_t *a, size_t a_panels, const int8_t *b, size_t b_panels, size_t steps, int32_t *sums);

  /// The pairs of rows whose points may have a product of at least the sum of their heights, row by row: i << 16 | j. Answers how
  /// many there are; `pairs` has room for all.
  ///
  /// `sums` are those of `code_products`. The bound, ((sum * scale) * scale) + (norm * error + error * norm), is computed in single
  /// precision in this order, each operation rounded by itself: the same in all sets.
  size_t (*code_candidates)(const int32_t *sums, ck_code_facts a, size_t a_panels, ck_code_facts b, size_t b_panels,
                            uint32_t *pairs);

  /// For each of `columns` columns the sum and the sum of squares over `count` rows, `stride` bytes apart; at most 65,536
  /// rows.
  void (*column_sums)(const uint8_t *rows, size_t stride, int32_t count, size_t columns, uint32_t *sums, uint32_t *squares);

  /// For each of `cells` cells of RGB, four pixels wide and `count` rows high, the sum and the sum of squares of its
  /// channels; at most 16,384 rows, `stride` bytes apart.
  void (*quad_sums)(const uint8_t *rows, size_t stride, int32_t count, size_t cells, uint32_t *sums, uint32_t *squares);

  /// Rounds the sums of `count` cells of `area` samples to means; at most 65,536 of either.
  ck_quantization (*quantize)(const uint32_t *sums, size_t count, uint32_t area, uint8_t *means);

  /// For each of `count` cells an upper bound of the sum of (sample - mean)^2, at most 2^-18 too large, from the cell's sum,
  /// sum of squares and one over its area.
  void (*residual_energies)(const uint32_t *sums, const uint32_t *squares, const double *inverse_areas, size_t count,
                            double *energies);

  /// Rounds the square roots of `count` positive energies up to multiples of `scale`, at most 254.9 of it.
  void (*quantize_norms)(const double *energies, size_t count, double scale, uint8_t *norms);

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

  /// Makes four rows of `columns` bytes, `stride` bytes apart, one group. CK_ROW_PADDING bytes past the end of each are read,
  /// and CK_GROUP_PADDING past the end of the group written.
  void (*group_rows)(const uint8_t *rows, size_t stride, size_t columns, uint8_t *group);

  /// Takes the first `count` rows of a group apart again, and writes no byte more. CK_GROUP_PADDING bytes past the end of the
  /// group are read.
  void (*separate_rows)(const uint8_t *group, size_t columns, int32_t count, uint8_t *rows, size_t stride);
} ck_kernels;

/// The kernels for `set`, or NULL when this processor, or this build, lacks them.
const ck_kernels *_Nullable ck_kernels_for(cis_set set);

/// Bytes of scratch that `horizontal` needs for rows of `width` pixels.
size_t ck_scratch_size(int32_t width);

/// A grid of cells over something two-dimensional: cell (x, y) covers columns x_edges[x] up to x_edges[x + 1] and rows
/// likewise, so there is one edge more than there are cells.
typedef struct ck_grid {
  int32_t columns;
  int32_t rows;
  const int32_t *x_edges;
  const int32_t *y_edges;
} ck_grid;

/// Sums and sums of squares of an RGB image over the cells of `grid`, channel by channel, cells row by row.
///
/// A cell has at most 65,536 pixels, so that both fit. `scratch` has room for six numbers per pixel column and 32 more.
void ck_cell_sums(const ck_kernels *kernels, const uint8_t *samples, ck_grid grid, uint32_t *scratch, uint32_t *sums,
                  uint32_t *squares);

/// The sum and the sum of squares of all samples, from those of `count` cells.
ck_moments ck_total_moments(const uint32_t *sums, const uint32_t *squares, size_t count);

/// Adds up cells, three numbers each, to larger ones; the edges of `cells` count in fine cells. `scratch` has room for one
/// row of fine cells.
void ck_merge_cells(const uint32_t *fine, int32_t fine_columns, ck_grid cells, uint32_t *scratch, uint32_t *merged);

/// The scale with which `quantize_norms` may be called for these energies.
double ck_norm_scale(const double *energies, size_t count);

/// Adds up cells' energies to those of blocks, in the same way.
void ck_merge_energies(const double *fine, int32_t fine_columns, ck_grid blocks, double *scratch, double *merged);

/// Cells of equal area whose bytes lie side by side: `count` of them from `start` on.
typedef struct ck_cell_run {
  size_t start;
  size_t count;
  uint64_t area;
} ck_cell_run;

typedef struct ck_cell_runs {
  const ck_cell_run *runs;
  size_t count;
} ck_cell_runs;

/// The bytes that one level has of `count` images, `stride` bytes apart.
typedef struct ck_level_rows {
  const uint8_t *bytes;
  size_t stride;
  size_t count;
} ck_level_rows;

/// For each image the sum of area * |a - b| over the bytes a of `query` and b of the image that `runs` name.
void ck_level_differences(const ck_kernels *kernels, const uint8_t *query, ck_level_rows rows, ck_cell_runs runs,
                          uint64_t *sums);

/// The same with area * a * b.
void ck_level_products(const ck_kernels *kernels, const uint8_t *query, ck_level_rows rows, ck_cell_runs runs,
                       uint64_t *sums);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
