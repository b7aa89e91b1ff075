#include "decoder.h"

#include <stdlib.h>
#include <string.h>

typedef struct codec {
  void *(*create)(void);
  void (*destroy)(void *state);
  cic_status (*open)(void *state, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels, cic_info *info,
                     char message[CIC_MESSAGE_SIZE]);
  cic_status (*read_rows)(void *state, uint8_t *samples, size_t stride, uint32_t rows, char message[CIC_MESSAGE_SIZE]);
} codec;

// The table's functions take a codec's state as `void *`.
#define DEFINE_UNTYPED(name, format)                                                                                       \
  static void *name##_create(void) { return cic_##name##_create(); }                                                       \
  static void name##_destroy(void *state) { cic_##name##_destroy(state); }                                                 \
  static cic_status name##_open(void *state, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels,    \
                                cic_info *info, char message[CIC_MESSAGE_SIZE]) {                                          \
    return cic_##name##_open(state, bytes, count, max_pixels, channels, info, message);                                \
  }                                                                                                                        \
  static cic_status name##_read_rows(void *state, uint8_t *samples, size_t stride, uint32_t rows,                          \
                                     char message[CIC_MESSAGE_SIZE]) {                                                     \
    return cic_##name##_read_rows(state, samples, stride, rows, message);                                                  \
  }
#define TABLE_ROW(name, format) [format] = {name##_create, name##_destroy, name##_open, name##_read_rows},

CIC_CODECS(DEFINE_UNTYPED)
static const codec codecs[CIC_FORMAT_COUNT] = {CIC_CODECS(TABLE_ROW)};

#define DEFINE_UNTYPED_SETTER(name, format)                                                                                \
  static void name##_set_threads(void *state, uint32_t threads) { cic_##name##_set_threads(state, threads); }
#define SETTER_ROW(name, format) [format] = name##_set_threads,

CIC_THREADED_CODECS(DEFINE_UNTYPED_SETTER)
static void (*const thread_setters[CIC_FORMAT_COUNT])(void *state, uint32_t threads) = {CIC_THREADED_CODECS(SETTER_ROW)};

cic_status cic_fail(char message[CIC_MESSAGE_SIZE], cic_status status, const char *text) {
  size_t length = strlen(text);
  if (length >= CIC_MESSAGE_SIZE) length = CIC_MESSAGE_SIZE - 1;
  memmove(message, text, length);
  // Some libraries write paragraphs; it goes into a sentence.
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)message[i] < ' ') message[i] = ' ';
  while (length > 0 && message[length - 1] == ' ') length--;
  message[length] = '\0';
  return status;
}

cic_decoder *cic_create(void) {
  cic_decoder *decoder = calloc(1, sizeof(cic_decoder));
  if (decoder) decoder->threads = 1;
  return decoder;
}

void cic_set_threads(cic_decoder *decoder, uint32_t threads) {
  decoder->threads = threads < CIC_MAX_THREADS ? threads : CIC_MAX_THREADS;
}

void cic_destroy(cic_decoder *decoder) {
  if (!decoder) return;
  for (int format = 0; format < CIC_FORMAT_COUNT; format++) codecs[format].destroy(decoder->codecs[format]);
  free(decoder);
}

cic_status cic_open(cic_decoder *decoder, cic_format format, const uint8_t *bytes, size_t count, uint64_t max_pixels,
                    cic_channels channels, cic_info *info) {
  memset(info, 0, sizeof *info);
  decoder->message[0] = '\0';
  decoder->format = format;
  void **state = &decoder->codecs[format];
  if (!*state && !(*state = codecs[format].create())) return CIC_OUT_OF_MEMORY;
  if (thread_setters[format]) thread_setters[format](*state, decoder->threads);
  return codecs[format].open(*state, bytes, count, max_pixels, channels, info, decoder->message);
}

cic_status cic_reduce(cic_decoder *decoder, uint32_t divisor, cic_info *info) {
  decoder->message[0] = '\0';
  if (decoder->format != CIC_JPEG) return CIC_UNSUPPORTED;
  return cic_jpeg_reduce(decoder->codecs[CIC_JPEG], divisor, info, decoder->message);
}

cic_status cic_read_rows(cic_decoder *decoder, uint8_t *samples, size_t stride, uint32_t rows) {
  decoder->message[0] = '\0';
  return codecs[decoder->format].read_rows(decoder->codecs[decoder->format], samples, stride, rows, decoder->message);
}

const char *cic_message(const cic_decoder *decoder) { return decoder->message; }
