// The block sums of the index: an image's cells, coarser cells from finer ones, and the same for what they leave over.

#include "CKernels.h"

#include <math.h>
#include <string.h>

// Adds up columns, three numbers each, to the cells of one row.
static void add_columns(const uint32_t *columns, const int32_t *edges, int32_t cells, uint32_t *sums) {
  for (int32_t cell = 0; cell < cells; cell++, sums += 3) {
    const uint32_t *column = columns + 3 * edges[cell], *end = columns + 3 * edges[cell + 1];
    uint32_t red = column[0], green = column[1], blue = column[2];
    while ((column += 3) < end) {
      red += column[0];
      green += column[1];
      blue += column[2];
    }
    sums[0] = red;
    sums[1] = green;
    sums[2] = blue;
  }
}

// Whether all columns of cells are four pixels wide.
static int are_quads(ck_grid grid) {
  for (int32_t column = 0; column <= grid.columns; column++) {
    if (grid.x_edges[column] != 4 * column) return 0;
  }
  return 1;
}

void ck_cell_sums(const ck_kernels *kernels, const uint8_t *samples, ck_grid grid, uint32_t *scratch, uint32_t *sums,
                  uint32_t *squares) {
  size_t columns = 3 * (size_t)grid.x_edges[grid.columns];
  uint32_t *column_squares = scratch + columns + 16;
  int in_one_go = are_quads(grid);
  for (int32_t row = 0; row < grid.rows; row++) {
    const uint8_t *rows = samples + (size_t)grid.y_edges[row] * columns;
    int32_t height = grid.y_edges[row + 1] - grid.y_edges[row];
    size_t first = 3 * (size_t)row * (size_t)grid.columns;
    if (in_one_go) {
      kernels->quad_sums(rows, columns, height, (size_t)grid.columns, sums + first, squares + first);
    } else {
      kernels->column_sums(rows, columns, height, columns, scratch, column_squares);
      add_columns(scratch, grid.x_edges, grid.columns, sums + first);
      add_columns(column_squares, grid.x_edges, grid.columns, squares + first);
    }
  }
}

ck_moments ck_total_moments(const uint32_t *sums, const uint32_t *squares, size_t count) {
  ck_moments moments = {0, 0};
  for (size_t i = 0; i < count; i++) {
    moments.sum += sums[i];
    moments.sum_of_squares += squares[i];
  }
  return moments;
}

void ck_merge_cells(const uint32_t *fine, int32_t fine_columns, ck_grid cells, uint32_t *scratch, uint32_t *merged) {
  const size_t width = 3 * (size_t)fine_columns;
  for (int32_t row = 0; row < cells.rows; row++, merged += 3 * cells.columns) {
    const uint32_t *fine_row = fine + (size_t)cells.y_edges[row] * width;
    memcpy(scratch, fine_row, width * sizeof *scratch);
    for (int32_t y = cells.y_edges[row] + 1; y < cells.y_edges[row + 1]; y++) {
      fine_row += width;
      for (size_t i = 0; i < width; i++) scratch[i] += fine_row[i];
    }
    add_columns(scratch, cells.x_edges, cells.columns, merged);
  }
}

void ck_merge_energies(const double *fine, int32_t fine_columns, ck_grid blocks, double *scratch, double *merged) {
  const size_t width = 3 * (size_t)fine_columns;
  for (int32_t row = 0; row < blocks.rows; row++) {
    const double *fine_row = fine + (size_t)blocks.y_edges[row] * width;
    memcpy(scratch, fine_row, width * sizeof *scratch);
    for (int32_t y = blocks.y_edges[row] + 1; y < blocks.y_edges[row + 1]; y++) {
      fine_row += width;
      for (size_t i = 0; i < width; i++) scratch[i] += fine_row[i];
    }
    for (int32_t column = 0; column < blocks.columns; column++, merged += 3) {
      merged[0] = merged[1] = merged[2] = 0;
      for (int32_t x = blocks.x_edges[column]; x < blocks.x_edges[column + 1]; x++) {
        for (int channel = 0; channel < 3; channel++) merged[channel] += scratch[3 * x + channel];
      }
    }
  }
}

double ck_norm_scale(const double *energies, size_t count) {
  // Several at once, as each comparison waits for the one before.
  double lanes[8] = {0};
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    for (int lane = 0; lane < 8; lane++) lanes[lane] = energies[i + (size_t)lane] > lanes[lane] ? energies[i + (size_t)lane] : lanes[lane];
  }
  for (; i < count; i++) lanes[0] = energies[i] > lanes[0] ? energies[i] : lanes[0];
  double largest = 0;
  for (int lane = 0; lane < 8; lane++) largest = lanes[lane] > largest ? lanes[lane] : largest;
  // A little more than a 255th, so that rounding up never passes 255.
  return sqrt(largest) / 254.9;
}
