// HEIC by libheif, opened when needed: the primary image, with its crops, turns and mirrorings applied by libheif. Samples of more
// than 8 bits are reduced by it, too.

#include "format_library.h"
#include "heic_avcodec.h"

#include <stdlib.h>
#include <string.h>

#include <libheif/heif.h>

#define FUNCTIONS(F)                                                                                                       \
  F(heif_context_alloc) F(heif_context_free) F(heif_context_read_from_memory_without_copy)                                 \
  F(heif_context_set_maximum_image_size_limit) F(heif_context_get_primary_image_handle) F(heif_image_handle_release)       \
  F(heif_image_handle_get_width) F(heif_image_handle_get_height) F(heif_image_handle_get_ispe_width)                       \
  F(heif_image_handle_get_ispe_height) F(heif_image_handle_has_alpha_channel) F(heif_decoding_options_alloc)               \
  F(heif_decoding_options_free) F(heif_decode_image) F(heif_image_get_width) F(heif_image_get_height)                      \
  F(heif_image_get_plane_readonly) F(heif_image_release) F(heif_get_decoder_descriptors)                                  \
  F(heif_decoder_descriptor_get_id_name) F(heif_register_decoder_plugin)                                  \
  F(heif_get_version_number) F(heif_image_handle_get_nclx_color_profile) F(heif_nclx_color_profile_free)                   \
  F(heif_context_set_max_decoding_threads)

static struct {
  FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} functions;
static const library_function function_table[] = {FUNCTIONS(LIBRARY_FUNCTION_ROW)};
static const char *const names[] = CIC_LIBRARY_NAMES("libheif", "1");

static int has_avcodec_plugin;

// Newer versions of libheif refuse the plug-in, and have one of their own.
static const char *register_avcodec(void *library) {
  (void)library;
  has_avcodec_plugin = functions.heif_register_decoder_plugin(&cic_avcodec_plugin).code == heif_error_Ok;
  return NULL;
}

static library_loader loader = LIBRARY_LOADER_PREPARED(names, function_table, register_avcodec);

struct cic_heic {
  const uint8_t *bytes;
  size_t count;
  struct heif_context *context;
  struct heif_image_handle *handle;
  uint32_t width;
  uint32_t height;
  uint32_t pixel_size;
  uint64_t max_pixels;
  int has_alpha;
  // The decoded picture; NULL until it is.
  struct heif_image *image;
  const uint8_t *plane;
  size_t stride;
  uint32_t next_row;
};

cic_heic *cic_heic_create(void) { return calloc(1, sizeof(cic_heic)); }

static void release_image(cic_heic *heic) {
  if (heic->image) functions.heif_image_release(heic->image);
  if (heic->handle) functions.heif_image_handle_release(heic->handle);
  if (heic->context) functions.heif_context_free(heic->context);
  heic->image = NULL;
  heic->handle = NULL;
  heic->context = NULL;
}

void cic_heic_destroy(cic_heic *heic) {
  if (!heic) return;
  release_image(heic);
  free(heic);
}

static cic_status failure(struct heif_error error, char message[CIC_MESSAGE_SIZE]) {
  if (error.subcode == heif_suberror_End_of_data) return CIC_TRUNCATED;
  int is_unsupported = error.code == heif_error_Unsupported_feature || error.code == heif_error_Unsupported_filetype;
  return cic_fail(message, is_unsupported ? CIC_UNSUPPORTED : CIC_CORRUPT, error.message ? error.message : "it cannot be read");
}

static int is_too_large(int width, int height, uint64_t max_pixels) {
  return width > 0 && height > 0 && (uint64_t)width * (uint64_t)height > max_pixels;
}

// Finds the primary image of the file, whatever was made of the file before.
static cic_status find_image(cic_heic *heic, char message[CIC_MESSAGE_SIZE]) {
  release_image(heic);
  heic->context = functions.heif_context_alloc();
  if (!heic->context) return CIC_OUT_OF_MEMORY;
  // Tiles are decoded by the caller's thread: what is said to libavcodec reaches no other, and libheif 1.15 lets threads write to one place of
  // the picture where tiles overlap, and look for planes while one is added.
  functions.heif_context_set_max_decoding_threads(heic->context, 0);
  struct heif_error error = functions.heif_context_read_from_memory_without_copy(heic->context, heic->bytes, heic->count, NULL);
  if (error.code == heif_error_Ok) error = functions.heif_context_get_primary_image_handle(heic->context, &heic->handle);
  return error.code == heif_error_Ok ? CIC_OK : failure(error, message);
}

cic_status cic_heic_open(cic_heic *heic, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels,
                         cic_info *info, char message[CIC_MESSAGE_SIZE]) {
  cic_status status = cic_open_library(&loader, message);
  if (status != CIC_OK) return status;
  heic->bytes = bytes;
  heic->count = count;
  heic->max_pixels = max_pixels;
  if ((status = find_image(heic, message)) != CIC_OK) return status;
  int width = functions.heif_image_handle_get_width(heic->handle);
  int height = functions.heif_image_handle_get_height(heic->handle);
  if (width <= 0 || height <= 0) return cic_fail(message, CIC_CORRUPT, "it has no pixels");
  heic->width = info->width = (uint32_t)width;
  heic->height = info->height = (uint32_t)height;
  // What a crop leaves may be of a far larger picture.
  if (is_too_large(width, height, max_pixels) ||
      is_too_large(functions.heif_image_handle_get_ispe_width(heic->handle),
                   functions.heif_image_handle_get_ispe_height(heic->handle), max_pixels))
    return CIC_TOO_LARGE;
  heic->has_alpha = functions.heif_image_handle_has_alpha_channel(heic->handle);
  info->colours = heic->has_alpha ? CIC_ALPHA : CIC_DIRECT;
  info->orientation = 1;
  heic->pixel_size = heic->has_alpha && channels != CIC_RGB ? 4 : 3;
  return CIC_OK;
}

// The decoder of FFmpeg, where libheif has it as a plug-in: it takes less time than libde265, which libheif would choose. NULL elsewhere.
static const char *quick_decoder(void) {
  static const char name[] = "ffmpeg";
  const struct heif_decoder_descriptor *found[16];
  int count = functions.heif_get_decoder_descriptors(heif_compression_HEVC, found, 16);
  for (int i = 0; i < count && i < 16; i++) {
    const char *its = functions.heif_decoder_descriptor_get_id_name(found[i]);
    if (its && strcmp(its, name) == 0) return name;
  }
  return NULL;
}

// `decoder` is NULL for the one that libheif chooses.
static struct heif_error decode_by(cic_heic *heic, const char *decoder, struct heif_decoding_options *options) {
  options->convert_hdr_to_8bit = 1;
  options->decoder_id = decoder;
  enum heif_chroma chroma = heic->pixel_size == 4 ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
  return functions.heif_decode_image(heic->handle, &heic->image, heif_colorspace_RGB, chroma, options);
}

// Up to version 1.15 libheif makes planes of RGB of every picture, in floating point and in two steps, so they had better be RGB before; later
// ones do as `cic_convert_420` does.
static void choose_output(cic_heic *heic) {
  cic_avcodec_output output = {.form = CIC_AVCODEC_RGB_OF_STREAM};
  struct heif_color_profile_nclx *colours = NULL;
  if (heic->has_alpha || functions.heif_get_version_number() >= 0x01100000) {
    // Alpha may be the luma of a picture whose chroma means nothing.
    output.form = CIC_AVCODEC_STORED;
  } else if (functions.heif_image_handle_get_nclx_color_profile(heic->handle, &colours).code == heif_error_Ok && colours) {
    output.form = CIC_AVCODEC_RGB_OF_FILE;
    output.colours = (cic_ycbcr){(uint16_t)colours->matrix_coefficients, colours->full_range_flag};
    functions.heif_nclx_color_profile_free(colours);
  }
  cic_avcodec_set_output(output);
}

// libde265 makes something of damaged pictures, too. The file is begun with again, as an image keeps the decoder that has failed.
static struct heif_error decode_again(cic_heic *heic, struct heif_decoding_options *options, struct heif_error failed) {
  char message[CIC_MESSAGE_SIZE];
  if (find_image(heic, message) != CIC_OK) return failed;
  cic_avcodec_set_output((cic_avcodec_output){.form = CIC_AVCODEC_NOTHING});
  return decode_by(heic, NULL, options);
}

static cic_status decode(cic_heic *heic, char message[CIC_MESSAGE_SIZE]) {
  struct heif_decoding_options *options = functions.heif_decoding_options_alloc();
  if (!options) return CIC_OUT_OF_MEMORY;
  const char *quick = quick_decoder();
  int is_quick = quick || (has_avcodec_plugin && cic_avcodec_open(heic->max_pixels));
  if (is_quick && !quick) choose_output(heic);
  struct heif_error error = decode_by(heic, quick, options);
  if (error.code != heif_error_Ok && is_quick) error = decode_again(heic, options, error);
  functions.heif_decoding_options_free(options);
  if (error.code != heif_error_Ok) return failure(error, message);
  int stride = 0;
  const uint8_t *plane = functions.heif_image_get_plane_readonly(heic->image, heif_channel_interleaved, &stride);
  if (!plane || functions.heif_image_get_width(heic->image, heif_channel_interleaved) != (int)heic->width ||
      functions.heif_image_get_height(heic->image, heif_channel_interleaved) != (int)heic->height) {
    functions.heif_image_release(heic->image);
    heic->image = NULL;
    return cic_fail(message, CIC_CORRUPT, "its picture is of another size than it tells");
  }
  heic->plane = plane;
  heic->stride = (size_t)stride;
  heic->next_row = 0;
  return CIC_OK;
}

cic_status cic_heic_read_rows(cic_heic *heic, uint8_t *samples, size_t stride, uint32_t rows, char message[CIC_MESSAGE_SIZE]) {
  cic_status status = heic->image ? CIC_OK : decode(heic, message);
  if (status != CIC_OK) return status;
  for (uint32_t row = 0; row < rows; row++)
    memcpy(samples + row * stride, heic->plane + heic->next_row++ * heic->stride, (size_t)heic->width * heic->pixel_size);
  return CIC_OK;
}
