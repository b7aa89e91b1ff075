// The interface that the codecs share. Each keeps its state behind a pointer of its own, so that none sees another's library.

#ifndef CIC_DECODER_H
#define CIC_DECODER_H

#include "CImageCodecs.h"

enum { CIC_MESSAGE_SIZE = 256 };

// A codec NAME of CIC_CODECS defines `struct cic_NAME` and these functions.
// `create` returns NULL when memory is out; `open` and `read_rows` are as in CImageCodecs.h, and keep their reasons in `message`.
#define CIC_DECLARE_CODEC(name, format)                                                                                    \
  typedef struct cic_##name cic_##name;                                                                                    \
  cic_##name *cic_##name##_create(void);                                                                                   \
  void cic_##name##_destroy(cic_##name *name);                                                                             \
  cic_status cic_##name##_open(cic_##name *name, const uint8_t *bytes, size_t count, uint64_t max_pixels,                  \
                               cic_channels channels, cic_info *info, char message[CIC_MESSAGE_SIZE]);                          \
  cic_status cic_##name##_read_rows(cic_##name *name, uint8_t *samples, size_t stride, uint32_t rows,                      \
                                    char message[CIC_MESSAGE_SIZE]);
CIC_CODECS(CIC_DECLARE_CODEC)

// More threads gain little by a single picture, and take memory each.
enum { CIC_MAX_THREADS = 16 };

// A codec NAME of CIC_THREADED_CODECS defines this, too: the threads of pictures opened from now on, 1 to CIC_MAX_THREADS.
#define CIC_DECLARE_THREADED_CODEC(name, format) void cic_##name##_set_threads(cic_##name *name, uint32_t threads);
CIC_THREADED_CODECS(CIC_DECLARE_THREADED_CODEC)

cic_status cic_jpeg_reduce(cic_jpeg *jpeg, uint32_t divisor, cic_info *info, char message[CIC_MESSAGE_SIZE]);

struct cic_decoder {
  cic_format format;
  uint32_t threads;
  // One for each format that was met, NULL for the others.
  void *codecs[CIC_FORMAT_COUNT];
  char message[CIC_MESSAGE_SIZE];
};

/// Keeps `message` for `cic_message` and returns `status`, so that a failure is one statement.
cic_status cic_fail(char message[CIC_MESSAGE_SIZE], cic_status status, const char *text);

#endif
