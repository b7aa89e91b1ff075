// The differences between versions 2 and 3: memory descriptors are structures there and opaque objects here, and a product is
// described in two steps there and in one here.

#ifndef CDNNL_DESCRIPTORS_H
#define CDNNL_DESCRIPTORS_H

#include "library.h"

#if CDNNL_HAS_HEADERS

#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t cdnnl_layout;
typedef struct cdnnl_owned_layout {
  dnnl_memory_desc_t desc;
} cdnnl_owned_layout;
#else
typedef const dnnl_memory_desc_t *cdnnl_layout;
typedef struct cdnnl_owned_layout {
  dnnl_memory_desc_t desc;
} cdnnl_owned_layout;
#endif

/// Describes a matrix whose element (i, j) is at i * row_stride + j * column_stride.
dnnl_status_t cdnnl_layout_strided(const cdnnl_library *library, size_t rows, size_t columns, dnnl_data_type_t type,
                                   size_t row_stride, size_t column_stride, cdnnl_owned_layout *layout);

/// Describes a matrix that is laid out as the library likes it best.
dnnl_status_t cdnnl_layout_any(const cdnnl_library *library, size_t rows, size_t columns, dnnl_data_type_t type,
                               cdnnl_owned_layout *layout);

cdnnl_layout cdnnl_layout_of(const cdnnl_owned_layout *layout);

/// Does nothing to one that was filled with zeros.
void cdnnl_layout_drop(const cdnnl_library *library, cdnnl_owned_layout *layout);

/// Chooses how `output` = `input` × `weights` + `bias` is computed.
dnnl_status_t cdnnl_describe_product(const cdnnl_library *library, cdnnl_layout input, cdnnl_layout weights,
                                     cdnnl_layout bias, cdnnl_layout output, const_dnnl_primitive_attr_t attributes,
                                     dnnl_primitive_desc_t *product);

#endif
#endif
