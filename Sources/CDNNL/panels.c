// Products of a fixed number of rows, for processors where a row's result else depends on the rows beside it.
//
// Without AVX-512, oneDNN multiplies by a general routine that cuts a matrix into blocks as its size and the number of threads
// suggest, and sums in another order at the edges of blocks. An embedding would then depend, in its last digits, on how many
// pictures were embedded together. Panels of one height, each by one thread, have the same blocks always.

#include "layer.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#if CDNNL_HAS_HEADERS

/// Six rows are a block of the routine, and with these a block never has an edge of its own. Higher panels are hardly faster in
/// long batches, and make a single picture of 50 rows slower.
enum { PANEL_ROWS = 30 };

int cdnnl_needs_panels(const cdnnl_library *library, const_dnnl_primitive_desc_t description) {
  const char *name = NULL;
  library->dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, &name);
  return name && strncmp(name, "gemm", 4) == 0;
}

/// Product of one layer and one input, which threads take panels of.
typedef struct panel_product {
  const cdnnl_layer *layer;
  const cdnnl_plan *plan;
  dnnl_memory_t weights;
  size_t rows;
  const char *input;
  char *output;
  /// The size of a row in bytes.
  size_t input_stride, output_stride;
  atomic_size_t next;
} panel_product;

typedef struct panel_thread {
  panel_product *product;
  cdnnl_worker *worker;
  cdnnl_status status;
  char message[CDNNL_MESSAGE_SIZE];
} panel_thread;

static cdnnl_status apply_panel(panel_thread *thread, const char *input, char *output) {
  const panel_product *product = thread->product;
  cdnnl_use_threads(thread->worker);
  return cdnnl_apply_plan(product->layer, product->plan, product->weights, thread->worker, input, output, thread->message);
}

/// Multiplies the last rows, fewer than a panel has, in memory of the worker's.
static cdnnl_status apply_to_rest(panel_thread *thread, size_t first) {
  const panel_product *product = thread->product;
  const size_t count = product->rows - first;
  const size_t input_size = PANEL_ROWS * product->input_stride, output_size = PANEL_ROWS * product->output_stride;
  char *input = calloc(1, input_size + output_size), *output = input + input_size;
  if (!input) return cdnnl_out_of_memory(thread->message);
  memcpy(input, product->input + first * product->input_stride, count * product->input_stride);
  char *target = product->output + first * product->output_stride;
  if (product->layer->description.is_added) memcpy(output, target, count * product->output_stride);
  cdnnl_status status = apply_panel(thread, input, output);
  if (status == CDNNL_OK) memcpy(target, output, count * product->output_stride);
  free(input);
  return status;
}

static void *take_panels(void *argument) {
  panel_thread *thread = argument;
  panel_product *product = thread->product;
  while (thread->status == CDNNL_OK) {
    const size_t first = atomic_fetch_add(&product->next, PANEL_ROWS);
    if (first >= product->rows) break;
    thread->status = product->rows - first < PANEL_ROWS
                         ? apply_to_rest(thread, first)
                         : apply_panel(thread, product->input + first * product->input_stride,
                                       product->output + first * product->output_stride);
  }
  return NULL;
}

/// Makes workers of one thread each, which `worker` keeps.
static cdnnl_status make_panel_workers(cdnnl_worker *worker, char message[CDNNL_MESSAGE_SIZE]) {
  if (worker->panel_workers) return CDNNL_OK;
  worker->panel_workers = calloc(worker->threads, sizeof *worker->panel_workers);
  if (!worker->panel_workers) return cdnnl_out_of_memory(message);
  cdnnl_status status = CDNNL_OK;
  for (int index = 0; index < worker->threads && status == CDNNL_OK; index++) {
    status = cdnnl_worker_create(1, &worker->panel_workers[index], message);
  }
  return status;
}

static size_t row_size(const cdnnl_layer_description *of, int is_input) {
  if (!is_input) return of->outputs * (of->is_bf16_output ? 2 : 4);
  return of->inputs * (of->arithmetic == CDNNL_U8S8 ? 1 : of->arithmetic == CDNNL_BF16 ? 2 : 4);
}

cdnnl_status cdnnl_apply_in_panels(cdnnl_layer *layer, cdnnl_worker *worker, const void *plain, size_t rows,
                                   const void *input, void *output, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_plan *plan;
  dnnl_memory_t weights;
  cdnnl_status status = make_panel_workers(worker, message);
  if (status == CDNNL_OK) status = cdnnl_layer_plan(layer, PANEL_ROWS, worker->panel_workers[0], &plan, message);
  cdnnl_use_threads(worker);
  if (status == CDNNL_OK) status = cdnnl_layer_weights(layer, plan, worker, plain, &weights, message);
  if (status != CDNNL_OK) return status;
  panel_product product = {.layer = layer,
                           .plan = plan,
                           .weights = weights,
                           .rows = rows,
                           .input = input,
                           .output = output,
                           .input_stride = row_size(&layer->description, 1),
                           .output_stride = row_size(&layer->description, 0)};
  const size_t panels = (rows + PANEL_ROWS - 1) / PANEL_ROWS;
  const int count = panels < (size_t)worker->threads ? (int)panels : worker->threads;
  panel_thread *shares = calloc(count, sizeof *shares);
  pthread_t *threads = calloc(count, sizeof *threads);
  int started = 1;
  if (!shares || !threads) {
    status = cdnnl_out_of_memory(message);
    goto end;
  }
  for (int index = 0; index < count; index++) {
    shares[index] = (panel_thread){.product = &product, .worker = worker->panel_workers[index]};
  }
  // Where no thread can be had, those that there are take all panels.
  while (started < count && pthread_create(&threads[started], NULL, take_panels, &shares[started]) == 0) started++;
  take_panels(&shares[0]);
  for (int index = 0; index < started; index++) {
    if (index > 0) pthread_join(threads[index], NULL);
    if (shares[index].status == CDNNL_OK || status != CDNNL_OK) continue;
    status = shares[index].status;
    memcpy(message, shares[index].message, CDNNL_MESSAGE_SIZE);
  }
end:
  free(threads);
  free(shares);
  return status;
}

#endif
