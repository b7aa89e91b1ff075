// The parts of a layer, for the files that implement it.

#ifndef CDNNL_LAYER_H
#define CDNNL_LAYER_H

#include "descriptors.h"

#include <pthread.h>

#if CDNNL_HAS_HEADERS

/// The weights in one layout.
typedef struct cdnnl_packing {
  /// Belongs to a plan.
  cdnnl_layout layout;
  dnnl_memory_t weights;
  struct cdnnl_packing *next;
} cdnnl_packing;

/// The application of the layer to one number of rows by one number of threads.
typedef struct cdnnl_plan {
  size_t rows;
  int threads;
  /// Also describes input, output, bias and scratchpad.
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  const cdnnl_packing *packing;
  struct cdnnl_plan *next;
} cdnnl_plan;

struct cdnnl_layer {
  const cdnnl_library *library;
  cdnnl_layer_description description;
  float *bias;
  /// Whether it is applied in panels.
  int has_panels;
  /// Plans and packings are added with the lock held, and never change then.
  pthread_mutex_t lock;
  cdnnl_plan *plans;
  cdnnl_packing *packings;
};

struct cdnnl_worker {
  const cdnnl_library *library;
  int threads;
  dnnl_stream_t stream;
  void *scratch;
  size_t scratch_size;
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

/// Chooses how the layer is applied to `rows` rows: with the weights as they lie already, if that is fast.
cdnnl_status cdnnl_layer_describe(const cdnnl_layer *layer, size_t rows, dnnl_primitive_desc_t *product,
                                  char message[CDNNL_MESSAGE_SIZE]);

/// Applies the layer by one product, whose blocks may depend on `rows` and on the worker's threads.
cdnnl_status cdnnl_apply_once(cdnnl_layer *layer, cdnnl_worker *worker, size_t rows, const void *input, void *output,
                              char message[CDNNL_MESSAGE_SIZE]);

/// Whether a row's result depends on the rows beside it when the product is computed so.
int cdnnl_needs_panels(const cdnnl_library *library, const_dnnl_primitive_desc_t description);

/// Applies the layer by products of one height, so that a row's result depends on the row alone.
cdnnl_status cdnnl_apply_in_panels(cdnnl_layer *layer, cdnnl_worker *worker, size_t rows, const void *input, void *output,
                                   char message[CDNNL_MESSAGE_SIZE]);

#endif
#endif
