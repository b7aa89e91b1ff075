// JPEG XL by libjxl, opened when needed: the first frame, turned as the file tells, by libjxl. Of a file that was made of a JPEG, without
// a loss, that JPEG is decoded, as by pillow-jxl: its samples are then those of the JPEG itself.

#include "format_library.h"
#include "jxl_tasks.h"
#include "picture.h"

#include <stdlib.h>
#include <string.h>

#include <jxl/decode.h>

#define FUNCTIONS(F)                                                                                                       \
  F(JxlDecoderCreate) F(JxlDecoderDestroy) F(JxlDecoderSubscribeEvents) F(JxlDecoderSetInput) F(JxlDecoderCloseInput)      \
  F(JxlDecoderProcessInput) F(JxlDecoderGetBasicInfo) F(JxlDecoderImageOutBufferSize) F(JxlDecoderSetImageOutBuffer)       \
  F(JxlDecoderSetJPEGBuffer) F(JxlDecoderReleaseJPEGBuffer) F(JxlDecoderSetParallelRunner)

static struct {
  FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} functions;

// These functions are the same in all versions.
static const char *const names[] = {
#ifdef __APPLE__
    "/opt/homebrew/lib/libjxl.dylib", "/usr/local/lib/libjxl.dylib",
#else
    "libjxl.so.0.11", "libjxl.so.0.10", "libjxl.so.0.9", "libjxl.so.0.8", "libjxl.so.0.7",
#endif
    NULL,
};
static const library_function function_table[] = {FUNCTIONS(LIBRARY_FUNCTION_ROW)};
// Version 0.7 as Debian 12 has it tells what is wrong with a file, and what is not.
static library_loader loader = LIBRARY_LOADER_PREPARED(names, function_table, library_loader_prepare_talkative);

struct cic_jxl {
  JxlDecoder *decoder;
  uint32_t threads;
  // Whether libjxl knows that no data follow.
  int is_closed;
  uint32_t width;
  uint32_t height;
  uint32_t pixel_size;
  cic_picture picture;
  // Whether the file holds a JPEG, which then is in `jpeg_bytes`.
  int has_jpeg;
  uint8_t *jpeg_bytes;
  cic_jpeg *jpeg;
};

cic_jxl *cic_jxl_create(void) { return calloc(1, sizeof(cic_jxl)); }

void cic_jxl_set_threads(cic_jxl *jxl, uint32_t threads) { jxl->threads = threads; }

static void release_image(cic_jxl *jxl) {
  if (jxl->decoder) functions.JxlDecoderDestroy(jxl->decoder);
  jxl->decoder = NULL;
  cic_picture_release(&jxl->picture);
  free(jxl->jpeg_bytes);
  jxl->jpeg_bytes = NULL;
  jxl->has_jpeg = 0;
}

void cic_jxl_destroy(cic_jxl *jxl) {
  if (!jxl) return;
  release_image(jxl);
  cic_jpeg_destroy(jxl->jpeg);
  free(jxl);
}

// libjxl tells that data are missing only while more may come; some files have to be told that none will.
static JxlDecoderStatus process(cic_jxl *jxl) {
  JxlDecoderStatus event = functions.JxlDecoderProcessInput(jxl->decoder);
  if (event != JXL_DEC_NEED_MORE_INPUT || jxl->is_closed) return event;
  functions.JxlDecoderCloseInput(jxl->decoder);
  jxl->is_closed = 1;
  event = functions.JxlDecoderProcessInput(jxl->decoder);
  return event == JXL_DEC_ERROR ? JXL_DEC_NEED_MORE_INPUT : event;
}

static cic_status unexpected(JxlDecoderStatus status, char message[CIC_MESSAGE_SIZE]) {
  if (status == JXL_DEC_NEED_MORE_INPUT) return CIC_TRUNCATED;
  return cic_fail(message, CIC_CORRUPT, "libjxl cannot decode it");
}

// What the decoder needs or tells next. That there is a JPEG is told before the picture's size, or after it.
static JxlDecoderStatus proceed(cic_jxl *jxl) {
  JxlDecoderStatus event = process(jxl);
  if (event == JXL_DEC_JPEG_RECONSTRUCTION) jxl->has_jpeg = 1;
  return event;
}

// The JPEG that the file was made of, in a buffer that grows to `limit` bytes.
static cic_status rebuild_jpeg(cic_jxl *jxl, size_t limit, size_t *count, char message[CIC_MESSAGE_SIZE]) {
  size_t capacity = 1 << 16, written = 0;
  for (;;) {
    uint8_t *larger = realloc(jxl->jpeg_bytes, capacity);
    if (!larger) return CIC_OUT_OF_MEMORY;
    jxl->jpeg_bytes = larger;
    if (functions.JxlDecoderSetJPEGBuffer(jxl->decoder, larger + written, capacity - written) != JXL_DEC_SUCCESS)
      return cic_fail(message, CIC_CORRUPT, "libjxl cannot decode it");
    JxlDecoderStatus event = process(jxl);
    written = capacity - functions.JxlDecoderReleaseJPEGBuffer(jxl->decoder);
    *count = written;
    if (event == JXL_DEC_FULL_IMAGE) return CIC_OK;
    if (event != JXL_DEC_JPEG_NEED_MORE_OUTPUT) return unexpected(event, message);
    if (capacity > limit / 2) return cic_fail(message, CIC_UNSUPPORTED, "it holds a JPEG far larger than its picture");
    capacity *= 2;
  }
}

static cic_status open_jpeg(cic_jxl *jxl, uint64_t max_pixels, cic_channels channels, cic_info *info, char message[CIC_MESSAGE_SIZE]) {
  size_t count = 0;
  // More than samples of any quality take, and what may be beside them.
  size_t limit = (size_t)jxl->width * jxl->height * 8 + (1 << 24);
  cic_status status = rebuild_jpeg(jxl, limit, &count, message);
  if (status != CIC_OK) return status;
  if (!jxl->jpeg && !(jxl->jpeg = cic_jpeg_create())) return CIC_OUT_OF_MEMORY;
  memset(info, 0, sizeof *info);
  return cic_jpeg_open(jxl->jpeg, jxl->jpeg_bytes, count, max_pixels, channels, info, message);
}

cic_status cic_jxl_open(cic_jxl *jxl, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels, cic_info *info,
                        char message[CIC_MESSAGE_SIZE]) {
  cic_status status = cic_open_library(&loader, message);
  if (status != CIC_OK) return status;
  release_image(jxl);
  jxl->decoder = functions.JxlDecoderCreate(NULL);
  if (!jxl->decoder) return CIC_OUT_OF_MEMORY;
  if (functions.JxlDecoderSubscribeEvents(jxl->decoder, JXL_DEC_BASIC_INFO | JXL_DEC_FULL_IMAGE | JXL_DEC_JPEG_RECONSTRUCTION) !=
          JXL_DEC_SUCCESS ||
      functions.JxlDecoderSetParallelRunner(jxl->decoder, cic_jxl_run, &jxl->threads) != JXL_DEC_SUCCESS ||
      functions.JxlDecoderSetInput(jxl->decoder, bytes, count) != JXL_DEC_SUCCESS)
    return cic_fail(message, CIC_CORRUPT, "libjxl cannot decode it");
  jxl->is_closed = 0;
  JxlDecoderStatus event = proceed(jxl);
  if (jxl->has_jpeg) event = proceed(jxl);
  if (event != JXL_DEC_BASIC_INFO) return unexpected(event, message);
  JxlBasicInfo its;
  if (functions.JxlDecoderGetBasicInfo(jxl->decoder, &its) != JXL_DEC_SUCCESS)
    return cic_fail(message, CIC_CORRUPT, "libjxl cannot decode it");
  jxl->width = info->width = its.xsize;
  jxl->height = info->height = its.ysize;
  if (!its.xsize || !its.ysize) return cic_fail(message, CIC_CORRUPT, "it has no pixels");
  if ((uint64_t)its.xsize * its.ysize > max_pixels) return CIC_TOO_LARGE;
  if (!jxl->has_jpeg) event = proceed(jxl);
  if (jxl->has_jpeg) return open_jpeg(jxl, max_pixels, channels, info, message);
  if (event != JXL_DEC_NEED_IMAGE_OUT_BUFFER) return unexpected(event, message);
  info->colours = its.alpha_bits ? CIC_ALPHA : CIC_DIRECT;
  info->orientation = 1;
  jxl->pixel_size = its.alpha_bits && channels != CIC_RGB ? 4 : 3;
  return CIC_OK;
}

static cic_status decode(cic_jxl *jxl, char message[CIC_MESSAGE_SIZE]) {
  JxlPixelFormat format = {.num_channels = jxl->pixel_size, .data_type = JXL_TYPE_UINT8, .endianness = JXL_NATIVE_ENDIAN};
  cic_status status = cic_picture_reserve(&jxl->picture, jxl->width, jxl->height, jxl->pixel_size);
  if (status != CIC_OK) return status;
  size_t size = (size_t)jxl->width * jxl->height * jxl->pixel_size, needed = 0;
  if (functions.JxlDecoderImageOutBufferSize(jxl->decoder, &format, &needed) != JXL_DEC_SUCCESS || needed != size ||
      functions.JxlDecoderSetImageOutBuffer(jxl->decoder, &format, jxl->picture.samples, size) != JXL_DEC_SUCCESS) {
    cic_picture_release(&jxl->picture);
    return cic_fail(message, CIC_UNSUPPORTED, "an unusual number of channels");
  }
  JxlDecoderStatus event = process(jxl);
  if (event == JXL_DEC_FULL_IMAGE) return CIC_OK;
  cic_picture_release(&jxl->picture);
  return unexpected(event, message);
}

cic_status cic_jxl_read_rows(cic_jxl *jxl, uint8_t *samples, size_t stride, uint32_t rows, char message[CIC_MESSAGE_SIZE]) {
  if (jxl->has_jpeg) return cic_jpeg_read_rows(jxl->jpeg, samples, stride, rows, message);
  cic_status status = jxl->picture.samples ? CIC_OK : decode(jxl, message);
  if (status == CIC_OK) cic_picture_copy_rows(&jxl->picture, NULL, samples, stride, rows);
  return status;
}
