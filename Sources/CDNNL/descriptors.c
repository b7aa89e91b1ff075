#include "descriptors.h"

#if CDNNL_HAS_HEADERS

dnnl_status_t cdnnl_layout_strided(const cdnnl_library *library, size_t rows, size_t columns, dnnl_data_type_t type,
                                   size_t row_stride, size_t column_stride, cdnnl_owned_layout *layout) {
  const dnnl_dims_t sizes = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
  const dnnl_dims_t strides = {(dnnl_dim_t)row_stride, (dnnl_dim_t)column_stride};
#if DNNL_VERSION_MAJOR >= 3
  return library->dnnl_memory_desc_create_with_strides(&layout->desc, 2, sizes, type, strides);
#else
  return library->dnnl_memory_desc_init_by_strides(&layout->desc, 2, sizes, type, strides);
#endif
}

dnnl_status_t cdnnl_layout_any(const cdnnl_library *library, size_t rows, size_t columns, dnnl_data_type_t type,
                               cdnnl_owned_layout *layout) {
  const dnnl_dims_t sizes = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
#if DNNL_VERSION_MAJOR >= 3
  return library->dnnl_memory_desc_create_with_tag(&layout->desc, 2, sizes, type, dnnl_format_tag_any);
#else
  return library->dnnl_memory_desc_init_by_tag(&layout->desc, 2, sizes, type, dnnl_format_tag_any);
#endif
}

#if DNNL_VERSION_MAJOR >= 3
cdnnl_layout cdnnl_layout_of(const cdnnl_owned_layout *layout) { return layout->desc; }

void cdnnl_layout_drop(const cdnnl_library *library, cdnnl_owned_layout *layout) {
  if (layout->desc) library->dnnl_memory_desc_destroy(layout->desc);
}
#else
cdnnl_layout cdnnl_layout_of(const cdnnl_owned_layout *layout) { return &layout->desc; }

void cdnnl_layout_drop(const cdnnl_library *library, cdnnl_owned_layout *layout) { (void)library, (void)layout; }
#endif

dnnl_status_t cdnnl_describe_product(const cdnnl_library *library, cdnnl_layout input, cdnnl_layout weights,
                                     cdnnl_layout bias, cdnnl_layout output, const_dnnl_primitive_attr_t attributes,
                                     dnnl_primitive_desc_t *product) {
#if DNNL_VERSION_MAJOR >= 3
  return library->dnnl_matmul_primitive_desc_create(product, library->engine, input, weights, bias, output, attributes);
#else
  dnnl_matmul_desc_t description;
  dnnl_status_t status = library->dnnl_matmul_desc_init(&description, input, weights, bias, output);
  if (status != dnnl_success) return status;
  return library->dnnl_primitive_desc_create(product, &description, attributes, library->engine, NULL);
#endif
}

#endif
