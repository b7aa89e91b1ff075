// AVIF by libavif, opened when needed: the primary image, or the first of a sequence. Mirrored and turned pictures are told by
// their orientation, and crops are ignored, as by Pillow.

#include "format_library.h"
#include "picture.h"

#include <stdlib.h>

#include <avif/avif.h>

#define FUNCTIONS(F)                                                                                                       \
  F(avifDecoderCreate) F(avifDecoderDestroy) F(avifDecoderSetIOMemory) F(avifDecoderParse) F(avifDecoderNextImage)         \
  F(avifDecoderReset)                                                                                                      \
  F(avifRGBImageSetDefaults) F(avifImageYUVToRGB) F(avifResultToString)

static struct {
  FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} functions;
static const library_function function_table[] = {FUNCTIONS(LIBRARY_FUNCTION_ROW)};
// Its structures are part of its interface: the version is the one of the headers.
#if AVIF_VERSION_MAJOR >= 1
static const char *const names[] = CIC_LIBRARY_NAMES("libavif", "16");
#else
static const char *const names[] = CIC_LIBRARY_NAMES("libavif", "15");
#endif
static library_loader loader = LIBRARY_LOADER(names, function_table);

struct cic_avif {
  avifDecoder *decoder;
  uint32_t threads;
  uint32_t width;
  uint32_t height;
  int keeps_fourth;
  cic_picture picture;
};

cic_avif *cic_avif_create(void) { return calloc(1, sizeof(cic_avif)); }

void cic_avif_set_threads(cic_avif *avif, uint32_t threads) { avif->threads = threads; }

static void release_image(cic_avif *avif) {
  if (avif->decoder) functions.avifDecoderDestroy(avif->decoder);
  avif->decoder = NULL;
  cic_picture_release(&avif->picture);
}

void cic_avif_destroy(cic_avif *avif) {
  if (!avif) return;
  release_image(avif);
  free(avif);
}

static cic_status failure(avifResult result, char message[CIC_MESSAGE_SIZE]) {
  switch (result) {
  case AVIF_RESULT_OUT_OF_MEMORY: return CIC_OUT_OF_MEMORY;
  case AVIF_RESULT_TRUNCATED_DATA: return CIC_TRUNCATED;
  case AVIF_RESULT_NO_CODEC_AVAILABLE:
  case AVIF_RESULT_NOT_IMPLEMENTED:
  case AVIF_RESULT_UNSUPPORTED_DEPTH:
    return cic_fail(message, CIC_UNSUPPORTED, functions.avifResultToString(result));
  default: return cic_fail(message, CIC_CORRUPT, functions.avifResultToString(result));
  }
}

// The value of EXIF for a turn against the clock followed by a mirroring (ISO/IEC 23008-12, 6.5.10 and 6.5.12).
static uint32_t orientation(const avifImage *image) {
  static const uint32_t turned[4] = {1, 8, 3, 6}, over_and_under[4] = {4, 5, 2, 7}, side_to_side[4] = {2, 7, 4, 5};
  int angle = image->transformFlags & AVIF_TRANSFORM_IROT ? image->irot.angle & 3 : 0;
  if (!(image->transformFlags & AVIF_TRANSFORM_IMIR)) return turned[angle];
#if AVIF_VERSION_MAJOR >= 1
  return image->imir.axis ? side_to_side[angle] : over_and_under[angle];
#else
  return image->imir.mode ? side_to_side[angle] : over_and_under[angle];
#endif
}

cic_status cic_avif_open(cic_avif *avif, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels,
                         cic_info *info, char message[CIC_MESSAGE_SIZE]) {
  cic_status status = cic_open_library(&loader, message);
  if (status != CIC_OK) return status;
  release_image(avif);
  avif->decoder = functions.avifDecoderCreate();
  if (!avif->decoder) return CIC_OUT_OF_MEMORY;
  avif->decoder->maxThreads = (int)avif->threads;
  avif->decoder->ignoreExif = avif->decoder->ignoreXMP = AVIF_TRUE;
  avif->decoder->strictFlags = AVIF_STRICT_ENABLED & ~(AVIF_STRICT_CLAP_VALID | AVIF_STRICT_PIXI_REQUIRED);
  avifResult result = functions.avifDecoderSetIOMemory(avif->decoder, bytes, count);
  if (result == AVIF_RESULT_OK) result = functions.avifDecoderParse(avif->decoder);
  if (result != AVIF_RESULT_OK) return failure(result, message);
  const avifImage *image = avif->decoder->image;
  avif->width = info->width = image->width;
  avif->height = info->height = image->height;
  if (!avif->width || !avif->height) return cic_fail(message, CIC_CORRUPT, "it has no pixels");
  if ((uint64_t)avif->width * avif->height > max_pixels) return CIC_TOO_LARGE;
  // The pictures inside may claim other sizes than the file.
  if (max_pixels < avif->decoder->imageSizeLimit) avif->decoder->imageSizeLimit = (uint32_t)max_pixels;
  info->orientation = orientation(image);
  info->colours = avif->decoder->alphaPresent ? CIC_ALPHA : CIC_DIRECT;
  avif->keeps_fourth = channels != CIC_RGB;
  return CIC_OK;
}

// The samples of `image` without their low bits, in `planes`, which are to be freed. So libavif 1.4 does, as it is in Pillow, where there
// is no alpha; older versions round.
static cic_status reduce_to_8_bits(const avifImage *image, avifImage *reduced, uint8_t **planes) {
  int is_halved = image->yuvFormat == AVIF_PIXEL_FORMAT_YUV420;
  size_t chroma_width = image->yuvFormat == AVIF_PIXEL_FORMAT_YUV400   ? 0
                        : image->yuvFormat == AVIF_PIXEL_FORMAT_YUV444 ? image->width
                                                                       : (image->width + 1) / 2;
  size_t widths[3] = {image->width, chroma_width, chroma_width};
  size_t heights[3] = {image->height, (image->height + is_halved) >> is_halved, (image->height + is_halved) >> is_halved};
  *reduced = *image;
  reduced->depth = 8;
  uint8_t *target = *planes = malloc(widths[0] * heights[0] + 2 * widths[1] * heights[1]);
  if (!target) return CIC_OUT_OF_MEMORY;
  for (int plane = 0; plane < 3 && widths[plane]; plane++) {
    reduced->yuvPlanes[plane] = target;
    reduced->yuvRowBytes[plane] = (uint32_t)widths[plane];
    for (size_t row = 0; row < heights[plane]; row++, target += widths[plane]) {
      const uint16_t *source = (const uint16_t *)(image->yuvPlanes[plane] + row * image->yuvRowBytes[plane]);
      for (size_t x = 0; x < widths[plane]; x++) target[x] = (uint8_t)(source[x] >> (image->depth - 8));
    }
  }
  return CIC_OK;
}

// The threads may not be there to be had; one thread decides what can be decoded.
static avifResult decode_picture(avifDecoder *decoder) {
  avifResult result = functions.avifDecoderNextImage(decoder);
  if (result == AVIF_RESULT_OK || decoder->maxThreads == 1) return result;
  decoder->maxThreads = 1;
  result = functions.avifDecoderReset(decoder);
  return result == AVIF_RESULT_OK ? functions.avifDecoderNextImage(decoder) : result;
}

static cic_status decode(cic_avif *avif, char message[CIC_MESSAGE_SIZE]) {
  avifResult result = decode_picture(avif->decoder);
  if (result != AVIF_RESULT_OK) return failure(result, message);
  const avifImage *image = avif->decoder->image;
  if (image->width != avif->width || image->height != avif->height)
    return cic_fail(message, CIC_CORRUPT, "its picture is of another size than it tells");
  // Colours under alpha may have to be divided by it.
  uint32_t pixel_size = avif->decoder->alphaPresent ? 4 : 3;
  cic_status status = cic_picture_reserve(&avif->picture, avif->width, avif->height, pixel_size);
  if (status != CIC_OK) return status;
  avifImage reduced;
  uint8_t *planes = NULL;
  if (image->depth > 8 && pixel_size == 3) {
    if ((status = reduce_to_8_bits(image, &reduced, &planes)) != CIC_OK) return status;
    image = &reduced;
  }
  avifRGBImage rgb;
  functions.avifRGBImageSetDefaults(&rgb, image);
  rgb.depth = 8;
  rgb.format = pixel_size == 4 ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.pixels = avif->picture.samples;
  rgb.rowBytes = avif->width * pixel_size;
  result = functions.avifImageYUVToRGB(image, &rgb);
  free(planes);
  if (result != AVIF_RESULT_OK) {
    cic_picture_release(&avif->picture);
    return failure(result, message);
  }
  if (!avif->keeps_fourth) cic_picture_drop_fourth(&avif->picture);
  return CIC_OK;
}

cic_status cic_avif_read_rows(cic_avif *avif, uint8_t *samples, size_t stride, uint32_t rows, char message[CIC_MESSAGE_SIZE]) {
  cic_status status = avif->picture.samples ? CIC_OK : decode(avif, message);
  if (status == CIC_OK) cic_picture_copy_rows(&avif->picture, NULL, samples, stride, rows);
  return status;
}
