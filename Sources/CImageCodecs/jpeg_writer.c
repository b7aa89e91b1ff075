// JPEG for thumbnails, by libjpeg-turbo.

#include "decoder.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

typedef struct writer {
  struct jpeg_compress_struct info;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  unsigned char *bytes;
  unsigned long count;
  int is_finished;
} writer;

static void error_exit(j_common_ptr info) { longjmp(((writer *)info->client_data)->escape, 1); }

static void write_image(writer *writer, const uint8_t *rgb, uint32_t width, uint32_t height, int quality) {
  struct jpeg_compress_struct *info = &writer->info;
  jpeg_create_compress(info);
  jpeg_mem_dest(info, &writer->bytes, &writer->count);
  info->image_width = width;
  info->image_height = height;
  info->input_components = 3;
  info->in_color_space = JCS_RGB;
  jpeg_set_defaults(info);
  jpeg_set_quality(info, quality, TRUE);
  info->optimize_coding = TRUE;
  jpeg_start_compress(info, TRUE);
  while (info->next_scanline < info->image_height) {
    // The library reads the row, though it does not promise to by its type.
    JSAMPROW row = (JSAMPROW)(uintptr_t)(rgb + (size_t)3 * width * info->next_scanline);
    jpeg_write_scanlines(info, &row, 1);
  }
  jpeg_finish_compress(info);
  writer->is_finished = 1;
}

cic_status cic_write_jpeg(const uint8_t *rgb, uint32_t width, uint32_t height, int quality, uint8_t **bytes, size_t *count) {
  // Not on the stack: what longjmp finds there in registers may be out of date.
  writer *writer = calloc(1, sizeof *writer);
  if (!writer) return CIC_OUT_OF_MEMORY;
  writer->info.err = jpeg_std_error(&writer->errors);
  writer->errors.error_exit = error_exit;
  writer->info.client_data = writer;
  if (!setjmp(writer->escape)) write_image(writer, rgb, width, height, quality);
  jpeg_destroy_compress(&writer->info);
  int is_finished = writer->is_finished;
  if (!is_finished) free(writer->bytes);
  *bytes = is_finished ? writer->bytes : NULL;
  *count = is_finished ? writer->count : 0;
  free(writer);
  return is_finished ? CIC_OK : CIC_OUT_OF_MEMORY;
}
