#include "layer.h"

#include <stdlib.h>
#include <string.h>

#if CDNNL_HAS_HEADERS

static cdnnl_status out_of_memory(char message[CDNNL_MESSAGE_SIZE]) {
  return cdnnl_fail(message, CDNNL_OUT_OF_MEMORY, "there is not enough memory");
}

// MARK: Workers

cdnnl_status cdnnl_worker_create(int threads, cdnnl_worker **worker, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library;
  cdnnl_status status = cdnnl_open(&library, message);
  if (status != CDNNL_OK) return status;
  cdnnl_worker *made = calloc(1, sizeof *made);
  if (!made) return out_of_memory(message);
  made->library = library;
  made->threads = threads;
  TRY("a stream", library->dnnl_stream_create(&made->stream, library->engine, dnnl_stream_default_flags));
  *worker = made;
  return CDNNL_OK;
end:
  free(made);
  return status;
}

void cdnnl_worker_destroy(cdnnl_worker *worker) {
  if (!worker) return;
  worker->library->dnnl_stream_destroy(worker->stream);
  for (int index = 0; worker->panel_workers && index < worker->threads; index++) {
    cdnnl_worker_destroy(worker->panel_workers[index]);
  }
  free(worker->panel_workers);
  free(worker->scratch);
  free(worker);
}

static int reserve_scratch(cdnnl_worker *worker, size_t size) {
  enum { ALIGNMENT = 64 };
  if (size <= worker->scratch_size) return 1;
  free(worker->scratch);
  worker->scratch = aligned_alloc(ALIGNMENT, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  worker->scratch_size = worker->scratch ? size : 0;
  return worker->scratch != NULL;
}

// MARK: Packings

static cdnnl_status reorder(const cdnnl_library *library, cdnnl_layout from, dnnl_memory_t source, cdnnl_layout to,
                            dnnl_memory_t target, dnnl_stream_t stream, char message[CDNNL_MESSAGE_SIZE]) {
  cdnnl_status status = CDNNL_OK;
  dnnl_primitive_desc_t description = NULL;
  dnnl_primitive_t primitive = NULL;
  const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, target}};
  TRY("a new layout", library->dnnl_reorder_primitive_desc_create(&description, from, library->engine, to,
                                                                  library->engine, NULL));
  TRY("a new layout", library->dnnl_primitive_create(&primitive, description));
  TRY("a new layout", library->dnnl_primitive_execute(primitive, stream, 2, arguments));
  TRY("a new layout", library->dnnl_stream_wait(stream));
end:
  if (primitive) library->dnnl_primitive_destroy(primitive);
  if (description) library->dnnl_primitive_desc_destroy(description);
  return status;
}

/// Adds the weights in `layout`, made from `source`.
static cdnnl_status pack(cdnnl_layer *layer, cdnnl_layout from, dnnl_memory_t source, cdnnl_layout layout,
                         dnnl_stream_t stream, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  cdnnl_status status = CDNNL_OK;
  cdnnl_packing *made = calloc(1, sizeof *made);
  if (!made) return out_of_memory(message);
  made->layout = layout;
  TRY("memory", library->dnnl_memory_create(&made->weights, layout, library->engine, DNNL_MEMORY_ALLOCATE));
  status = reorder(library, from, source, layout, made->weights, stream, message);
  if (status != CDNNL_OK) goto end;
  // At the end, so that the first one, for the usual number of rows, is tried first.
  cdnnl_packing **place = &layer->packings;
  while (*place) place = &(*place)->next;
  *place = made;
  return CDNNL_OK;
end:
  if (made->weights) library->dnnl_memory_destroy(made->weights);
  free(made);
  return status;
}

static const cdnnl_packing *packing_in(const cdnnl_layer *layer, cdnnl_layout layout) {
  for (const cdnnl_packing *each = layer->packings; each; each = each->next) {
    if (layer->library->dnnl_memory_desc_equal(each->layout, layout)) return each;
  }
  return NULL;
}

/// The weights as the caller of cdnnl_layer_create has them.
typedef struct plain_weights {
  cdnnl_layout layout;
  dnnl_memory_t memory;
} plain_weights;

/// Adds a plan; `plain` is needed for the first one.
static cdnnl_status add_plan(cdnnl_layer *layer, size_t rows, const cdnnl_worker *worker, const plain_weights *plain,
                             const cdnnl_plan **result, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  cdnnl_plan *made = calloc(1, sizeof *made);
  if (!made) return out_of_memory(message);
  made->rows = rows;
  made->threads = worker->threads;
  cdnnl_status status = cdnnl_layer_describe(layer, rows, &made->description, message);
  if (status != CDNNL_OK) goto end;
  TRY("the product", library->dnnl_primitive_create(&made->primitive, made->description));
  cdnnl_layout layout = library->dnnl_primitive_desc_query_md(made->description, dnnl_query_weights_md, 0);
  made->packing = packing_in(layer, layout);
  if (!made->packing) {
    cdnnl_layout from = plain ? plain->layout : layer->packings->layout;
    dnnl_memory_t source = plain ? plain->memory : layer->packings->weights;
    status = pack(layer, from, source, layout, worker->stream, message);
    if (status != CDNNL_OK) goto end;
    made->packing = packing_in(layer, layout);
  }
  made->next = layer->plans;
  layer->plans = made;
  *result = made;
  return CDNNL_OK;
end:
  if (made->primitive) library->dnnl_primitive_destroy(made->primitive);
  if (made->description) library->dnnl_primitive_desc_destroy(made->description);
  free(made);
  return status;
}

static cdnnl_status find_plan(cdnnl_layer *layer, size_t rows, const cdnnl_worker *worker, const cdnnl_plan **result,
                              char message[CDNNL_MESSAGE_SIZE]) {
  cdnnl_status status = CDNNL_OK;
  pthread_mutex_lock(&layer->lock);
  const cdnnl_plan *each = layer->plans;
  while (each && !(each->rows == rows && each->threads == worker->threads)) each = each->next;
  *result = each;
  if (!each) status = add_plan(layer, rows, worker, NULL, result, message);
  pthread_mutex_unlock(&layer->lock);
  return status;
}

static void use_threads(const cdnnl_worker *worker) {
  if (worker->library->set_thread_count) worker->library->set_thread_count(worker->threads);
}

// MARK: Layers

/// Makes the plan for the usual number of rows, and with it the packed weights.
static cdnnl_status pack_plain(cdnnl_layer *layer, const void *weights, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  const cdnnl_layer_description *of = &layer->description;
  cdnnl_owned_layout layout = {0};
  dnnl_memory_t memory = NULL;
  cdnnl_worker *worker = NULL;
  cdnnl_status status = cdnnl_worker_create(1, &worker, message);
  if (status != CDNNL_OK) return status;
  // Transposed: a row of weights belongs to one output.
  TRY("the weights", cdnnl_layout_strided(library, of->inputs, of->outputs,
                                          of->arithmetic == CDNNL_U8S8 ? dnnl_s8 : dnnl_f32, 1, of->inputs, &layout));
  // The library only reads them.
  TRY("the weights", library->dnnl_memory_create(&memory, cdnnl_layout_of(&layout), library->engine, (void *)weights));
  const plain_weights plain = {cdnnl_layout_of(&layout), memory};
  const cdnnl_plan *made;
  use_threads(worker);
  status = add_plan(layer, of->typical_rows, worker, &plain, &made, message);
  // Sums of integers are the same in every order.
  if (status == CDNNL_OK && of->arithmetic != CDNNL_U8S8) layer->has_panels = cdnnl_needs_panels(library, made->description);
end:
  if (memory) library->dnnl_memory_destroy(memory);
  cdnnl_layout_drop(library, &layout);
  cdnnl_worker_destroy(worker);
  return status;
}

cdnnl_status cdnnl_layer_create(const cdnnl_layer_description *description, const void *weights, const float *bias,
                                cdnnl_layer **layer, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library;
  cdnnl_status status = cdnnl_open(&library, message);
  if (status != CDNNL_OK) return status;
  cdnnl_layer *made = calloc(1, sizeof *made);
  if (!made) return out_of_memory(message);
  pthread_mutex_init(&made->lock, NULL);
  made->library = library;
  made->description = *description;
  if (bias) {
    made->bias = malloc(description->outputs * sizeof *bias);
    if (made->bias) memcpy(made->bias, bias, description->outputs * sizeof *bias);
    else status = out_of_memory(message);
  }
  if (status == CDNNL_OK) status = pack_plain(made, weights, message);
  if (status == CDNNL_OK) *layer = made;
  else cdnnl_layer_destroy(made);
  return status;
}

void cdnnl_layer_destroy(cdnnl_layer *layer) {
  if (!layer) return;
  const cdnnl_library *library = layer->library;
  for (cdnnl_packing *each = layer->packings, *next; each; each = next) {
    next = each->next;
    library->dnnl_memory_destroy(each->weights);
    free(each);
  }
  for (cdnnl_plan *each = layer->plans, *next; each; each = next) {
    next = each->next;
    library->dnnl_primitive_destroy(each->primitive);
    library->dnnl_primitive_desc_destroy(each->description);
    free(each);
  }
  pthread_mutex_destroy(&layer->lock);
  free(layer->bias);
  free(layer);
}

static cdnnl_status execute(const cdnnl_layer *layer, const cdnnl_plan *plan, cdnnl_worker *worker, const void *input,
                            void *output, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  cdnnl_status status = CDNNL_OK;
  const struct {
    int argument;
    dnnl_query_t what;
    int index;
    void *bytes;
  } parts[] = {
      // The library only reads the input and the bias.
      {DNNL_ARG_SRC, dnnl_query_src_md, 0, (void *)input},
      {DNNL_ARG_DST, dnnl_query_dst_md, 0, output},
      {DNNL_ARG_SCRATCHPAD, dnnl_query_scratchpad_md, 0, worker->scratch},
      {DNNL_ARG_BIAS, dnnl_query_weights_md, 1, layer->bias},
  };
  const int count = layer->bias ? 4 : 3;
  dnnl_exec_arg_t arguments[5] = {{DNNL_ARG_WEIGHTS, plan->packing->weights}};
  int made = 0;
  for (; made < count; made++) {
    cdnnl_layout layout = library->dnnl_primitive_desc_query_md(plan->description, parts[made].what, parts[made].index);
    arguments[made + 1].arg = parts[made].argument;
    TRY("memory", library->dnnl_memory_create(&arguments[made + 1].memory, layout, library->engine, parts[made].bytes));
  }
  TRY("to multiply", library->dnnl_primitive_execute(plan->primitive, worker->stream, count + 1, arguments));
  TRY("to multiply", library->dnnl_stream_wait(worker->stream));
end:
  for (int index = 0; index < made; index++) library->dnnl_memory_destroy(arguments[index + 1].memory);
  return status;
}

cdnnl_status cdnnl_apply_once(cdnnl_layer *layer, cdnnl_worker *worker, size_t rows, const void *input, void *output,
                              char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  const cdnnl_plan *plan;
  use_threads(worker);
  cdnnl_status status = find_plan(layer, rows, worker, &plan, message);
  if (status != CDNNL_OK) return status;
  cdnnl_layout scratchpad = library->dnnl_primitive_desc_query_md(plan->description, dnnl_query_scratchpad_md, 0);
  if (!reserve_scratch(worker, library->dnnl_memory_desc_get_size(scratchpad))) return out_of_memory(message);
  return execute(layer, plan, worker, input, output, message);
}

cdnnl_status cdnnl_layer_apply(cdnnl_layer *layer, cdnnl_worker *worker, size_t rows, const void *input, void *output,
                               char message[CDNNL_MESSAGE_SIZE]) {
  return (layer->has_panels ? cdnnl_apply_in_panels : cdnnl_apply_once)(layer, worker, rows, input, output, message);
}

#else

cdnnl_status cdnnl_layer_create(const cdnnl_layer_description *description, const void *weights, const float *bias,
                                cdnnl_layer **layer, char message[CDNNL_MESSAGE_SIZE]) {
  (void)description, (void)weights, (void)bias, (void)layer;
  return cdnnl_check(message);
}

void cdnnl_layer_destroy(cdnnl_layer *layer) { (void)layer; }

cdnnl_status cdnnl_worker_create(int threads, cdnnl_worker **worker, char message[CDNNL_MESSAGE_SIZE]) {
  (void)threads, (void)worker;
  return cdnnl_check(message);
}

void cdnnl_worker_destroy(cdnnl_worker *worker) { (void)worker; }

cdnnl_status cdnnl_layer_apply(cdnnl_layer *layer, cdnnl_worker *worker, size_t rows, const void *input, void *output,
                               char message[CDNNL_MESSAGE_SIZE]) {
  (void)layer, (void)worker, (void)rows, (void)input, (void)output;
  return cdnnl_check(message);
}

#endif
