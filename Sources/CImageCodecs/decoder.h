// What the two codecs share. Each codec keeps its state behind a pointer of its own, so that neither sees the other's library.

#ifndef CIC_DECODER_H
#define CIC_DECODER_H

#include "CImageCodecs.h"

enum { CIC_MESSAGE_SIZE = 256 };

typedef struct cic_jpeg cic_jpeg;
typedef struct cic_png cic_png;

struct cic_decoder {
  cic_format format;
  cic_jpeg *jpeg;
  cic_png *png;
  char message[CIC_MESSAGE_SIZE];
};

/// Keeps `message` for `cic_message` and returns `status`, so that a failure is one statement.
cic_status cic_fail(char message[CIC_MESSAGE_SIZE], cic_status status, const char *text);

cic_jpeg *cic_jpeg_create(void);
void cic_jpeg_destroy(cic_jpeg *jpeg);
cic_status cic_jpeg_open(cic_jpeg *jpeg, const uint8_t *bytes, size_t count, uint64_t max_pixels, int keeps_fourth,
                         cic_info *info, char message[CIC_MESSAGE_SIZE]);
cic_status cic_jpeg_read_rows(cic_jpeg *jpeg, uint8_t *samples, size_t stride, uint32_t rows,
                              char message[CIC_MESSAGE_SIZE]);

cic_png *cic_png_create(void);
void cic_png_destroy(cic_png *png);
cic_status cic_png_open(cic_png *png, const uint8_t *bytes, size_t count, uint64_t max_pixels, int keeps_fourth,
                        cic_info *info, char message[CIC_MESSAGE_SIZE]);
cic_status cic_png_read_rows(cic_png *png, uint8_t *samples, size_t stride, uint32_t rows, char message[CIC_MESSAGE_SIZE]);

#endif
