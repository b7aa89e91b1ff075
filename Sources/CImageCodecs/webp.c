// WebP by libwebp and libwebpdemux, opened when needed: lossy, lossless, with alpha; of an animation its first frame, on the
// canvas, which is black and transparent where the frame is not.

#include "format_library.h"
#include "picture.h"

#include <stdlib.h>
#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

// libwebp's own are found through libwebpdemux, which needs it.
#define FUNCTIONS(F)                                                                                                       \
  F(WebPDemuxInternal) F(WebPDemuxDelete) F(WebPDemuxGetI) F(WebPDemuxGetFrame) F(WebPDemuxReleaseIterator)                \
  F(WebPDemuxGetChunk) F(WebPDemuxReleaseChunkIterator) F(WebPGetFeaturesInternal) F(WebPInitDecoderConfigInternal)        \
  F(WebPDecode)

static struct {
  FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} functions;
static const library_function function_table[] = {FUNCTIONS(LIBRARY_FUNCTION_ROW)};
static const char *const names[] = CIC_LIBRARY_NAMES("libwebpdemux", "2");
static library_loader loader = LIBRARY_LOADER(names, function_table);

struct cic_webp {
  WebPDemuxer *demuxer;
  cic_picture picture;
  uint32_t width;
  uint32_t height;
  // 3 for RGB, 4 for RGBA.
  uint32_t pixel_size;
};

cic_webp *cic_webp_create(void) { return calloc(1, sizeof(cic_webp)); }

static void release_image(cic_webp *webp) {
  if (webp->demuxer) functions.WebPDemuxDelete(webp->demuxer);
  webp->demuxer = NULL;
  cic_picture_release(&webp->picture);
}

void cic_webp_destroy(cic_webp *webp) {
  if (!webp) return;
  release_image(webp);
  free(webp);
}

// Why a file that is to be complete has no demuxer.
static cic_status reason(const WebPData *data, char message[CIC_MESSAGE_SIZE]) {
  WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
  WebPDemuxer *partial = functions.WebPDemuxInternal(data, 1, &state, WEBP_DEMUX_ABI_VERSION);
  if (partial) functions.WebPDemuxDelete(partial);
  if (state == WEBP_DEMUX_PARSE_ERROR) return cic_fail(message, CIC_CORRUPT, "its chunks contradict each other");
  return CIC_TRUNCATED;
}

// The first chunk called `name`, as it stands in the file; libwebp hands out no copy.
static const uint8_t *find_chunk(const cic_webp *webp, const char *name, size_t *count) {
  WebPChunkIterator iterator;
  if (!functions.WebPDemuxGetChunk(webp->demuxer, name, 1, &iterator)) return NULL;
  *count = iterator.chunk.size;
  functions.WebPDemuxReleaseChunkIterator(&iterator);
  return iterator.chunk.bytes;
}

cic_status cic_webp_open(cic_webp *webp, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels,
                         cic_info *info, char message[CIC_MESSAGE_SIZE]) {
  cic_status status = cic_open_library(&loader, message);
  if (status != CIC_OK) return status;
  release_image(webp);
  WebPData data = {bytes, count};
  webp->demuxer = functions.WebPDemuxInternal(&data, 0, NULL, WEBP_DEMUX_ABI_VERSION);
  if (!webp->demuxer) return reason(&data, message);
  webp->width = info->width = functions.WebPDemuxGetI(webp->demuxer, WEBP_FF_CANVAS_WIDTH);
  webp->height = info->height = functions.WebPDemuxGetI(webp->demuxer, WEBP_FF_CANVAS_HEIGHT);
  if ((uint64_t)webp->width * webp->height > max_pixels) return CIC_TOO_LARGE;

  WebPBitstreamFeatures features;
  if (functions.WebPGetFeaturesInternal(bytes, count, &features, WEBP_DECODER_ABI_VERSION) != VP8_STATUS_OK)
    return cic_fail(message, CIC_CORRUPT, "its header contradicts itself");
  info->colours = features.has_alpha ? CIC_ALPHA : CIC_DIRECT;
  webp->pixel_size = features.has_alpha && channels != CIC_RGB ? 4 : 3;
  info->exif = find_chunk(webp, "EXIF", &info->exif_count);
  info->xmp = find_chunk(webp, "XMP ", &info->xmp_count);
  return CIC_OK;
}

static cic_status decode_frame(cic_webp *webp, const WebPIterator *frame, char message[CIC_MESSAGE_SIZE]) {
  WebPDecoderConfig config;
  if (!functions.WebPInitDecoderConfigInternal(&config, WEBP_DECODER_ABI_VERSION))
    return cic_fail(message, CIC_MISSING_LIBRARY, "it is of another version");
  size_t stride = (size_t)webp->width * webp->pixel_size;
  size_t offset = (size_t)frame->y_offset * stride + (size_t)frame->x_offset * webp->pixel_size;
  config.output.colorspace = webp->pixel_size == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = webp->picture.samples + offset;
  config.output.u.RGBA.stride = (int)stride;
  config.output.u.RGBA.size = stride * webp->height - offset;
  switch (functions.WebPDecode(frame->fragment.bytes, frame->fragment.size, &config)) {
  case VP8_STATUS_OK: return CIC_OK;
  case VP8_STATUS_OUT_OF_MEMORY: return CIC_OUT_OF_MEMORY;
  case VP8_STATUS_SUSPENDED:
  case VP8_STATUS_NOT_ENOUGH_DATA: return CIC_TRUNCATED;
  default: return cic_fail(message, CIC_CORRUPT, "its picture data are invalid");
  }
}

static cic_status decode(cic_webp *webp, char message[CIC_MESSAGE_SIZE]) {
  WebPIterator frame;
  if (!functions.WebPDemuxGetFrame(webp->demuxer, 1, &frame)) return cic_fail(message, CIC_CORRUPT, "it has no frame");
  cic_status status = cic_picture_reserve(&webp->picture, webp->width, webp->height, webp->pixel_size);
  if (status == CIC_OK) status = decode_frame(webp, &frame, message);
  functions.WebPDemuxReleaseIterator(&frame);
  if (status != CIC_OK) cic_picture_release(&webp->picture);
  return status;
}

cic_status cic_webp_read_rows(cic_webp *webp, uint8_t *samples, size_t stride, uint32_t rows, char message[CIC_MESSAGE_SIZE]) {
  if (!webp->picture.samples) {
    cic_status status = decode(webp, message);
    if (status != CIC_OK) return status;
  }
  cic_picture_copy_rows(&webp->picture, NULL, samples, stride, rows);
  return CIC_OK;
}
