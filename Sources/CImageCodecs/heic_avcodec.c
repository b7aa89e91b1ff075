#include "heic_avcodec.h"

#include "format_library.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavutil/log.h>
#include <libavutil/pixdesc.h>
#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

#define CODEC_FUNCTIONS(F)                                                                                                 \
  F(avcodec_find_decoder) F(avcodec_alloc_context3) F(avcodec_free_context) F(avcodec_open2) F(avcodec_send_packet)        \
  F(avcodec_receive_frame) F(av_packet_alloc) F(av_packet_free)
#define UTIL_FUNCTIONS(F) F(av_frame_alloc) F(av_frame_free) F(av_pix_fmt_desc_get) F(av_log_set_level)
#define HEIF_FUNCTIONS(F)                                                                                                  \
  F(heif_image_create) F(heif_image_release) F(heif_image_add_plane) F(heif_image_get_plane)                               \
  F(heif_image_set_nclx_color_profile) F(heif_nclx_color_profile_alloc) F(heif_nclx_color_profile_free)                    \
  F(heif_nclx_color_profile_set_color_primaries) F(heif_nclx_color_profile_set_transfer_characteristics)                   \
  F(heif_nclx_color_profile_set_matrix_coefficients)

static struct {
  CODEC_FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
  UTIL_FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
  HEIF_FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} functions;

// Fields of structures are read, so only the versions that these headers describe will do.
static const library_function codec_table[] = {CODEC_FUNCTIONS(LIBRARY_FUNCTION_ROW)};
static const char *const codec_names[] = CIC_LIBRARY_NAMES("libavcodec", AV_STRINGIFY(LIBAVCODEC_VERSION_MAJOR));
static library_loader codec_loader = LIBRARY_LOADER(codec_names, codec_table);

static const library_function util_table[] = {UTIL_FUNCTIONS(LIBRARY_FUNCTION_ROW)};
static const char *const util_names[] = CIC_LIBRARY_NAMES("libavutil", AV_STRINGIFY(LIBAVUTIL_VERSION_MAJOR));
static library_loader util_loader = LIBRARY_LOADER(util_names, util_table);

static const library_function heif_table[] = {HEIF_FUNCTIONS(LIBRARY_FUNCTION_ROW)};
static const char *const heif_names[] = CIC_LIBRARY_NAMES("libheif", "1");
static library_loader heif_loader = LIBRARY_LOADER(heif_names, heif_table);

// libde265 has 100.
enum { PRIORITY = 150 };

static atomic_int is_open;
static _Atomic uint64_t largest_picture;
static _Thread_local cic_avcodec_output wanted = {.form = CIC_AVCODEC_RGB_OF_STREAM};

int cic_avcodec_open(uint64_t max_pixels) {
  uint64_t before = atomic_load(&largest_picture);
  while (before < max_pixels && !atomic_compare_exchange_weak(&largest_picture, &before, max_pixels)) {
  }
  if (atomic_load(&is_open)) return 1;
  if (!library_loader_open(&heif_loader) || !library_loader_open(&util_loader) || !library_loader_open(&codec_loader)) return 0;
  // A library for pictures does not write to standard error.
  functions.av_log_set_level(AV_LOG_QUIET);
  if (!functions.avcodec_find_decoder(AV_CODEC_ID_HEVC)) return 0;
  atomic_store(&is_open, 1);
  return 1;
}

void cic_avcodec_set_output(cic_avcodec_output output) { wanted = output; }

/// A picture's data: NAL units, each after a start code (ITU-T H.265, annex B).
struct stream {
  uint8_t *bytes;
  size_t count;
};

static const struct heif_error success = {heif_error_Ok, heif_suberror_Unspecified, "Success"};
static const struct heif_error out_of_memory = {heif_error_Memory_allocation_error, heif_suberror_Unspecified, "memory is out"};
static const struct heif_error truncated = {heif_error_Decoder_plugin_error, heif_suberror_End_of_data, "its data ends too early"};
static const struct heif_error undecodable = {heif_error_Decoder_plugin_error, heif_suberror_Unspecified, "its picture is damaged"};
static const struct heif_error unknown_samples = {heif_error_Unsupported_feature, heif_suberror_Unsupported_color_conversion,
                                                  "its samples are of an unusual form"};

static const char *plugin_name(void) { return "libavcodec"; }

static int priority(enum heif_compression_format format) {
  return format == heif_compression_HEVC && atomic_load(&is_open) && wanted.form != CIC_AVCODEC_NOTHING ? PRIORITY : 0;
}

static struct heif_error new_stream(void **decoder) {
  *decoder = calloc(1, sizeof(struct stream));
  return *decoder ? success : out_of_memory;
}

static void free_stream(void *decoder) {
  struct stream *stream = decoder;
  free(stream->bytes);
  free(stream);
}

// Takes NAL units, each after its size in four bytes. The start codes that take the place of the sizes are as long.
static struct heif_error push(void *decoder, const void *data, size_t size) {
  struct stream *stream = decoder;
  if (size == 0) return truncated;  // There need not be a place of no bytes.
  if (size > INT_MAX - stream->count) return out_of_memory;
  uint8_t *bytes = realloc(stream->bytes, stream->count + size + 1);
  if (!bytes) return out_of_memory;
  stream->bytes = bytes;
  uint8_t *part = bytes + stream->count;
  memcpy(part, data, size);
  for (size_t place = 0; place < size;) {
    if (size - place < 4) return truncated;
    uint8_t *unit = part + place;
    size_t length = (size_t)unit[0] << 24 | (size_t)unit[1] << 16 | (size_t)unit[2] << 8 | unit[3];
    place += 4;
    if (length > size - place) return truncated;
    memcpy(unit, (const uint8_t[]){0, 0, 0, 1}, 4);
    place += length;
  }
  stream->count += size;
  return success;
}

static struct heif_error add_plane(struct heif_image *image, enum heif_channel channel, int width, int height, int depth,
                                   uint8_t **samples, ptrdiff_t *stride) {
  struct heif_error error = functions.heif_image_add_plane(image, channel, width, height, depth);
  if (error.code != heif_error_Ok) return error;
  int bytes = 0;
  *samples = functions.heif_image_get_plane(image, channel, &bytes);
  *stride = bytes;
  return *samples ? success : out_of_memory;
}

// What the stream tells of its colours, for files that do not.
static struct heif_error copy_colours(const AVFrame *frame, struct heif_image *image) {
  struct heif_color_profile_nclx *colours = functions.heif_nclx_color_profile_alloc();
  if (!colours) return out_of_memory;
  // A value that libheif does not know leaves its own default.
  functions.heif_nclx_color_profile_set_color_primaries(colours, (uint16_t)frame->color_primaries);
  functions.heif_nclx_color_profile_set_transfer_characteristics(colours, (uint16_t)frame->color_trc);
  functions.heif_nclx_color_profile_set_matrix_coefficients(colours, (uint16_t)frame->colorspace);
  colours->full_range_flag = frame->color_range == AVCOL_RANGE_JPEG;
  struct heif_error error = functions.heif_image_set_nclx_color_profile(image, colours);
  functions.heif_nclx_color_profile_free(colours);
  return error;
}

static struct heif_error copy_samples(const AVFrame *frame, const AVPixFmtDescriptor *form, struct heif_image *image) {
  // Green, blue and red, too, lie in the planes of Y, Cb and Cr.
  static const enum heif_channel channels[] = {heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
  int depth = form->comp[0].depth;
  for (int plane = 0; plane < form->nb_components; plane++) {
    int width = plane ? AV_CEIL_RSHIFT(frame->width, form->log2_chroma_w) : frame->width;
    int height = plane ? AV_CEIL_RSHIFT(frame->height, form->log2_chroma_h) : frame->height;
    uint8_t *samples;
    ptrdiff_t stride;
    struct heif_error error = add_plane(image, channels[plane], width, height, depth, &samples, &stride);
    if (error.code != heif_error_Ok) return error;
    for (int row = 0; row < height; row++)
      memcpy(samples + row * stride, frame->data[plane] + row * (ptrdiff_t)frame->linesize[plane], (size_t)width * (depth > 8 ? 2 : 1));
  }
  return copy_colours(frame, image);
}

static struct heif_error convert_samples(const AVFrame *frame, cic_ycbcr colours, struct heif_image *image) {
  static const enum heif_channel channels[] = {heif_channel_R, heif_channel_G, heif_channel_B};
  cic_planes from, to;
  for (int plane = 0; plane < 3; plane++) {
    from.samples[plane] = frame->data[plane];
    from.strides[plane] = frame->linesize[plane];
    struct heif_error error =
        add_plane(image, channels[plane], frame->width, frame->height, 8, &to.samples[plane], &to.strides[plane]);
    if (error.code != heif_error_Ok) return error;
  }
  return cic_convert_420(colours, &from, &to, frame->width, frame->height) ? success : out_of_memory;
}

static enum heif_chroma chroma_of(const AVPixFmtDescriptor *form) {
  if (form->nb_components == 1) return heif_chroma_monochrome;
  if (form->log2_chroma_h) return heif_chroma_420;
  return form->log2_chroma_w ? heif_chroma_422 : heif_chroma_444;
}

static struct heif_error copy_picture(const AVFrame *frame, struct heif_image **image) {
  const AVPixFmtDescriptor *form = functions.av_pix_fmt_desc_get((enum AVPixelFormat)frame->format);
  const uint64_t others = AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL;
  int is_known = form && !(form->flags & others) &&
                 (form->nb_components == 1 || (form->nb_components == 3 && (form->flags & AV_PIX_FMT_FLAG_PLANAR)));
  if (!is_known) return unknown_samples;
  enum heif_chroma chroma = chroma_of(form);
  cic_ycbcr colours = {(uint16_t)frame->colorspace, frame->color_range == AVCOL_RANGE_JPEG};
  if (wanted.form == CIC_AVCODEC_RGB_OF_FILE) colours = wanted.colours;
  int converts = wanted.form != CIC_AVCODEC_STORED && chroma == heif_chroma_420 && form->comp[0].depth == 8 && cic_can_convert(colours);
  enum heif_colorspace space = chroma == heif_chroma_monochrome ? heif_colorspace_monochrome : heif_colorspace_YCbCr;
  struct heif_error error = functions.heif_image_create(frame->width, frame->height, converts ? heif_colorspace_RGB : space,
                                                        converts ? heif_chroma_444 : chroma, image);
  if (error.code != heif_error_Ok) return error;
  error = converts ? convert_samples(frame, colours, *image) : copy_samples(frame, form, *image);
  if (error.code != heif_error_Ok) {
    functions.heif_image_release(*image);
    *image = NULL;
  }
  return error;
}

static AVCodecContext *new_context(void) {
  const AVCodec *codec = functions.avcodec_find_decoder(AV_CODEC_ID_HEVC);
  AVCodecContext *context = functions.avcodec_alloc_context3(codec);
  if (!context) return NULL;
  context->thread_count = 1;
  // Crops are exact, wherever the samples then begin in memory.
  context->flags |= AV_CODEC_FLAG_UNALIGNED;
  // Damage is not hidden: libde265 shows what it does of such a picture.
  context->err_recognition |= AV_EF_EXPLODE;
  // Pictures are made of blocks; those at the edges may be cut.
  context->max_pixels = (int64_t)(2 * atomic_load(&largest_picture));
  if (functions.avcodec_open2(context, codec, NULL) < 0) functions.avcodec_free_context(&context);
  return context;
}

static struct heif_error decode_picture(void *decoder, struct heif_image **image) {
  struct stream *stream = decoder;
  AVCodecContext *context = new_context();
  AVPacket *packet = functions.av_packet_alloc();
  AVFrame *frame = functions.av_frame_alloc();
  struct heif_error error = context && packet && frame ? success : out_of_memory;
  if (error.code == heif_error_Ok) {
    packet->data = stream->bytes;
    packet->size = (int)stream->count;
    packet->flags = AV_PKT_FLAG_KEY;
    int is_decoded = stream->count > 0 && functions.avcodec_send_packet(context, packet) == 0 &&
                     functions.avcodec_send_packet(context, NULL) == 0 && functions.avcodec_receive_frame(context, frame) == 0;
    error = is_decoded ? copy_picture(frame, image) : undecodable;
  }
  functions.av_frame_free(&frame);
  functions.av_packet_free(&packet);
  functions.avcodec_free_context(&context);
  return error;
}

// Of the third version of libheif's interface: later members stay unset, and a libheif that asks for more has FFmpeg's decoder of its own.
const struct heif_decoder_plugin cic_avcodec_plugin = {
    .plugin_api_version = 3,
    .get_plugin_name = plugin_name,
    .does_support_format = priority,
    .new_decoder = new_stream,
    .free_decoder = free_stream,
    .push_data = push,
    .decode_image = decode_picture,
    .id_name = "libavcodec",
};
