// Linear layers by oneDNN, which is opened when it is first needed: a search for pixels neither loads nor needs it.
//
// The library is compiled against whichever of versions 2 and 3 is installed; their interfaces differ, and so only a library
// of the same major version is opened. Without its headers everything here answers CDNNL_MISSING.

#ifndef CDNNL_H
#define CDNNL_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { CDNNL_MESSAGE_SIZE = 256 };

typedef enum cdnnl_status {
  CDNNL_OK = 0,
  /// The library or its headers are not installed, or of another version.
  CDNNL_MISSING,
  /// The library refused; the message has its own words.
  CDNNL_FAILED,
  CDNNL_OUT_OF_MEMORY,
} cdnnl_status;

/// Opens the library, so that its absence is known before other work is done.
cdnnl_status cdnnl_check(char message[_Nonnull CDNNL_MESSAGE_SIZE]);

/// The version of the library that is open, as in "2.6.3"; empty before that.
const char *cdnnl_version(void);

/// The processor's instructions that the library uses, as in "avx512_core_amx"; empty before it is open, and where it tells none.
const char *cdnnl_instructions(void);

/// Whether products of bf16 matrices are faster here than those of float ones.
int cdnnl_bf16_is_fast(void);

/// What is multiplied.
typedef enum cdnnl_arithmetic {
  /// float by float, to float.
  CDNNL_F32,
  /// bf16 by bf16 with sums in float, to float or bf16.
  CDNNL_BF16,
  /// Unsigned by signed bytes, to 32-bit integers, exactly.
  CDNNL_U8S8,
} cdnnl_arithmetic;

typedef enum cdnnl_activation {
  CDNNL_IDENTITY,
  /// x Φ(x), by the error function.
  CDNNL_GELU,
  /// x / (1 + exp(-1.702 x))
  CDNNL_QUICK_GELU,
  /// x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2
  CDNNL_TANH_GELU,
} cdnnl_activation;

typedef struct cdnnl_layer_description {
  size_t inputs;
  size_t outputs;
  cdnnl_arithmetic arithmetic;
  /// Of the sum of product and bias.
  cdnnl_activation activation;
  /// Whether the result is added to what the output holds.
  int is_added;
  /// Whether the output is bf16 in place of float.
  int is_bf16_output;
  /// How many rows there will mostly be, which decides how the weights are laid out.
  size_t typical_rows;
} cdnnl_layer_description;

/// y = f(x Wᵀ + b), for rows x. It may be applied by several threads at once.
typedef struct cdnnl_layer cdnnl_layer;

/// Chooses how the layer is computed. It has no weights of its own until `cdnnl_layer_keep` gives it some.
cdnnl_status cdnnl_layer_create(const cdnnl_layer_description *description, const float *_Nullable bias,
                                cdnnl_layer *_Nullable *_Nonnull layer, char message[_Nonnull CDNNL_MESSAGE_SIZE]);
void cdnnl_layer_destroy(cdnnl_layer *_Nullable layer);

/// What one thread needs to apply layers.
typedef struct cdnnl_worker cdnnl_worker;

/// `threads` is how many threads the library may use for one product.
cdnnl_status cdnnl_worker_create(int threads, cdnnl_worker *_Nullable *_Nonnull worker,
                                 char message[_Nonnull CDNNL_MESSAGE_SIZE]);
void cdnnl_worker_destroy(cdnnl_worker *_Nullable worker);

// Weights have `outputs` rows of `inputs` numbers: signed bytes for CDNNL_U8S8, else floats. CDNNL_U8S8 has no bias, activation or
// addition.

/// Lays `weights` out anew, as the processor likes them, for all products to come; they are needed no longer afterwards. Without a
/// worker the calling thread does it alone.
cdnnl_status cdnnl_layer_keep(cdnnl_layer *layer, cdnnl_worker *_Nullable worker, const void *weights,
                              char message[_Nonnull CDNNL_MESSAGE_SIZE]);

/// Applies `layer` to `rows` rows of `input`, which follow one another without gaps, as those of `output` do. The results are the same
/// by the weights that the layer keeps and by equal ones that are given, which are laid out for this product alone.
cdnnl_status cdnnl_layer_apply(cdnnl_layer *layer, cdnnl_worker *worker, const void *_Nullable weights, size_t rows,
                               const void *input, void *output, char message[_Nonnull CDNNL_MESSAGE_SIZE]);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
