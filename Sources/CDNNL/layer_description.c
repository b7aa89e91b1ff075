// The description of a layer that the library is given.

#include "layer.h"

#include <string.h>

#if CDNNL_HAS_HEADERS

static dnnl_data_type_t input_type(const cdnnl_layer_description *description) {
  switch (description->arithmetic) {
  case CDNNL_BF16: return dnnl_bf16;
  case CDNNL_U8S8: return dnnl_u8;
  default: return dnnl_f32;
  }
}

static dnnl_data_type_t weights_type(const cdnnl_layer_description *description) {
  return description->arithmetic == CDNNL_U8S8 ? dnnl_s8 : input_type(description);
}

static dnnl_data_type_t output_type(const cdnnl_layer_description *description) {
  if (description->arithmetic == CDNNL_U8S8) return dnnl_s32;
  return description->is_bf16_output ? dnnl_bf16 : dnnl_f32;
}

static dnnl_status_t append_activation(const cdnnl_library *library, dnnl_post_ops_t steps, cdnnl_activation activation) {
  const dnnl_alg_kind_t kind = activation == CDNNL_GELU        ? dnnl_eltwise_gelu_erf
                               : activation == CDNNL_TANH_GELU ? dnnl_eltwise_gelu_tanh
                                                               : dnnl_eltwise_swish;
  const float alpha = activation == CDNNL_QUICK_GELU ? 1.702f : 0;
#if DNNL_VERSION_MAJOR >= 3
  return library->dnnl_post_ops_append_eltwise(steps, kind, alpha, 0);
#else
  return library->dnnl_post_ops_append_eltwise(steps, 1, kind, alpha, 0);
#endif
}

static dnnl_status_t append_sum(const cdnnl_library *library, dnnl_post_ops_t steps) {
#if DNNL_VERSION_MAJOR >= 3
  return library->dnnl_post_ops_append_sum(steps, 1, 0, dnnl_data_type_undef);
#else
  return library->dnnl_post_ops_append_sum(steps, 1);
#endif
}

static cdnnl_status make_attributes(const cdnnl_layer *layer, dnnl_primitive_attr_t *attributes,
                                    char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  cdnnl_status status = CDNNL_OK;
  dnnl_post_ops_t steps = NULL;
  TRY("attributes", library->dnnl_primitive_attr_create(attributes));
  // Memory that the library keeps would be shared by threads.
  TRY("a scratchpad", library->dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user));
  TRY("further steps", library->dnnl_post_ops_create(&steps));
  if (layer->description.activation != CDNNL_IDENTITY) {
    TRY("an activation", append_activation(library, steps, layer->description.activation));
  }
  if (layer->description.is_added) TRY("a sum", append_sum(library, steps));
  TRY("further steps", library->dnnl_primitive_attr_set_post_ops(*attributes, steps));
end:
  if (steps) library->dnnl_post_ops_destroy(steps);
  return status;
}

static int is_slow(const cdnnl_library *library, const_dnnl_primitive_desc_t description) {
  const char *name = NULL;
  library->dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, &name);
  return !name || strncmp(name, "ref", 3) == 0;
}

cdnnl_status cdnnl_layer_describe(const cdnnl_layer *layer, size_t rows, dnnl_primitive_desc_t *product,
                                  char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library = layer->library;
  const cdnnl_layer_description *of = &layer->description;
  cdnnl_status status = CDNNL_OK;
  dnnl_primitive_attr_t attributes = NULL;
  cdnnl_owned_layout input = {0}, any = {0}, bias = {0}, output = {0};
  status = make_attributes(layer, &attributes, message);
  if (status != CDNNL_OK) goto end;
  TRY("the input", cdnnl_layout_strided(library, rows, of->inputs, input_type(of), of->inputs, 1, &input));
  TRY("the weights", cdnnl_layout_any(library, of->inputs, of->outputs, weights_type(of), &any));
  TRY("the bias", cdnnl_layout_strided(library, 1, of->outputs, dnnl_f32, of->outputs, 1, &bias));
  TRY("the output", cdnnl_layout_strided(library, rows, of->outputs, output_type(of), of->outputs, 1, &output));
  const cdnnl_layout bias_layout = layer->bias ? cdnnl_layout_of(&bias) : NULL;

  // With the weights as the layer lays them out, if that is fast.
  dnnl_status_t answer = dnnl_unimplemented;
  if (layer->layout) {
    answer = cdnnl_describe_product(library, cdnnl_layout_of(&input), layer->layout, bias_layout,
                                    cdnnl_layout_of(&output), attributes, product);
    if (answer == dnnl_success && is_slow(library, *product)) {
      library->dnnl_primitive_desc_destroy(*product);
      answer = dnnl_unimplemented;
    }
  }
  if (answer != dnnl_success) {
    TRY("the product", cdnnl_describe_product(library, cdnnl_layout_of(&input), cdnnl_layout_of(&any), bias_layout,
                                              cdnnl_layout_of(&output), attributes, product));
  }
end:
  cdnnl_layout_drop(library, &input);
  cdnnl_layout_drop(library, &any);
  cdnnl_layout_drop(library, &bias);
  cdnnl_layout_drop(library, &output);
  if (attributes) library->dnnl_primitive_attr_destroy(attributes);
  return status;
}

#endif
