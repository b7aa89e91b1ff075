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

// Real encoders stay under a dozen scans. A few more are read whatever the size of the picture, then scans times pixels count: each
// scan is a walk over all coefficients.
enum { FREE_SCANS = 20, MAX_SCANS = 500, MAX_SCANNED_PIXELS = 1 << 28 };

enum { ROWS_PER_CALL = 16, START_MARKER = 0xd8, SCAN_MARKER = 0xda };

// What EXIF and XMP begin with in their segments.
static const char exif_mark[6] = "Exif\0";
static const char xmp_mark[29] = "http://ns.adobe.com/xap/1.0/";

struct cic_jpeg {
  struct jpeg_decompress_struct info;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  cic_status status;
  char *message;
  int keeps_fourth;
  // Whether decoding has begun: until then the size of what comes out can be chosen.
  int is_started;
  // Of all segments, one after the other, as Pillow puts them together.
  uint8_t *exif;
  size_t exif_count;
  size_t exif_capacity;
  // In the file; of several the last.
  const uint8_t *xmp;
  size_t xmp_count;
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

// Whether so many scans are more than a picture of this size may have.
static int are_excessive(const struct jpeg_decompress_struct *info, int scans) {
  uint64_t pixels = (uint64_t)info->image_width * info->image_height;
  return scans > MAX_SCANS || (scans > FREE_SCANS && (uint64_t)scans * pixels > MAX_SCANNED_PIXELS);
}

static cic_status fail_by_scans(cic_jpeg *jpeg) {
  return jpeg->status = cic_fail(jpeg->message, CIC_UNSUPPORTED, "more scans than a picture of its size may have");
}

// Scans that the count in the file's markers did not show.
static void progress_monitor(j_common_ptr info) {
  cic_jpeg *jpeg = owner(info);
  if (!info->is_decompressor || !are_excessive(&jpeg->info, jpeg->info.input_scan_number)) return;
  fail_by_scans(jpeg);
  longjmp(jpeg->escape, 1);
}

// The scans that the markers of a file announce. Coded data have no markers but those of restarts.
static int scan_count(const uint8_t *bytes, size_t count) {
  const uint8_t *at = bytes, *end = bytes + count;
  int scans = 0;
  while (at < end && (at = memchr(at, 0xff, (size_t)(end - at))) && end - at >= 4 && scans <= MAX_SCANS) {
    uint8_t marker = at[1];
    if (marker == 0xff) {
      at++;
    } else if (marker <= 0x01 || (marker >= JPEG_RST0 && marker <= START_MARKER)) {
      at += 2;
    } else {
      if (marker == JPEG_EOI) break;
      scans += marker == SCAN_MARKER;
      size_t length = 2 + (size_t)(at[2] << 8 | at[3]);
      if (length > (size_t)(end - at)) break;
      at += length;
    }
  }
  return scans;
}

// The segment's length field and payload, and the marker's processor is done with it.
typedef struct segment {
  const uint8_t *payload;
  size_t count;
} segment;

static int starts_with(const segment *segment, const char *mark, size_t size) {
  return segment->count >= size && memcmp(segment->payload, mark, size) == 0;
}

static void append_exif(cic_jpeg *jpeg, const uint8_t *bytes, size_t count) {
  size_t needed = jpeg->exif_count + count;
  if (needed > jpeg->exif_capacity) {
    uint8_t *larger = realloc(jpeg->exif, 2 * needed);
    // Without memory the picture stays as it is stored.
    if (!larger) return;
    jpeg->exif = larger;
    jpeg->exif_capacity = 2 * needed;
  }
  memcpy(jpeg->exif + jpeg->exif_count, bytes, count);
  jpeg->exif_count = needed;
}

// Takes APP1 segments from the source. The library would keep a copy of each, in a list that it walks for every new one.
static boolean read_application(j_decompress_ptr info) {
  cic_jpeg *jpeg = owner((j_common_ptr)info);
  struct jpeg_source_mgr *source = info->src;
  if (source->bytes_in_buffer < 2) return FALSE;
  size_t length = (size_t)(source->next_input_byte[0] << 8 | source->next_input_byte[1]);
  if (length < 2) length = 2;
  if (length > source->bytes_in_buffer) return FALSE;
  segment segment = {source->next_input_byte + 2, length - 2};
  if (starts_with(&segment, exif_mark, sizeof exif_mark)) {
    size_t begin = jpeg->exif_count > 0 ? sizeof exif_mark : 0;
    append_exif(jpeg, segment.payload + begin, segment.count - begin);
  } else if (starts_with(&segment, xmp_mark, sizeof xmp_mark)) {
    jpeg->xmp = segment.payload + sizeof xmp_mark;
    jpeg->xmp_count = segment.count - sizeof xmp_mark;
  }
  source->next_input_byte += length;
  source->bytes_in_buffer -= length;
  return TRUE;
}

cic_jpeg *cic_jpeg_create(void) { return calloc(1, sizeof(cic_jpeg)); }

void cic_jpeg_destroy(cic_jpeg *jpeg) {
  if (!jpeg) return;
  jpeg_destroy_decompress(&jpeg->info);
  free(jpeg->cmyk_row);
  free(jpeg->exif);
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
  jpeg_set_marker_processor(&jpeg->info, JPEG_APP0 + 1, read_application);
  jpeg->is_started = 0;
  jpeg->exif_count = jpeg->xmp_count = 0;
  jpeg->xmp = NULL;
}

static void tell_metadata(const cic_jpeg *jpeg, cic_info *out) {
  out->exif = jpeg->exif_count > 0 ? jpeg->exif : NULL;
  out->exif_count = jpeg->exif_count;
  out->xmp = jpeg->xmp;
  out->xmp_count = jpeg->xmp_count;
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

cic_status cic_jpeg_open(cic_jpeg *jpeg, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels,
                         cic_info *out, char message[CIC_MESSAGE_SIZE]) {
  struct jpeg_decompress_struct *info = &jpeg->info;
  jpeg->message = message;
  jpeg->keeps_fourth = channels == CIC_FOURTH;
  if (setjmp(jpeg->escape)) return jpeg->status;
  start_decompressor(jpeg, bytes, count);
  if (jpeg_read_header(info, TRUE) != JPEG_HEADER_OK) return CIC_TRUNCATED;
  out->width = info->image_width;
  out->height = info->image_height;
  if ((uint64_t)info->image_width * info->image_height > max_pixels) return CIC_TOO_LARGE;
  if (jpeg_has_multiple_scans(info) && are_excessive(info, scan_count(bytes, count))) return fail_by_scans(jpeg);
  tell_metadata(jpeg, out);
  cic_status status = choose_output(jpeg, message);
  if (status != CIC_OK) return status;
  out->colours = info->out_color_space == JCS_CMYK ? CIC_CMYK : CIC_DIRECT;
  info->dct_method = JDCT_ISLOW;
  info->do_fancy_upsampling = TRUE;
  return CIC_OK;
}

cic_status cic_jpeg_reduce(cic_jpeg *jpeg, uint32_t divisor, cic_info *out, char message[CIC_MESSAGE_SIZE]) {
  struct jpeg_decompress_struct *info = &jpeg->info;
  jpeg->message = message;
  if (setjmp(jpeg->escape)) return jpeg->status;
  info->scale_num = 1;
  info->scale_denom = divisor;
  jpeg_calc_output_dimensions(info);
  out->width = info->output_width;
  out->height = info->output_height;
  return CIC_OK;
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
  if (!jpeg->is_started) {
    if (!jpeg_start_decompress(info)) return CIC_TRUNCATED;
    jpeg->is_started = 1;
  }
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
