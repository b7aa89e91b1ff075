// The parts of a layer, for the files that implement it.

#ifndef CDNNL_LAYER_H
#define CDNNL_LAYER_H

#include "descriptors.h"

#include <pthread.h>

#if CDNNL_HAS_HEADERS

/// Weights that are kept in one layout.
typedef struct cdnnl_packing {
  /// Belongs to the layer or to one of its plans.
  cdnnl_layout layout;
  dnnl_memory_t weights;
  struct cdnnl_packing *next;
} cdnnl_packing;

/// The application of the layer to one number of rows by one number of threads.
typedef struct cdnnl_plan {
  size_t rows;
  int threads;
  /// Also describes weights, input, output, bias and scratchpad.
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  struct cdnnl_plan *next;
} cdnnl_plan;

struct cdnnl_layer {
  const cdnnl_library *library;
  cdnnl_layer_description description;
  float *bias;
  /// The product with the usual number of rows.
  dnnl_primitive_desc_t usual;
  /// How it wants the weights laid out; other products take them so where that is fast. NULL until it is chosen.
  cdnnl_layout layout;
  /// Whether it is applied in panels.
  int has_panels;
  /// Plans and packings are added with the lock held, and never change then.
  pthread_mutex_t lock;
  cdnnl_plan *plans;
  cdnnl_packing *packings;
};

/// Memory that grows.
typedef struct cdnnl_room {
  void *bytes;
  size_t size;
} cdnnl_room;

struct cdnnl_worker {
  const cdnnl_library *library;
  int threads;
  dnnl_stream_t stream;
  cdnnl_room scratch;
  /// The weights of the last product whose layer does not keep them; NULL until there is one.
  dnnl_memory_t weights;
  cdnnl_room weights_room;
  /// One for each thread, for layers that are applied in panels; NULL until there is one.
  struct cdnnl_worker **panel_workers;
};

// Statements of functions that have a `library`, a `message` and, where they clean up, a label.
#define TRY(step, call)                                                                                                   \
  do {                                                                                                                    \
    dnnl_status_t answer = (call);                                                                                        \
    if (answer != dnnl_success) {                                                                                         \
      status = cdnnl_refused(library, answer, step, message);                                                             \
      goto end;                                                                                                           \
    }                                                                                                                     \
  } while (0)

/// Chooses how the layer is applied to `rows` rows: with the weights as the layer lays them out, if that is fast.
cdnnl_status cdnnl_layer_describe(const cdnnl_layer *layer, size_t rows, dnnl_primitive_desc_t *product,
                                  char message[CDNNL_MESSAGE_SIZE]);

/// Finds or makes the plan for `rows` rows and the worker's number of threads.
cdnnl_status cdnnl_layer_plan(cdnnl_layer *layer, size_t rows, const cdnnl_worker *worker, const cdnnl_plan **plan,
                              char message[CDNNL_MESSAGE_SIZE]);

/// The weights as `plan` wants them: those that are kept, or else `plain` ones in the worker's memory, valid until its next call.
cdnnl_status cdnnl_layer_weights(cdnnl_layer *layer, const cdnnl_plan *plan, cdnnl_worker *worker,
                                 const void *plain, dnnl_memory_t *weights, char message[CDNNL_MESSAGE_SIZE]);

/// Applies the layer by one product, whose blocks may depend on the plan's rows and threads.
cdnnl_status cdnnl_apply_plan(const cdnnl_layer *layer, const cdnnl_plan *plan, dnnl_memory_t weights, cdnnl_worker *worker,
                              const void *input, void *output, char message[CDNNL_MESSAGE_SIZE]);

/// Whether a row's result depends on the rows beside it when the product is computed so.
int cdnnl_needs_panels(const cdnnl_library *library, const_dnnl_primitive_desc_t description);

/// Applies the layer, by `plain` weights unless they are NULL, by products of one height, so that a row's result depends on the row alone.
cdnnl_status cdnnl_apply_in_panels(cdnnl_layer *layer, cdnnl_worker *worker, const void *plain, size_t rows,
                                   const void *input, void *output, char message[CDNNL_MESSAGE_SIZE]);

/// Makes room for `size` bytes, whose contents are lost where it grows; answers 0 where there is no memory.
int cdnnl_reserve(cdnnl_room *room, size_t size);

/// Has the library use as many threads as the worker may.
void cdnnl_use_threads(const cdnnl_worker *worker);

#endif
#endif
