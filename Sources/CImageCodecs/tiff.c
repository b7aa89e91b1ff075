// TIFF by libtiff, opened when needed: the first page, in strips or tiles, of every compression that libtiff decodes. What Pillow
// reads of it: gray, palettes, RGB, CMYK and YCbCr, with samples in one plane or apart.

#include "format_library.h"
#include "picture.h"
#include "tiff_samples.h"
#include "tiff_source.h"

#include <stdlib.h>
#include <string.h>

#include <tiffio.h>

#define FUNCTIONS(F)                                                                                                       \
  F(TIFFClientOpenExt) F(TIFFOpenOptionsAlloc) F(TIFFOpenOptionsFree) F(TIFFOpenOptionsSetMaxSingleMemAlloc)               \
  F(TIFFOpenOptionsSetErrorHandlerExtR) F(TIFFOpenOptionsSetWarningHandlerExtR) F(TIFFClose) F(TIFFGetField)               \
  F(TIFFGetFieldDefaulted) F(TIFFSetField) F(TIFFIsTiled) F(TIFFScanlineSize64) F(TIFFReadScanline) F(TIFFTileSize64)      \
  F(TIFFStripSize64) F(TIFFReadEncodedTile) F(TIFFReadEncodedStrip) F(TIFFComputeTile) F(TIFFComputeStrip)                 \
  F(TIFFRGBAImageOK) F(TIFFRGBAImageBegin) F(TIFFRGBAImageGet) F(TIFFRGBAImageEnd)

static struct {
  FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} functions;
static const library_function function_table[] = {FUNCTIONS(LIBRARY_FUNCTION_ROW)};
static const char *const names[] = CIC_LIBRARY_NAMES("libtiff", "6");
static library_loader loader = LIBRARY_LOADER(names, function_table);

struct cic_tiff {
  TIFF *file;
  cic_tiff_source source;
  uint32_t width;
  uint32_t height;
  uint32_t next_row;
  // Samples in one plane, in strips: rows come one by one. All else is decoded as a whole.
  int has_rows;
  // YCbCr that is not JPEG's: libtiff itself makes it RGB.
  int is_converted;
  int is_separate;
  uint32_t sample_count;
  // Planes that are looked at, where they are apart: all but those of samples without a meaning.
  uint32_t plane_count;
  cic_tiff_samples samples;
  // One row, strip or tile as it is stored; of each plane where they are apart.
  uint8_t *stored;
  cic_picture picture;
};

cic_tiff *cic_tiff_create(void) { return calloc(1, sizeof(cic_tiff)); }

static void release_image(cic_tiff *tiff) {
  if (tiff->file) functions.TIFFClose(tiff->file);
  tiff->file = NULL;
  free(tiff->stored);
  tiff->stored = NULL;
  cic_picture_release(&tiff->picture);
}

void cic_tiff_destroy(cic_tiff *tiff) {
  if (!tiff) return;
  release_image(tiff);
  free(tiff);
}

static cic_status failure(const cic_tiff *tiff, char message[CIC_MESSAGE_SIZE]) {
  if (tiff->source.is_at_end) return CIC_TRUNCATED;
  return cic_fail(message, CIC_CORRUPT, tiff->source.message[0] ? tiff->source.message : "it cannot be read");
}

static cic_status open_file(cic_tiff *tiff, const uint8_t *bytes, size_t count, uint64_t max_pixels,
                            char message[CIC_MESSAGE_SIZE]) {
  tiff->source = (cic_tiff_source){.bytes = bytes, .count = count};
  tiff->next_row = 0;
  TIFFOpenOptions *options = functions.TIFFOpenOptionsAlloc();
  if (!options) return CIC_OUT_OF_MEMORY;
  // As much as the pixels of the largest picture may take, and what small things take.
  uint64_t limit = max_pixels < INT64_MAX / 32 ? 16 * max_pixels + (64 << 20) : INT64_MAX;
  functions.TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)limit);
  functions.TIFFOpenOptionsSetErrorHandlerExtR(options, cic_tiff_source_keep_error, &tiff->source);
  functions.TIFFOpenOptionsSetWarningHandlerExtR(options, cic_tiff_source_ignore_warning, NULL);
  // Without a map: reads then tell where the file ends.
  tiff->file = functions.TIFFClientOpenExt("", "rm", &tiff->source, cic_tiff_source_read, cic_tiff_source_write,
                                           cic_tiff_source_seek, cic_tiff_source_close, cic_tiff_source_size, NULL, NULL, options);
  functions.TIFFOpenOptionsFree(options);
  return tiff->file ? CIC_OK : failure(tiff, message);
}

static uint16_t field(const cic_tiff *tiff, uint32_t tag) {
  uint16_t value = 0;
  functions.TIFFGetFieldDefaulted(tiff->file, tag, &value);
  return value;
}

static cic_status copy_palette(cic_tiff *tiff, char message[CIC_MESSAGE_SIZE]) {
  uint16_t *red, *green, *blue;
  if (!functions.TIFFGetField(tiff->file, TIFFTAG_COLORMAP, &red, &green, &blue))
    return cic_fail(message, CIC_CORRUPT, "a palette image has no palette");
  for (size_t i = 0; i < (size_t)1 << tiff->samples.bits; i++) {
    tiff->samples.palette[i][0] = (uint8_t)(red[i] >> 8);
    tiff->samples.palette[i][1] = (uint8_t)(green[i] >> 8);
    tiff->samples.palette[i][2] = (uint8_t)(blue[i] >> 8);
  }
  return CIC_OK;
}

// The kind of samples, how many of them there must be, and their bits.
static cic_status choose_kind(cic_tiff *tiff, uint16_t photometric, char message[CIC_MESSAGE_SIZE]) {
  cic_tiff_samples *its = &tiff->samples;
  uint32_t needed = 1;
  int is_possible = its->bits == 8 || its->bits == 16;
  switch (photometric) {
  case PHOTOMETRIC_MINISWHITE:
  case PHOTOMETRIC_MINISBLACK:
    its->kind = CIC_TIFF_GRAY;
    its->is_inverted = photometric == PHOTOMETRIC_MINISWHITE && its->bits <= 16;
    is_possible = is_possible || its->bits == 32 || ((its->bits < 8 || its->bits == 12) && tiff->sample_count == 1);
    break;
  case PHOTOMETRIC_PALETTE:
    its->kind = CIC_TIFF_PALETTE;
    is_possible = its->bits == 8 || (its->bits < 8 && tiff->sample_count == 1);
    break;
  case PHOTOMETRIC_YCBCR:
    is_possible = its->bits == 8;
    // Fall through: both are made RGB by libtiff or by libjpeg under it.
  case PHOTOMETRIC_RGB:
    its->kind = CIC_TIFF_RGB;
    needed = 3;
    break;
  case PHOTOMETRIC_SEPARATED:
    its->kind = CIC_TIFF_CMYK;
    needed = 4;
    break;
  default: return cic_fail(message, CIC_UNSUPPORTED, "an unusual colour space");
  }
  if (photometric == PHOTOMETRIC_YCBCR && tiff->sample_count == 1) {
    its->kind = CIC_TIFF_GRAY;
    needed = 1;
  }
  if (tiff->sample_count < needed || tiff->sample_count > CIC_TIFF_MAXIMUM_SAMPLES)
    return cic_fail(message, CIC_UNSUPPORTED, "an unusual number of samples per pixel");
  if (!is_possible || (its->bits < 8 && its->bits != 1 && its->bits != 2 && its->bits != 4))
    return cic_fail(message, CIC_UNSUPPORTED, "an unusual number of bits per sample");
  return CIC_OK;
}

static void choose_fourth(cic_tiff *tiff, cic_channels channels, cic_info *info) {
  cic_tiff_samples *its = &tiff->samples;
  uint16_t extra_count = 0, *extras = NULL;
  if (!functions.TIFFGetField(tiff->file, TIFFTAG_EXTRASAMPLES, &extra_count, &extras)) extra_count = 0;
  uint16_t first = extra_count > 0 ? extras[0] : EXTRASAMPLE_UNSPECIFIED;
  // Four samples of RGB without a word on the fourth are RGBA.
  int has_alpha = (extra_count > 0 && first != EXTRASAMPLE_UNSPECIFIED) ||
                  (extra_count == 0 && its->kind == CIC_TIFF_RGB && tiff->sample_count == 4);
  int is_possible = (its->kind == CIC_TIFF_RGB && tiff->sample_count > 3) ||
                    (its->kind == CIC_TIFF_GRAY && tiff->sample_count > 1 && its->bits <= 16);
  has_alpha = has_alpha && is_possible;
  uint32_t colour_count = its->kind == CIC_TIFF_CMYK ? 4 : its->kind == CIC_TIFF_RGB ? 3 : 1;
  tiff->plane_count = colour_count + (has_alpha ? 1 : 0);
  its->is_premultiplied = has_alpha && first == EXTRASAMPLE_ASSOCALPHA && its->kind == CIC_TIFF_RGB;
  int has_fourth = has_alpha || its->kind == CIC_TIFF_CMYK;
  its->delivered = (has_fourth && channels == CIC_FOURTH) || (has_alpha && channels == CIC_OPACITY) ? 4 : 3;
  info->colours = its->kind == CIC_TIFF_CMYK      ? CIC_CMYK
                  : its->kind == CIC_TIFF_PALETTE ? CIC_INDEXED
                  : has_alpha                     ? CIC_ALPHA
                  : its->bits == 1                ? CIC_BILEVEL
                                                  : CIC_DIRECT;
}

static cic_status choose_conversion(cic_tiff *tiff, cic_channels channels, cic_info *info, char message[CIC_MESSAGE_SIZE]) {
  cic_tiff_samples *its = &tiff->samples;
  memset(its, 0, sizeof *its);
  uint16_t photometric = PHOTOMETRIC_MINISWHITE;
  functions.TIFFGetField(tiff->file, TIFFTAG_PHOTOMETRIC, &photometric);
  uint16_t format = field(tiff, TIFFTAG_SAMPLEFORMAT), compression = field(tiff, TIFFTAG_COMPRESSION);
  its->bits = field(tiff, TIFFTAG_BITSPERSAMPLE);
  its->is_signed = format == SAMPLEFORMAT_INT;
  its->is_float = format == SAMPLEFORMAT_IEEEFP;
  tiff->sample_count = field(tiff, TIFFTAG_SAMPLESPERPIXEL);
  tiff->is_separate = field(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE && tiff->sample_count > 1;
  if (its->is_float && its->bits != 32) return cic_fail(message, CIC_UNSUPPORTED, "floating-point samples of unusual size");
  cic_status status = choose_kind(tiff, photometric, message);
  if (status != CIC_OK) return status;

  int is_ycbcr = photometric == PHOTOMETRIC_YCBCR && tiff->sample_count > 1;
  int is_jpeg = compression == COMPRESSION_JPEG && !tiff->is_separate;
  tiff->is_converted = compression == COMPRESSION_OJPEG || (is_ycbcr && !is_jpeg);
  if (is_ycbcr && is_jpeg) functions.TIFFSetField(tiff->file, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  choose_fourth(tiff, channels, info);
  its->step = tiff->is_separate ? 1 : tiff->sample_count;
  tiff->has_rows = !tiff->is_converted && !tiff->is_separate && !functions.TIFFIsTiled(tiff->file);
  if (its->kind != CIC_TIFF_PALETTE) return CIC_OK;
  info->palette = its->palette[0];
  return copy_palette(tiff, message);
}

// XMP counts where there is no tag, as for Pillow.
static void tell_orientation(cic_tiff *tiff, cic_info *info) {
  uint16_t orientation = 0;
  uint32_t count = 0;
  void *xmp = NULL;
  if (functions.TIFFGetField(tiff->file, TIFFTAG_ORIENTATION, &orientation)) {
    info->orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
  } else if (functions.TIFFGetField(tiff->file, TIFFTAG_XMLPACKET, &count, &xmp)) {
    info->xmp = xmp;
    info->xmp_count = count;
  }
}

cic_status cic_tiff_open(cic_tiff *tiff, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels,
                         cic_info *info, char message[CIC_MESSAGE_SIZE]) {
  cic_status status = cic_open_library(&loader, message);
  if (status != CIC_OK) return status;
  release_image(tiff);
  if ((status = open_file(tiff, bytes, count, max_pixels, message)) != CIC_OK) return status;
  tiff->width = tiff->height = 0;
  functions.TIFFGetField(tiff->file, TIFFTAG_IMAGEWIDTH, &tiff->width);
  functions.TIFFGetField(tiff->file, TIFFTAG_IMAGELENGTH, &tiff->height);
  info->width = tiff->width;
  info->height = tiff->height;
  if (!tiff->width || !tiff->height) return cic_fail(message, CIC_CORRUPT, "it has no pixels");
  if ((uint64_t)tiff->width * tiff->height > max_pixels) return CIC_TOO_LARGE;
  tell_orientation(tiff, info);
  return choose_conversion(tiff, channels, info, message);
}

// Bytes of `pixels` pixels side by side in one plane.
static uint64_t plane_row_size(const cic_tiff *tiff, uint64_t pixels) {
  return (pixels * tiff->samples.step * tiff->samples.bits + 7) / 8;
}

static void find_planes(const cic_tiff *tiff, const uint8_t *start, uint64_t plane_size,
                        const uint8_t *planes[CIC_TIFF_MAXIMUM_SAMPLES]) {
  uint64_t distance = tiff->is_separate ? plane_size : tiff->samples.bits / 8;
  for (uint32_t i = 0; i < CIC_TIFF_MAXIMUM_SAMPLES; i++) planes[i] = start + (i < (tiff->is_separate ? tiff->plane_count : tiff->sample_count) ? i * distance : 0);
}

static cic_status read_row(cic_tiff *tiff, uint32_t row, uint8_t *target, char message[CIC_MESSAGE_SIZE]) {
  if (!tiff->stored) {
    uint64_t size = functions.TIFFScanlineSize64(tiff->file);
    if (size < plane_row_size(tiff, tiff->width)) return failure(tiff, message);
    if (!(tiff->stored = malloc(size))) return CIC_OUT_OF_MEMORY;
  }
  if (functions.TIFFReadScanline(tiff->file, tiff->stored, row, 0) < 0) return failure(tiff, message);
  const uint8_t *planes[CIC_TIFF_MAXIMUM_SAMPLES];
  find_planes(tiff, tiff->stored, 0, planes);
  cic_tiff_convert(&tiff->samples, planes, tiff->width, target);
  return CIC_OK;
}

typedef struct piece {
  uint32_t x, y;
  // As stored, which may reach over the edge.
  uint32_t width, height;
  uint64_t size;
} piece;

static cic_status read_piece(cic_tiff *tiff, const piece *its, int is_tiled, char message[CIC_MESSAGE_SIZE]) {
  for (uint16_t plane = 0; plane < (tiff->is_separate ? tiff->plane_count : 1); plane++) {
    uint8_t *target = tiff->stored + plane * its->size;
    tmsize_t read =
        is_tiled ? functions.TIFFReadEncodedTile(tiff->file, functions.TIFFComputeTile(tiff->file, its->x, its->y, 0, plane),
                                                 target, (tmsize_t)its->size)
                 : functions.TIFFReadEncodedStrip(tiff->file, functions.TIFFComputeStrip(tiff->file, its->y, plane), target,
                                                  (tmsize_t)its->size);
    if (read < 0) return failure(tiff, message);
  }
  uint64_t row_size = plane_row_size(tiff, its->width);
  for (uint32_t row = 0; row < its->height && its->y + row < tiff->height; row++) {
    const uint8_t *planes[CIC_TIFF_MAXIMUM_SAMPLES];
    find_planes(tiff, tiff->stored + row * row_size, its->size, planes);
    uint32_t rest = tiff->width - its->x;
    size_t pixel = (size_t)(its->y + row) * tiff->width + its->x;
    cic_tiff_convert(&tiff->samples, planes, its->width < rest ? its->width : rest,
                     tiff->picture.samples + pixel * tiff->samples.delivered);
  }
  return CIC_OK;
}

// Tiles, or strips of planes that are apart.
static cic_status decode_pieces(cic_tiff *tiff, char message[CIC_MESSAGE_SIZE]) {
  int is_tiled = functions.TIFFIsTiled(tiff->file);
  piece its = {.width = tiff->width};
  if (is_tiled) {
    functions.TIFFGetField(tiff->file, TIFFTAG_TILEWIDTH, &its.width);
    functions.TIFFGetField(tiff->file, TIFFTAG_TILELENGTH, &its.height);
    its.size = functions.TIFFTileSize64(tiff->file);
  } else {
    functions.TIFFGetFieldDefaulted(tiff->file, TIFFTAG_ROWSPERSTRIP, &its.height);
    if (its.height > tiff->height) its.height = tiff->height;
    its.size = functions.TIFFStripSize64(tiff->file);
  }
  if (!its.width || !its.height) return cic_fail(message, CIC_CORRUPT, "its tiles have no pixels");
  // A tile is hardly larger than the picture: nobody may ask for memory in its name.
  uint64_t side = 65536, area = (uint64_t)its.width * its.height;
  if (its.width > tiff->width + side || its.height > tiff->height + side || area > 4 * ((uint64_t)tiff->width * tiff->height) + (side << 10))
    return cic_fail(message, CIC_UNSUPPORTED, "tiles far larger than the picture");
  if (its.size < plane_row_size(tiff, its.width) * its.height) return failure(tiff, message);
  if (!(tiff->stored = calloc(tiff->is_separate ? tiff->plane_count : 1, its.size))) return CIC_OUT_OF_MEMORY;
  for (its.y = 0; its.y < tiff->height; its.y += its.height) {
    for (its.x = 0; its.x < tiff->width; its.x += its.width) {
      cic_status status = read_piece(tiff, &its, is_tiled, message);
      if (status != CIC_OK) return status;
    }
  }
  return CIC_OK;
}

// By libtiff's own conversion.
static cic_status decode_converted(cic_tiff *tiff, char message[CIC_MESSAGE_SIZE]) {
  TIFFRGBAImage image;
  char reason[1024] = "";
  if (!functions.TIFFRGBAImageOK(tiff->file, reason) || !functions.TIFFRGBAImageBegin(&image, tiff->file, 1, reason))
    return tiff->source.is_at_end ? CIC_TRUNCATED : cic_fail(message, CIC_UNSUPPORTED, reason);
  // As stored; what turns it is told to the caller.
  image.req_orientation = image.orientation = ORIENTATION_TOPLEFT;
  size_t pixels = (size_t)tiff->width * tiff->height;
  uint32_t *raster = calloc(pixels, sizeof *raster);
  int is_read = raster && functions.TIFFRGBAImageGet(&image, raster, tiff->width, tiff->height);
  for (size_t i = 0; is_read && i < pixels; i++) {
    uint8_t *target = tiff->picture.samples + i * tiff->samples.delivered;
    target[0] = TIFFGetR(raster[i]);
    target[1] = TIFFGetG(raster[i]);
    target[2] = TIFFGetB(raster[i]);
    if (tiff->samples.delivered == 4) target[3] = TIFFGetA(raster[i]);
  }
  functions.TIFFRGBAImageEnd(&image);
  cic_status status = !raster ? CIC_OUT_OF_MEMORY : is_read ? CIC_OK : failure(tiff, message);
  free(raster);
  return status;
}

static cic_status decode(cic_tiff *tiff, char message[CIC_MESSAGE_SIZE]) {
  cic_status status = cic_picture_reserve(&tiff->picture, tiff->width, tiff->height, tiff->samples.delivered);
  if (status != CIC_OK) return status;
  return tiff->is_converted ? decode_converted(tiff, message) : decode_pieces(tiff, message);
}

cic_status cic_tiff_read_rows(cic_tiff *tiff, uint8_t *samples, size_t stride, uint32_t rows, char message[CIC_MESSAGE_SIZE]) {
  if (!tiff->has_rows) {
    cic_status status = tiff->picture.samples ? CIC_OK : decode(tiff, message);
    if (status == CIC_OK) cic_picture_copy_rows(&tiff->picture, NULL, samples, stride, rows);
    return status;
  }
  for (uint32_t row = 0; row < rows; row++) {
    cic_status status = read_row(tiff, tiff->next_row + row, samples + row * stride, message);
    if (status != CIC_OK) return status;
  }
  tiff->next_row += rows;
  return CIC_OK;
}
