// Weights in the layouts that products take: kept with the layer, or for one product in memory that the next one's take over.
//
// Whoever embeds one text or picture reads each weight once. Memory for all of them would cost more than the products: it has to be had
// from the system and cleared, page after page.

#include "layer.h"

#include <stdlib.h>

#if CDNNL_HAS_HEADERS

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

/// Lays out weights as the caller of the layer has them.
static cdnnl_status reorder_plain(const cdnnl_layer *layer, const void *weights, cdnnl_layout to, dnnl_memory_t target,
                                  dnnl_stream_t stream, char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  const cdnnl_layer_description *of = &layer->description;
  cdnnl_status status = CDNNL_OK;
  cdnnl_owned_layout layout = {0};
  dnnl_memory_t memory = NULL;
  // Transposed: a row of weights belongs to one output.
  TRY("the weights", cdnnl_layout_strided(library, of->inputs, of->outputs,
                                          of->arithmetic == CDNNL_U8S8 ? dnnl_s8 : dnnl_f32, 1, of->inputs, &layout));
  // The library only reads them.
  TRY("the weights", library->dnnl_memory_create(&memory, cdnnl_layout_of(&layout), library->engine, (void *)weights));
  status = reorder(library, cdnnl_layout_of(&layout), memory, to, target, stream, message);
end:
  if (memory) library->dnnl_memory_destroy(memory);
  cdnnl_layout_drop(library, &layout);
  return status;
}

/// Keeps the weights in `layout`: `plain` ones, or those that are kept already.
static cdnnl_status pack(cdnnl_layer *layer, const void *plain, cdnnl_layout layout, dnnl_stream_t stream,
                         char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  cdnnl_status status = CDNNL_OK;
  cdnnl_packing *made = calloc(1, sizeof *made);
  if (!made) return cdnnl_out_of_memory(message);
  made->layout = layout;
  TRY("memory", library->dnnl_memory_create(&made->weights, layout, library->engine, DNNL_MEMORY_ALLOCATE));
  status = plain ? reorder_plain(layer, plain, layout, made->weights, stream, message)
                 : reorder(library, layer->packings->layout, layer->packings->weights, layout, made->weights, stream, message);
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

cdnnl_status cdnnl_layer_keep(cdnnl_layer *layer, cdnnl_worker *worker, const void *weights,
                              char message[CDNNL_MESSAGE_SIZE]) {
  cdnnl_worker *own = NULL;
  cdnnl_status status = CDNNL_OK;
  if (!worker) status = cdnnl_worker_create(1, &own, message);
  if (status != CDNNL_OK) return status;
  const cdnnl_worker *user = worker ? worker : own;
  cdnnl_use_threads(user);
  pthread_mutex_lock(&layer->lock);
  if (!layer->packings) status = pack(layer, weights, layer->layout, user->stream, message);
  pthread_mutex_unlock(&layer->lock);
  cdnnl_worker_destroy(own);
  return status;
}

/// Lays `plain` weights out in the worker's memory, until its next call.
static cdnnl_status lend(const cdnnl_layer *layer, cdnnl_worker *worker, const void *plain, cdnnl_layout layout,
                         char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  cdnnl_status status = CDNNL_OK;
  if (worker->weights) library->dnnl_memory_destroy(worker->weights);
  worker->weights = NULL;
  if (!cdnnl_reserve(&worker->weights_room, library->dnnl_memory_desc_get_size(layout))) return cdnnl_out_of_memory(message);
  TRY("memory", library->dnnl_memory_create(&worker->weights, layout, library->engine, worker->weights_room.bytes));
  status = reorder_plain(layer, plain, layout, worker->weights, worker->stream, message);
end:
  return status;
}

cdnnl_status cdnnl_layer_weights(cdnnl_layer *layer, const cdnnl_plan *plan, cdnnl_worker *worker, const void *plain,
                                 dnnl_memory_t *weights, char message[CDNNL_MESSAGE_SIZE]) {
  cdnnl_layout layout = layer->library->dnnl_primitive_desc_query_md(plan->description, dnnl_query_weights_md, 0);
  cdnnl_status status = CDNNL_OK;
  if (plain) {
    status = lend(layer, worker, plain, layout, message);
    *weights = worker->weights;
    return status;
  }
  pthread_mutex_lock(&layer->lock);
  const cdnnl_packing *packing = packing_in(layer, layout);
  if (!packing) {
    status = pack(layer, NULL, layout, worker->stream, message);
    packing = packing_in(layer, layout);
  }
  if (status == CDNNL_OK) *weights = packing->weights;
  pthread_mutex_unlock(&layer->lock);
  return status;
}

#else

cdnnl_status cdnnl_layer_keep(cdnnl_layer *layer, cdnnl_worker *worker, const void *weights,
                              char message[CDNNL_MESSAGE_SIZE]) {
  (void)layer, (void)worker, (void)weights;
  return cdnnl_check(message);
}

#endif
