// oneDNN's functions, found when they are first needed.

#ifndef CDNNL_LIBRARY_H
#define CDNNL_LIBRARY_H

#include "CDNNL.h"

#if __has_include(<oneapi/dnnl/dnnl.h>)
#define CDNNL_HAS_HEADERS 1
#include <library_loader.h>
#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_debug.h>
#include <oneapi/dnnl/dnnl_version.h>
#else
#define CDNNL_HAS_HEADERS 0
#endif

/// Keeps `text` as the message and returns `status`, so that a failure is one statement.
cdnnl_status cdnnl_fail(char message[CDNNL_MESSAGE_SIZE], cdnnl_status status, const char *text);

/// Says that there is no memory.
cdnnl_status cdnnl_out_of_memory(char message[CDNNL_MESSAGE_SIZE]);

#if CDNNL_HAS_HEADERS

#if DNNL_VERSION_MAJOR >= 3
#define CDNNL_FUNCTIONS_OF_VERSION(F)                                                                                     \
  F(dnnl_matmul_primitive_desc_create) F(dnnl_memory_desc_create_with_strides) F(dnnl_memory_desc_create_with_tag)        \
  F(dnnl_memory_desc_destroy) F(dnnl_post_ops_append_sum)
#else
#define CDNNL_FUNCTIONS_OF_VERSION(F)                                                                                     \
  F(dnnl_matmul_desc_init) F(dnnl_memory_desc_init_by_strides) F(dnnl_memory_desc_init_by_tag)                            \
  F(dnnl_post_ops_append_sum) F(dnnl_primitive_desc_create)
#endif

#define CDNNL_FUNCTIONS(F)                                                                                                \
  F(dnnl_engine_create) F(dnnl_get_effective_cpu_isa) F(dnnl_memory_create) F(dnnl_memory_desc_equal)                     \
  F(dnnl_memory_desc_get_size) F(dnnl_memory_destroy) F(dnnl_post_ops_append_eltwise) F(dnnl_post_ops_create)             \
  F(dnnl_post_ops_destroy) F(dnnl_primitive_attr_create) F(dnnl_primitive_attr_destroy)                                   \
  F(dnnl_primitive_attr_set_post_ops) F(dnnl_primitive_attr_set_scratchpad_mode) F(dnnl_primitive_create)                 \
  F(dnnl_primitive_desc_destroy) F(dnnl_primitive_desc_query) F(dnnl_primitive_desc_query_md)                             \
  F(dnnl_primitive_destroy) F(dnnl_primitive_execute) F(dnnl_reorder_primitive_desc_create) F(dnnl_status2str)            \
  F(dnnl_stream_create) F(dnnl_stream_destroy) F(dnnl_stream_wait) F(dnnl_version)                                        \
  CDNNL_FUNCTIONS_OF_VERSION(F)

typedef struct cdnnl_library {
  CDNNL_FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
  /// OpenMP's, of which every thread has its own; NULL where the library makes its threads by other means.
  void (*set_thread_count)(int count);
  dnnl_engine_t engine;
} cdnnl_library;

/// The open library. Opens it when first called, from any thread.
cdnnl_status cdnnl_open(const cdnnl_library **library, char message[CDNNL_MESSAGE_SIZE]);

/// Tells which step the library refused, and why.
cdnnl_status cdnnl_refused(const cdnnl_library *library, dnnl_status_t status, const char *step,
                           char message[CDNNL_MESSAGE_SIZE]);

#endif
#endif
