// The block sums of the index: an image's cells, coarser cells from finer ones, and the same for what they leave over.

#include "CKernels.h"

#include <math.h>

// Adds up the columns of one row of cells into cells.
static void add_columns(const uint32_t *columns, const int32_t *edges, int32_t cells, uint32_t *sums) {
  for (int32_t cell = 0; cell < cells; cell++) {
    uint32_t red = 0, green = 0, blue = 0;
    for (int32_t x = edges[cell]; x < edges[cell + 1]; x++) {
      red += columns[3 * x];
      green += columns[3 * x + 1];
      blue += columns[3 * x + 2];
    }
    sums[3 * cell] = red;
    sums[3 * cell + 1] = green;
    sums[3 * cell + 2] = blue;
  }
}

void ck_cell_sums(const ck_kernels *kernels, const uint8_t *samples, ck_grid grid, uint32_t *scratch, uint32_t *sums,
                  uint32_t *squares) {
  size_t columns = 3 * (size_t)grid.x_edges[grid.columns];
  uint32_t *column_squares = scratch + columns + 16;
  for (int32_t row = 0; row < grid.rows; row++) {
    const uint8_t *rows = samples + (size_t)grid.y_edges[row] * columns;
    kernels->column_sums(rows, columns, grid.y_edges[row + 1] - grid.y_edges[row], columns, scratch, column_squares);
    size_t first = 3 * (size_t)row * (size_t)grid.columns;
    add_columns(scratch, grid.x_edges, grid.columns, sums + first);
    add_columns(column_squares, grid.x_edges, grid.columns, squares + first);
  }
}

void ck_merge_cells(const uint32_t *fine, int32_t fine_columns, ck_grid cells, uint32_t *merged) {
  for (int32_t row = 0; row < cells.rows; row++) {
    for (int32_t column = 0; column < cells.columns; column++, merged += 3) {
      uint32_t red = 0, green = 0, blue = 0;
      for (int32_t y = cells.y_edges[row]; y < cells.y_edges[row + 1]; y++) {
        for (int32_t x = cells.x_edges[column]; x < cells.x_edges[column + 1]; x++) {
          const uint32_t *cell = fine + 3 * ((size_t)y * (size_t)fine_columns + (size_t)x);
          red += cell[0];
          green += cell[1];
          blue += cell[2];
        }
      }
      merged[0] = red;
      merged[1] = green;
      merged[2] = blue;
    }
  }
}

void ck_merge_energies(const double *fine, int32_t fine_columns, ck_grid blocks, double *merged) {
  for (int32_t row = 0; row < blocks.rows; row++) {
    for (int32_t column = 0; column < blocks.columns; column++, merged += 3) {
      merged[0] = merged[1] = merged[2] = 0;
      for (int32_t y = blocks.y_edges[row]; y < blocks.y_edges[row + 1]; y++) {
        for (int32_t x = blocks.x_edges[column]; x < blocks.x_edges[column + 1]; x++) {
          const double *cell = fine + 3 * ((size_t)y * (size_t)fine_columns + (size_t)x);
          for (int channel = 0; channel < 3; channel++) merged[channel] += cell[channel];
        }
      }
    }
  }
}

double ck_norm_scale(const double *energies, size_t count) {
  double largest = 0;
  for (size_t i = 0; i < count; i++) largest = energies[i] > largest ? energies[i] : largest;
  // A little more than a 255th, so that rounding up never passes 255.
  return sqrt(largest) / 254.9;
}
