#include "png_metadata.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

enum { MAX_TEXT_SIZE = 1 << 20, FIRST_SIZE = 1 << 13, PROFILE_LINES = 3 };

int cic_png_is_named(const cic_png_chunk *chunk, const char *name) { return memcmp(chunk->name, name, 4) == 0; }

// Where the part after the next zero byte begins; NULL when there is none.
static const uint8_t *after_zero(const uint8_t *start, const uint8_t *end) {
  const uint8_t *zero = start && start < end ? memchr(start, 0, (size_t)(end - start)) : NULL;
  return zero ? zero + 1 : NULL;
}

// Where the text of a chunk begins whose keyword is followed by `rest`; NULL when it has none.
static const uint8_t *text_start(const cic_png_chunk *chunk, const uint8_t *rest, const uint8_t *end, int *is_compressed) {
  *is_compressed = 0;
  if (cic_png_is_named(chunk, "tEXt")) return rest;
  if (cic_png_is_named(chunk, "zTXt")) {
    // A byte tells the method.
    *is_compressed = 1;
    return rest < end && rest[0] == 0 ? rest + 1 : NULL;
  }
  // Whether it is compressed, and how; then the language and the translated keyword.
  if (!cic_png_is_named(chunk, "iTXt") || end - rest < 2) return NULL;
  *is_compressed = rest[0] != 0;
  if (*is_compressed && rest[1] != 0) return NULL;
  return after_zero(after_zero(rest + 2, end), end);
}

// Keeps the chunk's text if it has this keyword.
static void note_text(cic_png_text *text, const cic_png_chunk *chunk, const char *keyword) {
  size_t size = strlen(keyword) + 1;
  if (chunk->length < size || memcmp(chunk->payload, keyword, size) != 0) return;
  const uint8_t *end = chunk->payload + chunk->length;
  int is_compressed;
  const uint8_t *start = text_start(chunk, chunk->payload + size, end, &is_compressed);
  if (start) *text = (cic_png_text){start, (size_t)(end - start), is_compressed};
}

void cic_png_note(cic_png_metadata *metadata, const cic_png_chunk *chunk) {
  if (cic_png_is_named(chunk, "eXIf")) {
    metadata->exif = (cic_png_text){chunk->payload, chunk->length, 0};
    return;
  }
  if (cic_png_is_named(chunk, "tEXt")) note_text(&metadata->exif, chunk, "exif");
  note_text(&metadata->exif_profile, chunk, "Raw profile type exif");
  note_text(&metadata->xmp, chunk, "XML:com.adobe.xmp");
}

// Inflates into `bytes`, which grow; the status is the stream's last.
static int inflate_all(z_stream *stream, uint8_t **bytes) {
  size_t size = FIRST_SIZE;
  for (;;) {
    uint8_t *larger = realloc(*bytes, size);
    if (!larger) return Z_MEM_ERROR;
    *bytes = larger;
    stream->next_out = larger + stream->total_out;
    stream->avail_out = (uInt)(size - stream->total_out);
    int status = inflate(stream, Z_FINISH);
    if (status != Z_BUF_ERROR || stream->avail_out > 0 || size >= MAX_TEXT_SIZE) return status;
    size *= 2;
  }
}

static uint8_t *copied(const cic_png_text *text, size_t *count) {
  uint8_t *bytes = malloc(text->count + 1);
  if (bytes) memcpy(bytes, text->start, text->count);
  *count = bytes ? text->count : 0;
  return bytes;
}

uint8_t *cic_png_inflated(const cic_png_text *text, size_t *count) {
  if (!text->is_compressed) return copied(text, count);
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  *count = 0;
  if (inflateInit(&stream) != Z_OK) return NULL;
  // zlib does not write to what it reads.
  stream.next_in = (Bytef *)(uintptr_t)text->start;
  stream.avail_in = (uInt)text->count;
  uint8_t *bytes = NULL;
  int status = inflate_all(&stream, &bytes);
  *count = stream.total_out;
  inflateEnd(&stream);
  if (status == Z_STREAM_END) return bytes;
  free(bytes);
  *count = 0;
  return NULL;
}

static int digit(uint8_t character) {
  if (character >= '0' && character <= '9') return character - '0';
  character |= 0x20;
  return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

// Makes bytes of pairs of digits, in place; 0 where something else stands there.
static int make_bytes(uint8_t *text, size_t start, size_t *count) {
  size_t made = 0;
  for (size_t i = start; i < *count;) {
    if (strchr(" \t\n\r\f\v", text[i]) && text[i]) {
      i++;
      continue;
    }
    int high = digit(text[i]), low = i + 1 < *count ? digit(text[i + 1]) : -1;
    if (high < 0 || low < 0) return 0;
    text[made++] = (uint8_t)(16 * high + low);
    i += 2;
  }
  *count = made;
  return 1;
}

uint8_t *cic_png_profile_bytes(const cic_png_text *text, size_t *count) {
  uint8_t *bytes = cic_png_inflated(text, count);
  if (!bytes) return NULL;
  size_t start = 0;
  for (int lines = 0; start < *count && lines < PROFILE_LINES; start++) lines += bytes[start] == '\n';
  if (make_bytes(bytes, start, count)) return bytes;
  free(bytes);
  *count = 0;
  return NULL;
}
