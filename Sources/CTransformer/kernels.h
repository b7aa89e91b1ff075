// All kernels. A file that includes this defines TARGET and PANEL.

#include "internal.h"
#include "vectors.h"

#include "attention.h"
#include "rows.h"

#define KERNELS                                                                                                           \
  {layer_norm, add, to_bf16, attend, quantize, quantize_weights, dequantize, activate, gate}
