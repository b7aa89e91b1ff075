#include "png_text.h"

#include <string.h>

#include <zlib.h>

enum { MAX_TEXT_SIZE = 1 << 20, PIECE_SIZE = 1 << 14 };

// Where the part after the next zero byte begins; `length` when there is none.
static size_t after_zero(const uint8_t *payload, size_t length, size_t start) {
  const uint8_t *zero = start < length ? memchr(payload + start, 0, length - start) : NULL;
  return zero ? (size_t)(zero - payload) + 1 : length;
}

// Where the compressed part of a chunk begins; `length` when it has none.
static size_t compressed_part(const uint8_t *name, const uint8_t *payload, size_t length) {
  size_t start = after_zero(payload, length, 0);
  // A byte tells the compression method.
  if (memcmp(name, "zTXt", 4) == 0 || memcmp(name, "iCCP", 4) == 0) return start < length ? start + 1 : length;
  if (memcmp(name, "iTXt", 4) != 0 || length - start < 2 || payload[start] != 1) return length;
  // Whether it is compressed, and how; then the language and the translated keyword.
  return after_zero(payload, length, after_zero(payload, length, start + 2));
}

int cic_png_text_is_excessive(const uint8_t *name, const uint8_t *payload, size_t length) {
  size_t start = compressed_part(name, payload, length);
  if (start >= length) return 0;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit(&stream) != Z_OK) return 0;
  stream.next_in = (Bytef *)(uintptr_t)(payload + start);
  stream.avail_in = (uInt)(length - start);
  uint8_t piece[PIECE_SIZE];
  int status = Z_OK;
  while (status == Z_OK && stream.total_out <= MAX_TEXT_SIZE) {
    stream.next_out = piece;
    stream.avail_out = sizeof piece;
    status = inflate(&stream, Z_NO_FLUSH);
  }
  int is_excessive = stream.total_out > MAX_TEXT_SIZE;
  inflateEnd(&stream);
  return is_excessive;
}
