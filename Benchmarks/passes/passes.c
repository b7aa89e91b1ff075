// The time of a bicubic resize of RGB by the kernels of Sources/CKernels, horizontal pass first and vertical pass first, on one thread:
// the shortest of 400 turns each. `Resampler` does the same, in the one order that a size asks for.
//
//     clang -O2 -ISources/CInstructionSets/include -ISources/CKernels/include -ISources/CKernels Sources/CInstructionSets/*.c Sources/CKernels/*.c \
//         Benchmarks/passes/passes.c -lm -o passes
//     ./passes 375 500 448 448

#include <CKernels.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TURNS = 400, MOST_TAPS = 4096 };

typedef struct axis {
  ck_taps *taps;
  int most_groups;
} axis;

static double cubic(double x) {
  x = fabs(x);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

static ck_taps taps_of(const ck_kernels *kernels, int index, int input, int output) {
  double scale = (double)input / output, filter_scale = fmax(scale, 1), centre = (index + 0.5) * scale, total = 0;
  int first = (int)fmax(centre - 2 * filter_scale + 0.5, 0), end = (int)fmin(centre + 2 * filter_scale + 0.5, input);
  double exact[MOST_TAPS];
  for (int i = first; i < end; i++) total += exact[i - first] = cubic((i - centre + 0.5) / filter_scale);
  int first_group = first / 4, groups = (end - 1) / 4 + 1 - first_group;
  ck_packed_weights *packed = malloc((size_t)groups * sizeof *packed);
  for (int group = 0; group < groups; group++) {
    int32_t weights[4];
    for (int place = 0; place < 4; place++) {
      int i = 4 * (first_group + group) + place;
      weights[place] = i >= first && i < end ? (int32_t)lround(exact[i - first] / total * (1 << 22)) : 0;
    }
    packed[group] = kernels->pack_weights(weights);
  }
  return (ck_taps){first_group, groups, packed};
}

static axis axis_of(const ck_kernels *kernels, int input, int output) {
  axis axis = {malloc((size_t)output * sizeof(ck_taps)), 0};
  for (int i = 0; i < output; i++) {
    axis.taps[i] = taps_of(kernels, i, input, output);
    if (axis.taps[i].count > axis.most_groups) axis.most_groups = axis.taps[i].count;
  }
  return axis;
}

// A ring of groups of four rows.
typedef struct ring {
  uint8_t *bytes;
  size_t group_size;
  int capacity;
} ring;

static uint8_t *room(size_t size) { return aligned_alloc(64, (size + 4096) & ~(size_t)63); }

static ring ring_of(size_t columns, int capacity) {
  size_t group_size = (4 * columns + CK_GROUP_PADDING + 63) & ~(size_t)63;
  return (ring){room(group_size * (size_t)capacity), group_size, capacity};
}

static uint8_t *group_of(const ring *ring, int index) { return ring->bytes + (size_t)(index % ring->capacity) * ring->group_size; }

static void make_row(const ck_kernels *kernels, const ring *ring, ck_taps taps, size_t columns, uint8_t *row) {
  const uint8_t *groups[MOST_TAPS];
  for (int i = 0; i < taps.count; i++) groups[i] = group_of(ring, taps.first + i);
  kernels->vertical(groups, taps, columns, row);
}

typedef struct job {
  const ck_kernels *kernels;
  int width, height, out_width, out_height;
  axis across, down;
  size_t stride;
  uint8_t *rows, *strip, *scratch, *output;
  ring narrow, wide, bands;
} job;

static void pass_across(const job *job, const uint8_t *rows, const ring *ring, int group) {
  uint8_t *groups[4];
  for (int i = 0; i < 4; i++) groups[i] = group_of(ring, group + i);
  job->kernels->horizontal(rows, job->stride, job->width, job->across.taps, job->out_width, groups, job->scratch);
}

static void horizontal_first(const job *job) {
  size_t columns = 3 * (size_t)job->out_width;
  for (int row = 0, made = 0; row < job->height; row += CK_STRIP_ROWS) {
    pass_across(job, job->rows + (size_t)row * job->stride, &job->narrow, row / 4);
    int finished = (row + CK_STRIP_ROWS < job->height ? row + CK_STRIP_ROWS : job->height + 3) / 4;
    for (; made < job->out_height && job->down.taps[made].first + job->down.taps[made].count <= finished; made++) {
      make_row(job->kernels, &job->narrow, job->down.taps[made], columns, job->output + (size_t)made * columns);
    }
  }
}

static void vertical_first(const job *job) {
  size_t columns = 3 * (size_t)job->width, out_columns = 3 * (size_t)job->out_width;
  for (int row = 0, made = 0; row < job->height; row += 4) {
    job->kernels->group_rows(job->rows + (size_t)row * job->stride, job->stride, columns, group_of(&job->wide, row / 4));
    for (; made < job->out_height && job->down.taps[made].first + job->down.taps[made].count <= row / 4 + 1; made++) {
      int place = made % CK_STRIP_ROWS;
      make_row(job->kernels, &job->wide, job->down.taps[made], columns, job->strip + (size_t)place * job->stride);
      if (place < CK_STRIP_ROWS - 1 && made < job->out_height - 1) continue;
      pass_across(job, job->strip, &job->bands, 0);
      for (int first = 0; first <= place; first += 4) {
        uint8_t *target = job->output + (size_t)(made - place + first) * out_columns;
        int count = place + 1 - first < 4 ? place + 1 - first : 4;
        job->kernels->separate_rows(group_of(&job->bands, first / 4), out_columns, count, target, out_columns);
      }
    }
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static void measure(const ck_kernels *kernels, int width, int height, int out_width, int out_height) {
  job job = {.kernels = kernels, .width = width, .height = height, .out_width = out_width, .out_height = out_height};
  job.across = axis_of(kernels, width, out_width);
  job.down = axis_of(kernels, height, out_height);
  job.stride = (3 * (size_t)width + CK_ROW_PADDING + 63) & ~(size_t)63;
  job.rows = room((size_t)(height + CK_STRIP_ROWS) * job.stride);
  for (size_t i = 0; i < (size_t)(height + CK_STRIP_ROWS) * job.stride; i++) job.rows[i] = (uint8_t)rand();
  job.strip = room(CK_STRIP_ROWS * job.stride);
  job.scratch = room(ck_scratch_size(width));
  job.output = room(3 * (size_t)out_width * (size_t)out_height + 64);
  job.narrow = ring_of(3 * (size_t)out_width, job.down.most_groups + CK_STRIP_ROWS / 4);
  job.wide = ring_of(3 * (size_t)width, job.down.most_groups + CK_STRIP_ROWS / 4);
  job.bands = ring_of(3 * (size_t)out_width, CK_STRIP_ROWS / 4);
  double across = INFINITY, down = INFINITY;
  for (int turn = 0; turn < TURNS; turn++) {
    double start = now();
    horizontal_first(&job);
    double middle = now();
    vertical_first(&job);
    across = fmin(across, middle - start);
    down = fmin(down, now() - middle);
  }
  printf("%s, %dx%d to %dx%d: horizontal first %.3f ms, vertical first %.3f ms, ratio %.2f\n", kernels->name, width, height,
         out_width, out_height, across, down, down / across);
}

int main(int count, char **arguments) {
  if (count != 5) return 64;
  for (cis_set set = CIS_SCALAR + 1; set < CIS_SET_COUNT; set++) {
    const ck_kernels *kernels = ck_kernels_for(set);
    if (kernels) measure(kernels, atoi(arguments[1]), atoi(arguments[2]), atoi(arguments[3]), atoi(arguments[4]));
  }
  return 0;
}
