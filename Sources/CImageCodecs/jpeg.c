// JPEG by libjpeg-turbo's libjpeg interface.
//
// The TurboJPEG interface reads the same pictures but answers a truncated file and a merely damaged one with the same
// warning. Here the source of bytes suspends at the end of the data, as Pillow's does, so the two are told apart: what
// ends early is refused, what is damaged inside decodes as far as the library can take it, as in Pillow.

#include "decoder.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
// jerror.h names the codes that jpeglib.h's message table is indexed by.
#include <jerror.h>

// A progressive file may name the same coefficients in scan after scan; real encoders stay under a dozen scans.
enum { MAX_SCANS = 500 };

enum { ROWS_PER_CALL = 16 };

static const char exif_prefix[6] = {'E', 'x', 'i', 'f', 0, 0};

struct cic_jpeg {
  struct jpeg_decompress_struct info;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  cic_status status;
  char *message;
  int keeps_fourth;
  // Where rows of CMYK wait for their conversion to RGB.
  uint8_t *cmyk_row;
  size_t cmyk_row_size;
};

static cic_jpeg *owner(j_common_ptr info) { return info->client_data; }

// Called by the library on a fatal error; must not return.
static void error_exit(j_common_ptr info) {
  cic_jpeg *jpeg = owner(info);
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  switch (info->err->msg_code) {
  case JERR_OUT_OF_MEMORY: jpeg->status = CIC_OUT_OF_MEMORY; break;
  case JERR_BAD_PRECISION:
  case JERR_SOF_UNSUPPORTED:
  case JERR_CONVERSION_NOTIMPL:
  case JERR_ARITH_NOTIMPL:
  case JERR_NOT_COMPILED: jpeg->status = CIC_UNSUPPORTED; break;
  default: jpeg->status = CIC_CORRUPT;
  }
  cic_fail(jpeg->message, jpeg->status, text);
  longjmp(jpeg->escape, 1);
}

// Warnings (damaged data) are not errors: Pillow keeps what the library makes of them.
static void emit_message(j_common_ptr info, int level) {
  (void)info;
  (void)level;
}

static void init_source(j_decompress_ptr info) { (void)info; }

// FALSE suspends the decoder: there is nothing more to read.
static boolean fill_input_buffer(j_decompress_ptr info) {
  (void)info;
  return FALSE;
}

static void skip_input_data(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  size_t step = (size_t)count < info->src->bytes_in_buffer ? (size_t)count : info->src->bytes_in_buffer;
  info->src->next_input_byte += step;
  info->src->bytes_in_buffer -= step;
}

static void term_source(j_decompress_ptr info) { (void)info; }

static void progress_monitor(j_common_ptr info) {
  if (!info->is_decompressor || ((j_decompress_ptr)info)->input_scan_number <= MAX_SCANS) return;
  cic_jpeg *jpeg = owner(info);
  jpeg->status = cic_fail(jpeg->message, CIC_UNSUPPORTED, "more than 500 scans");
  longjmp(jpeg->escape, 1);
}

cic_jpeg *cic_jpeg_create(void) { return calloc(1, sizeof(cic_jpeg)); }

void cic_jpeg_destroy(cic_jpeg *jpeg) {
  if (!jpeg) return;
  jpeg_destroy_decompress(&jpeg->info);
  free(jpeg->cmyk_row);
  free(jpeg);
}

// Begins anew for every image: a used decompressor would lend its tables to a file that lacks its own, and the picture would
// depend on the one before.
static void start_decompressor(cic_jpeg *jpeg, const uint8_t *bytes, size_t count) {
  jpeg_destroy_decompress(&jpeg->info);
  memset(&jpeg->info, 0, sizeof jpeg->info);
  jpeg->info.err = jpeg_std_error(&jpeg->errors);
  jpeg->errors.error_exit = error_exit;
  jpeg->errors.emit_message = emit_message;
  jpeg->info.client_data = jpeg;
  jpeg_create_decompress(&jpeg->info);
  jpeg->source.init_source = init_source;
  jpeg->source.fill_input_buffer = fill_input_buffer;
  jpeg->source.skip_input_data = skip_input_data;
  jpeg->source.resync_to_restart = jpeg_resync_to_restart;
  jpeg->source.term_source = term_source;
  jpeg->source.next_input_byte = bytes;
  jpeg->source.bytes_in_buffer = count;
  jpeg->progress.progress_monitor = progress_monitor;
  jpeg->info.src = &jpeg->source;
  jpeg->info.progress = &jpeg->progress;
  jpeg_save_markers(&jpeg->info, JPEG_APP0 + 1, 0xffff);
}

static void find_exif(cic_jpeg *jpeg, cic_info *out) {
  for (jpeg_saved_marker_ptr marker = jpeg->info.marker_list; marker; marker = marker->next) {
    if (marker->marker != JPEG_APP0 + 1 || marker->data_length < sizeof exif_prefix) continue;
    if (memcmp(marker->data, exif_prefix, sizeof exif_prefix) != 0) continue;
    out->exif = marker->data + sizeof exif_prefix;
    out->exif_count = marker->data_length - sizeof exif_prefix;
    return;
  }
}

// Chooses what the library is to convert to. Grayscale is replicated by the library itself.
static cic_status choose_output(cic_jpeg *jpeg, char *message) {
  struct jpeg_decompress_struct *info = &jpeg->info;
  if (info->data_precision != 8) return cic_fail(message, CIC_UNSUPPORTED, "samples are not 8 bits deep");
  switch (info->num_components) {
  case 1:
  case 3: info->out_color_space = JCS_RGB; return CIC_OK;
  case 4: {
    info->out_color_space = JCS_CMYK;
    if (jpeg->keeps_fourth) return CIC_OK;
    size_t needed = (size_t)info->image_width * 4;
    if (jpeg->cmyk_row_size >= needed) return CIC_OK;
    free(jpeg->cmyk_row);
    jpeg->cmyk_row = malloc(needed);
    jpeg->cmyk_row_size = jpeg->cmyk_row ? needed : 0;
    return jpeg->cmyk_row ? CIC_OK : CIC_OUT_OF_MEMORY;
  }
  default: return cic_fail(message, CIC_UNSUPPORTED, "neither 1, 3 nor 4 colour components");
  }
}

cic_status cic_jpeg_open(cic_jpeg *jpeg, const uint8_t *bytes, size_t count, uint64_t max_pixels, int keeps_fourth,
                         cic_info *out, char message[CIC_MESSAGE_SIZE]) {
  struct jpeg_decompress_struct *info = &jpeg->info;
  jpeg->message = message;
  jpeg->keeps_fourth = keeps_fourth;
  if (setjmp(jpeg->escape)) return jpeg->status;
  start_decompressor(jpeg, bytes, count);
  if (jpeg_read_header(info, TRUE) != JPEG_HEADER_OK) return CIC_TRUNCATED;
  out->width = info->image_width;
  out->height = info->image_height;
  if ((uint64_t)info->image_width * info->image_height > max_pixels) return CIC_TOO_LARGE;
  find_exif(jpeg, out);
  cic_status status = choose_output(jpeg, message);
  if (status != CIC_OK) return status;
  out->colours = info->out_color_space == JCS_CMYK ? CIC_CMYK : CIC_DIRECT;
  info->dct_method = JDCT_ISLOW;
  info->do_fancy_upsampling = TRUE;
  return jpeg_start_decompress(info) ? CIC_OK : CIC_TRUNCATED;
}

// a * b / 255, rounded to nearest, as Pillow's MULDIV255.
static inline uint32_t multiply_255(uint32_t a, uint32_t b) {
  uint32_t product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

// With k' = 255 - k, each of red, green and blue is k' - c * k' / 255.
void cic_rgb_from_cmyk(const uint8_t *cmyk, uint8_t *rgb) {
  uint32_t light = 255u - cmyk[3];
  for (int channel = 0; channel < 3; channel++) rgb[channel] = (uint8_t)(light - multiply_255(cmyk[channel], light));
}

// The stored samples follow Adobe's convention (0 is full ink), so each is its own ink's complement.
static void invert(uint8_t *samples, size_t count) {
  for (size_t i = 0; i < count; i++) samples[i] = (uint8_t)(255 - samples[i]);
}

static void finish_cmyk_row(const cic_jpeg *jpeg, uint8_t *target) {
  size_t width = jpeg->info.output_width;
  uint8_t *cmyk = jpeg->keeps_fourth ? target : jpeg->cmyk_row;
  invert(cmyk, 4 * width);
  if (jpeg->keeps_fourth) return;
  for (size_t x = 0; x < width; x++) cic_rgb_from_cmyk(cmyk + 4 * x, target + 3 * x);
}

cic_status cic_jpeg_read_rows(cic_jpeg *jpeg, uint8_t *samples, size_t stride, uint32_t rows,
                              char message[CIC_MESSAGE_SIZE]) {
  struct jpeg_decompress_struct *info = &jpeg->info;
  jpeg->message = message;
  if (setjmp(jpeg->escape)) return jpeg->status;
  if (rows == 0) return CIC_OK;
  int is_cmyk = info->out_color_space == JCS_CMYK;
  for (uint32_t row = 0; row < rows;) {
    JSAMPROW targets[ROWS_PER_CALL];
    uint32_t wanted = rows - row < ROWS_PER_CALL ? rows - row : ROWS_PER_CALL;
    if (is_cmyk) wanted = 1;
    int is_converted = is_cmyk && !jpeg->keeps_fourth;
    for (uint32_t i = 0; i < wanted; i++) targets[i] = is_converted ? jpeg->cmyk_row : samples + (row + i) * stride;
    JDIMENSION read = jpeg_read_scanlines(info, targets, wanted);
    if (read == 0) return CIC_TRUNCATED;
    if (is_cmyk) finish_cmyk_row(jpeg, samples + row * stride);
    row += read;
  }
  // Reads on to the end marker. Its absence alone is forgiven, an error on the way is not: so does Pillow.
  if (info->output_scanline == info->output_height) (void)jpeg_finish_decompress(info);
  return CIC_OK;
}
