#include "layer.h"

#include <stdlib.h>
#include <string.h>

#if CDNNL_HAS_HEADERS

// MARK: Plans

static cdnnl_status add_plan(cdnnl_layer *layer, size_t rows, const cdnnl_worker *worker, const cdnnl_plan **result,
                             char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  cdnnl_plan *made = calloc(1, sizeof *made);
  if (!made) return cdnnl_out_of_memory(message);
  made->rows = rows;
  made->threads = worker->threads;
  cdnnl_status status = cdnnl_layer_describe(layer, rows, &made->description, message);
  if (status != CDNNL_OK) goto end;
  TRY("the product", library->dnnl_primitive_create(&made->primitive, made->description));
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

cdnnl_status cdnnl_layer_plan(cdnnl_layer *layer, size_t rows, const cdnnl_worker *worker, const cdnnl_plan **plan,
                              char message[CDNNL_MESSAGE_SIZE]) {
  cdnnl_status status = CDNNL_OK;
  cdnnl_use_threads(worker);
  pthread_mutex_lock(&layer->lock);
  const cdnnl_plan *each = layer->plans;
  while (each && !(each->rows == rows && each->threads == worker->threads)) each = each->next;
  *plan = each;
  if (!each) status = add_plan(layer, rows, worker, plan, message);
  pthread_mutex_unlock(&layer->lock);
  return status;
}

// MARK: Layers

/// Chooses the layout of the weights, as the usual number of rows and one thread want it.
static cdnnl_status choose_layout(cdnnl_layer *layer, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  if (library->set_thread_count) library->set_thread_count(1);
  cdnnl_status status = cdnnl_layer_describe(layer, layer->description.typical_rows, &layer->usual, message);
  if (status != CDNNL_OK) return status;
  layer->layout = library->dnnl_primitive_desc_query_md(layer->usual, dnnl_query_weights_md, 0);
  // Sums of integers are the same in every order.
  if (layer->description.arithmetic != CDNNL_U8S8) layer->has_panels = cdnnl_needs_panels(library, layer->usual);
  return CDNNL_OK;
}

cdnnl_status cdnnl_layer_create(const cdnnl_layer_description *description, const float *bias, cdnnl_layer **layer,
                                char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library;
  cdnnl_status status = cdnnl_open(&library, message);
  if (status != CDNNL_OK) return status;
  cdnnl_layer *made = calloc(1, sizeof *made);
  if (!made) return cdnnl_out_of_memory(message);
  pthread_mutex_init(&made->lock, NULL);
  made->library = library;
  made->description = *description;
  if (bias) {
    made->bias = malloc(description->outputs * sizeof *bias);
    if (made->bias) memcpy(made->bias, bias, description->outputs * sizeof *bias);
    else status = cdnnl_out_of_memory(message);
  }
  if (status == CDNNL_OK) status = choose_layout(made, message);
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
  if (layer->usual) library->dnnl_primitive_desc_destroy(layer->usual);
  pthread_mutex_destroy(&layer->lock);
  free(layer->bias);
  free(layer);
}

cdnnl_status cdnnl_apply_plan(const cdnnl_layer *layer, const cdnnl_plan *plan, dnnl_memory_t weights, cdnnl_worker *worker,
                              const void *input, void *output, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  cdnnl_status status = CDNNL_OK;
  cdnnl_layout scratchpad = library->dnnl_primitive_desc_query_md(plan->description, dnnl_query_scratchpad_md, 0);
  if (!cdnnl_reserve(&worker->scratch, library->dnnl_memory_desc_get_size(scratchpad))) return cdnnl_out_of_memory(message);
  const struct {
    int argument;
    dnnl_query_t what;
    int index;
    void *bytes;
  } parts[] = {
      // The library only reads the input and the bias.
      {DNNL_ARG_SRC, dnnl_query_src_md, 0, (void *)input},
      {DNNL_ARG_DST, dnnl_query_dst_md, 0, output},
      {DNNL_ARG_SCRATCHPAD, dnnl_query_scratchpad_md, 0, worker->scratch.bytes},
      {DNNL_ARG_BIAS, dnnl_query_weights_md, 1, layer->bias},
  };
  const int count = layer->bias ? 4 : 3;
  dnnl_exec_arg_t arguments[5] = {{DNNL_ARG_WEIGHTS, weights}};
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

static cdnnl_status apply_at_once(cdnnl_layer *layer, cdnnl_worker *worker, const void *plain, size_t rows,
                                  const void *input, void *output, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_plan *plan;
  dnnl_memory_t weights;
  cdnnl_status status = cdnnl_layer_plan(layer, rows, worker, &plan, message);
  if (status == CDNNL_OK) status = cdnnl_layer_weights(layer, plan, worker, plain, &weights, message);
  return status == CDNNL_OK ? cdnnl_apply_plan(layer, plan, weights, worker, input, output, message) : status;
}

cdnnl_status cdnnl_layer_apply(cdnnl_layer *layer, cdnnl_worker *worker, const void *plain, size_t rows, const void *input,
                               void *output, char message[CDNNL_MESSAGE_SIZE]) {
  return (layer->has_panels ? cdnnl_apply_in_panels : apply_at_once)(layer, worker, plain, rows, input, output, message);
}

#else

cdnnl_status cdnnl_layer_create(const cdnnl_layer_description *description, const float *bias, cdnnl_layer **layer,
                                char message[CDNNL_MESSAGE_SIZE]) {
  (void)description, (void)bias, (void)layer;
  return cdnnl_check(message);
}

void cdnnl_layer_destroy(cdnnl_layer *layer) { (void)layer; }

cdnnl_status cdnnl_layer_apply(cdnnl_layer *layer, cdnnl_worker *worker, const void *plain, size_t rows, const void *input,
                               void *output, char message[CDNNL_MESSAGE_SIZE]) {
  (void)layer, (void)worker, (void)plain, (void)rows, (void)input, (void)output;
  return cdnnl_check(message);
}

#endif
