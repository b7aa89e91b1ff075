#include "decoder.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t jpeg_signature[] = {0xff, 0xd8, 0xff};
static const uint8_t png_signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

cic_status cic_fail(char message[CIC_MESSAGE_SIZE], cic_status status, const char *text) {
  size_t length = strlen(text);
  if (length >= CIC_MESSAGE_SIZE) length = CIC_MESSAGE_SIZE - 1;
  memmove(message, text, length);
  message[length] = '\0';
  return status;
}

cic_decoder *cic_create(void) { return calloc(1, sizeof(cic_decoder)); }

void cic_destroy(cic_decoder *decoder) {
  if (!decoder) return;
  cic_jpeg_destroy(decoder->jpeg);
  cic_png_destroy(decoder->png);
  free(decoder);
}

cic_status cic_open(cic_decoder *decoder, const uint8_t *bytes, size_t count, uint64_t max_pixels, int keeps_fourth,
                    cic_info *info) {
  memset(info, 0, sizeof *info);
  decoder->message[0] = '\0';
  if (count >= sizeof jpeg_signature && memcmp(bytes, jpeg_signature, sizeof jpeg_signature) == 0) {
    decoder->format = info->format = CIC_JPEG;
    if (!decoder->jpeg && !(decoder->jpeg = cic_jpeg_create())) return CIC_OUT_OF_MEMORY;
    return cic_jpeg_open(decoder->jpeg, bytes, count, max_pixels, keeps_fourth, info, decoder->message);
  }
  if (count >= sizeof png_signature && memcmp(bytes, png_signature, sizeof png_signature) == 0) {
    decoder->format = info->format = CIC_PNG;
    if (!decoder->png && !(decoder->png = cic_png_create())) return CIC_OUT_OF_MEMORY;
    return cic_png_open(decoder->png, bytes, count, max_pixels, keeps_fourth, info, decoder->message);
  }
  return CIC_NOT_AN_IMAGE;
}

cic_status cic_read_rows(cic_decoder *decoder, uint8_t *samples, size_t stride, uint32_t rows) {
  decoder->message[0] = '\0';
  return decoder->format == CIC_JPEG ? cic_jpeg_read_rows(decoder->jpeg, samples, stride, rows, decoder->message)
                                     : cic_png_read_rows(decoder->png, samples, stride, rows, decoder->message);
}

const char *cic_message(const cic_decoder *decoder) { return decoder->message; }
