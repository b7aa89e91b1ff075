// Kernels that take rows one by one. A file that includes this has included vectors.h.

KERNEL void layer_norm(const float *x, size_t stride, size_t rows, size_t width, const float *gain, const float *bias,
                       float epsilon, float *y) {
  const size_t whole = width / LANES * LANES, rest = width - whole;
  for (size_t row = 0; row < rows; row++, x += stride, y += width) {
    floats total = {0};
    for (size_t i = 0; i < whole; i += LANES) total += load(x + i);
    if (rest) total += load_some(x + whole, rest, 0);
    const float mean = sum(total) / (float)width;

    floats squares = {0};
    for (size_t i = 0; i < whole; i += LANES) {
      const floats d = load(x + i) - mean;
      squares = fused(d, d, squares);
    }
    if (rest) {
      const floats d = load_some(x + whole, rest, mean) - mean;
      squares = fused(d, d, squares);
    }
    const float scale = 1.0f / __builtin_sqrtf(sum(squares) / (float)width + epsilon);

    for (size_t i = 0; i < whole; i += LANES) {
      store(fused((load(x + i) - mean) * scale, load(gain + i), load(bias + i)), y + i);
    }
    if (rest) {
      const floats last = fused((load_some(x + whole, rest, 0) - mean) * scale, load_some(gain + whole, rest, 0),
                                load_some(bias + whole, rest, 0));
      memcpy(y + whole, &last, 4 * rest);
    }
  }
}

KERNEL void add(const float *x, size_t count, float *y) {
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) store(load(y + i) + load(x + i), y + i);
  for (; i < count; i++) y[i] += x[i];
}

INLINE halves rounded_to_bf16(floats x) {
  const ints bits = (ints)x;
  const ints odd = (ints)((bits >> 16) & 1);
  return __builtin_convertvector((bits + odd + 0x7fff) >> 16, halves);
}

KERNEL void to_bf16(const float *x, size_t count, uint16_t *y) {
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    const halves bits = rounded_to_bf16(load(x + i));
    memcpy(y + i, &bits, sizeof bits);
  }
  if (i < count) {
    const halves bits = rounded_to_bf16(load_some(x + i, count - i, 0));
    memcpy(y + i, &bits, 2 * (count - i));
  }
}

// MARK: Bytes

// The scale and zero of numbers between `low` and `high`, either of which may be zero.
INLINE ct_row_code code_for(float low, float high, int32_t levels) {
  const float range = high - low;
  if (!(range > 0)) return (ct_row_code){1, 0};
  const float scale = range / (float)levels;
  return (ct_row_code){scale, (int32_t)(-low / scale + 0.5f)};
}

INLINE bytes coded(floats x, floats inverse, floats zero, floats levels) {
  const floats y = greater(least(rounded(fused(x, inverse, zero)), levels), all(0));
  return __builtin_convertvector(__builtin_convertvector(y, ints), bytes);
}

INLINE ct_row_code quantize_row(const float *x, size_t width, float low, float high, int32_t levels, uint8_t *y) {
  const ct_row_code code = code_for(low, high, levels);
  const floats inverse = all(1.0f / code.scale), zero = all((float)code.zero), top = all((float)levels);
  size_t i = 0;
  for (; i + LANES <= width; i += LANES) {
    const bytes codes = coded(load(x + i), inverse, zero, top);
    memcpy(y + i, &codes, sizeof codes);
  }
  if (i < width) {
    const bytes codes = coded(load_some(x + i, width - i, 0), inverse, zero, top);
    memcpy(y + i, &codes, width - i);
  }
  return code;
}

KERNEL void quantize(const float *x, size_t rows, size_t width, int32_t levels, uint8_t *y, ct_row_code *codes) {
  for (size_t row = 0; row < rows; row++, x += width, y += width) {
    floats low = {0}, high = {0};
    size_t i = 0;
    for (; i + LANES <= width; i += LANES) {
      low = least(low, load(x + i));
      high = greater(high, load(x + i));
    }
    if (i < width) {
      const floats last = load_some(x + i, width - i, 0);
      low = least(low, last);
      high = greater(high, last);
    }
    codes[row] = quantize_row(x, width, -greatest(-low), greatest(high), levels, y);
  }
}

KERNEL void quantize_weights(const float *x, size_t rows, size_t width, int8_t *y, float *scales, int32_t *sums) {
  for (size_t row = 0; row < rows; row++, x += width, y += width) {
    floats high = {0};
    size_t i = 0;
    for (; i + LANES <= width; i += LANES) high = greater(high, magnitude(load(x + i)));
    if (i < width) high = greater(high, magnitude(load_some(x + i, width - i, 0)));
    const float most = greatest(high);
    scales[row] = most > 0 ? most / 127 : 1;

    const floats inverse = all(1.0f / scales[row]);
    ints total = {0};
    for (i = 0; i < width; i += LANES) {
      const size_t count = lesser(LANES, width - i);
      const floats values = count == LANES ? load(x + i) : load_some(x + i, count, 0);
      const ints codes = __builtin_convertvector(rounded(values * inverse), ints);
      const signed_bytes narrow = __builtin_convertvector(codes, signed_bytes);
      memcpy(y + i, &narrow, count);
      total += codes;
    }
    sums[row] = sum_of_ints(total);
  }
}

// A part of a row of sums of products, and what its columns stand for.
INLINE floats meaning(const int32_t *x, size_t i, size_t count, ct_row_code code, ct_signed_matrix weights) {
  ints product = {0}, sums = {0};
  memcpy(&product, x + i, 4 * count);
  memcpy(&sums, weights.sums + i, 4 * count);
  const floats scales = load_some(weights.scales + i, count, 0);
  const floats bias = weights.bias ? load_some(weights.bias + i, count, 0) : (floats){0};
  return fused(__builtin_convertvector(product - sums * code.zero, floats), scales * code.scale, bias);
}

INLINE void dequantize_some(const int32_t *x, size_t i, size_t count, ct_row_code code, ct_signed_matrix weights,
                            int is_added, float *y) {
  floats value = meaning(x, i, count, code, weights);
  if (is_added) value += load_some(y + i, count, 0);
  memcpy(y + i, &value, 4 * count);
}

KERNEL void dequantize(const int32_t *x, size_t rows, size_t width, const ct_row_code *codes, ct_signed_matrix weights,
                       int is_added, float *y) {
  for (size_t row = 0; row < rows; row++, x += width, y += width) {
    size_t i = 0;
    for (; i + LANES <= width; i += LANES) dequantize_some(x, i, LANES, codes[row], weights, is_added, y);
    if (i < width) dequantize_some(x, i, width - i, codes[row], weights, is_added, y);
  }
}

INLINE floats activated(floats x, ct_activation activation) {
  switch (activation) {
  case CT_QUICK_GELU: return quick_gelu(x);
  case CT_TANH_GELU: return tanh_gelu(x);
  default: return gelu(x);
  }
}

// `activation` is a constant wherever this is inlined.
INLINE void activate_row(int32_t *x, size_t width, ct_row_code *code, ct_signed_matrix weights, ct_activation activation,
                         int32_t levels, uint8_t *y) {
  floats low = {0}, high = {0};
  size_t i = 0;
  for (; i + LANES <= width; i += LANES) {
    const floats value = activated(meaning(x, i, LANES, *code, weights), activation);
    low = least(low, value);
    high = greater(high, value);
    memcpy(x + i, &value, sizeof value);
  }
  if (i < width) {
    const floats value = activated(meaning(x, i, width - i, *code, weights), activation);
    low = least(low, value);
    high = greater(high, value);
    memcpy(x + i, &value, 4 * (width - i));
  }
  *code = quantize_row((const float *)x, width, -greatest(-low), greatest(high), levels, y);
}

KERNEL void activate(int32_t *x, size_t rows, size_t width, ct_row_code *codes, ct_signed_matrix weights,
                     ct_activation activation, int32_t levels, uint8_t *y) {
  for (size_t row = 0; row < rows; row++, x += width, y += width) {
    switch (activation) {
    case CT_QUICK_GELU: activate_row(x, width, codes + row, weights, CT_QUICK_GELU, levels, y); break;
    case CT_TANH_GELU: activate_row(x, width, codes + row, weights, CT_TANH_GELU, levels, y); break;
    default: activate_row(x, width, codes + row, weights, CT_GELU, levels, y);
    }
  }
}

KERNEL void gate(const float *x, size_t rows, size_t width, float *y) {
  for (size_t row = 0; row < rows; row++, x += 2 * width, y += width) {
    size_t i = 0;
    for (; i + LANES <= width; i += LANES) store(silu(load(x + i)) * load(x + width + i), y + i);
    if (i < width) {
      const floats last = silu(load_some(x + i, width - i, 0)) * load_some(x + width + i, width - i, 0);
      memcpy(y + i, &last, 4 * (width - i));
    }
  }
}
