// PNG by libpng: every colour type and depth to 8-bit RGB, or RGBA where alpha is asked for. Otherwise alpha and tRNS are
// dropped; 16-bit samples keep their high byte, gAMA and profiles are ignored.

#include "decoder.h"
#include "png_chunks.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

struct cic_png {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count;
  size_t offset;
  cic_png_image_data last_image_data;
  // What `cic_info` points to.
  uint8_t *exif;
  uint8_t *xmp;
  uint32_t width;
  uint32_t height;
  uint32_t next_row;
  int passes;
  // Bytes per pixel as libpng delivers it: an index into `palette`, RGB, or RGBA.
  uint32_t pixel_size;
  uint8_t palette[256][3];
  // Alpha of the palette's entries, where it is asked for.
  uint8_t alphas[256];
  int has_alphas;
  // One row of indices, or the whole picture when it is interlaced.
  uint8_t *samples;
  cic_status status;
  char *message;
};

static void fail(png_structp png, png_const_charp text) {
  cic_png *decoder = png_get_error_ptr(png);
  if (decoder->status == CIC_OK) decoder->status = cic_fail(decoder->message, CIC_CORRUPT, text);
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

// The last chunk of image data may claim more than there is: libpng, which asks for all of it at once, is told what there is.
static void correct_length(const cic_png *decoder, size_t start, png_bytep header) {
  if (start + 8 != decoder->last_image_data.start) return;
  size_t length = decoder->last_image_data.end - decoder->last_image_data.start;
  for (int i = 0; i < 4; i++) header[i] = (uint8_t)(length >> (24 - 8 * i));
}

static void read_bytes(png_structp png, png_bytep target, size_t wanted) {
  cic_png *decoder = png_get_io_ptr(png);
  size_t rest = decoder->count - decoder->offset;
  size_t available = wanted < rest ? wanted : rest;
  if (available < wanted) {
    // A checksum missing after the image data is forgiven: checksums are not looked at here.
    if (decoder->offset < decoder->last_image_data.end || wanted > 4) {
      decoder->status = CIC_TRUNCATED;
      png_error(png, "the file ends here");
    }
    memset(target, 0, wanted);
  }
  memcpy(target, decoder->bytes + decoder->offset, available);
  if (wanted == 8) correct_length(decoder, decoder->offset, target);
  decoder->offset += available;
}

cic_png *cic_png_create(void) { return calloc(1, sizeof(cic_png)); }

static void release_image(cic_png *decoder) {
  if (decoder->png) png_destroy_read_struct(&decoder->png, &decoder->info, NULL);
  uint8_t **owned[] = {&decoder->samples, &decoder->exif, &decoder->xmp};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
    free(*owned[i]);
    *owned[i] = NULL;
  }
}

void cic_png_destroy(cic_png *decoder) {
  if (!decoder) return;
  release_image(decoder);
  free(decoder);
}

// Entries the file does not name stay black.
static void copy_palette(cic_png *decoder) {
  png_colorp entries = NULL;
  int count = 0;
  memset(decoder->palette, 0, sizeof decoder->palette);
  if (!png_get_PLTE(decoder->png, decoder->info, &entries, &count)) png_error(decoder->png, "a palette image has no palette");
  for (int i = 0; i < count && i < 256; i++) {
    decoder->palette[i][0] = entries[i].red;
    decoder->palette[i][1] = entries[i].green;
    decoder->palette[i][2] = entries[i].blue;
  }
}

// Entries that tRNS does not name are opaque.
static void copy_alphas(cic_png *decoder) {
  png_bytep alphas = NULL;
  int count = 0;
  memset(decoder->alphas, 255, sizeof decoder->alphas);
  decoder->has_alphas = png_get_tRNS(decoder->png, decoder->info, &alphas, &count, NULL) != 0;
  if (decoder->has_alphas && alphas) memcpy(decoder->alphas, alphas, (size_t)(count < 256 ? count : 256));
}

static void choose_transforms(cic_png *decoder, cic_channels channels, cic_info *out) {
  png_structp png = decoder->png;
  int depth = png_get_bit_depth(png, decoder->info);
  int colour = png_get_color_type(png, decoder->info);
  decoder->passes = png_set_interlace_handling(png);
  if (colour == PNG_COLOR_TYPE_PALETTE) {
    copy_palette(decoder);
    png_set_packing(png);
    decoder->pixel_size = 1;
    decoder->has_alphas = 0;
    if (channels == CIC_OPACITY) copy_alphas(decoder);
    out->colours = decoder->has_alphas ? CIC_ALPHA : CIC_INDEXED;
    out->palette = decoder->has_alphas ? NULL : decoder->palette[0];
    return;
  }
  int has_alpha = (colour & PNG_COLOR_MASK_ALPHA) != 0;
  if (channels == CIC_OPACITY && !has_alpha && png_get_valid(png, decoder->info, PNG_INFO_tRNS)) {
    png_set_tRNS_to_alpha(png);
    has_alpha = 1;
  }
  out->colours = has_alpha ? CIC_ALPHA : depth == 1 ? CIC_BILEVEL : CIC_DIRECT;
  decoder->pixel_size = has_alpha && channels != CIC_RGB ? 4 : 3;
  if (depth == 16) png_set_strip_16(png);
  if (has_alpha && channels == CIC_RGB) png_set_strip_alpha(png);
  if (colour & PNG_COLOR_MASK_COLOR) return;
  if (depth < 8) png_set_expand_gray_1_2_4_to_8(png);
  png_set_gray_to_rgb(png);
}

// A profile counts where there is no EXIF, as for Pillow.
static void read_metadata(cic_png *decoder, const cic_png_metadata *metadata, cic_info *out) {
  if (metadata->exif.start) {
    out->exif = metadata->exif.start;
    out->exif_count = metadata->exif.count;
  } else if (metadata->exif_profile.start) {
    out->exif = decoder->exif = cic_png_profile_bytes(&metadata->exif_profile, &out->exif_count);
  }
  if (metadata->xmp.start) out->xmp = decoder->xmp = cic_png_inflated(&metadata->xmp, &out->xmp_count);
}

static cic_status create_reader(cic_png *decoder) {
  decoder->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, decoder, fail, ignore_warning);
  if (!decoder->png) return CIC_OUT_OF_MEMORY;
  decoder->info = png_create_info_struct(decoder->png);
  return decoder->info ? CIC_OK : CIC_OUT_OF_MEMORY;
}

cic_status cic_png_open(cic_png *decoder, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels,
                        cic_info *out, char message[CIC_MESSAGE_SIZE]) {
  release_image(decoder);
  decoder->bytes = bytes;
  decoder->count = count;
  decoder->offset = 0;
  decoder->next_row = 0;
  decoder->message = message;
  cic_png_metadata metadata;
  memset(&metadata, 0, sizeof metadata);
  decoder->status = cic_png_check_chunks(bytes, count, &decoder->last_image_data, &metadata, message);
  if (decoder->status != CIC_OK) return decoder->status;
  read_metadata(decoder, &metadata, out);
  cic_status status = create_reader(decoder);
  if (status != CIC_OK) return status;

  if (setjmp(png_jmpbuf(decoder->png))) return decoder->status;
  png_structp png = decoder->png;
  png_set_read_fn(png, decoder, read_bytes);
  png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_read_info(png, decoder->info);
  decoder->width = out->width = png_get_image_width(png, decoder->info);
  decoder->height = out->height = png_get_image_height(png, decoder->info);
  if ((uint64_t)decoder->width * decoder->height > max_pixels) return CIC_TOO_LARGE;
  choose_transforms(decoder, channels, out);
  png_read_update_info(png, decoder->info);

  int is_whole = decoder->passes > 1;
  if (!is_whole && decoder->pixel_size > 1) return CIC_OK;
  size_t rows = is_whole ? decoder->height : 1;
  decoder->samples = malloc(rows * decoder->width * decoder->pixel_size);
  return decoder->samples ? CIC_OK : CIC_OUT_OF_MEMORY;
}

// Whether every row of every pass is there, and only the end of the compressed stream is not.
static int has_all_rows(const cic_png *decoder) {
  return decoder->passes > 1 ? png_get_current_pass_number(decoder->png) > 6
                             : png_get_current_row_number(decoder->png) >= decoder->height;
}

// Once the last row is there, it does not matter how the stream ends: so does Pillow.
static cic_status read_row(cic_png *decoder, uint8_t *row) {
  if (setjmp(png_jmpbuf(decoder->png))) return has_all_rows(decoder) ? CIC_OK : decoder->status;
  png_read_row(decoder->png, row, NULL);
  return CIC_OK;
}

static cic_status read_interlaced(cic_png *decoder) {
  size_t stride = (size_t)decoder->width * decoder->pixel_size;
  for (int pass = 0; pass < decoder->passes; pass++) {
    for (uint32_t row = 0; row < decoder->height; row++) {
      cic_status status = read_row(decoder, decoder->samples + row * stride);
      if (status != CIC_OK) return status;
    }
  }
  return CIC_OK;
}

static void pixels_from_indices(const cic_png *decoder, const uint8_t *indices, uint8_t *pixels) {
  if (decoder->has_alphas) {
    for (uint32_t x = 0; x < decoder->width; x++) {
      memcpy(pixels + 4 * (size_t)x, decoder->palette[indices[x]], 3);
      pixels[4 * (size_t)x + 3] = decoder->alphas[indices[x]];
    }
    return;
  }
  for (uint32_t x = 0; x < decoder->width; x++) memcpy(pixels + 3 * (size_t)x, decoder->palette[indices[x]], 3);
}

cic_status cic_png_read_rows(cic_png *decoder, uint8_t *samples, size_t stride, uint32_t rows,
                             char message[CIC_MESSAGE_SIZE]) {
  decoder->message = message;
  int is_interlaced = decoder->passes > 1;
  if (is_interlaced && decoder->next_row == 0) {
    cic_status status = read_interlaced(decoder);
    if (status != CIC_OK) return status;
  }
  size_t sample_stride = (size_t)decoder->width * decoder->pixel_size;
  for (uint32_t row = 0; row < rows; row++) {
    uint8_t *target = samples + row * stride;
    const uint8_t *stored = decoder->samples;
    if (is_interlaced) {
      stored += (decoder->next_row + row) * sample_stride;
    } else {
      cic_status status = read_row(decoder, decoder->pixel_size > 1 ? target : decoder->samples);
      if (status != CIC_OK) return status;
    }
    if (decoder->pixel_size == 1) {
      pixels_from_indices(decoder, stored, target);
    } else if (is_interlaced) {
      memcpy(target, stored, sample_stride);
    }
  }
  decoder->next_row += rows;
  // The chunk in which the picture ends may be cut, one after it may not: so it is with Pillow.
  int ended_before_last = decoder->offset + 8 <= decoder->last_image_data.start;
  int is_finished = decoder->next_row == decoder->height;
  return is_finished && ended_before_last && decoder->last_image_data.is_cut ? CIC_TRUNCATED : CIC_OK;
}
