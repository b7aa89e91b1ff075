#include "png_chunks.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

enum { SIGNATURE_SIZE = 8, HEADER_SIZE = 8, CHECKSUM_SIZE = 4 };

static uint32_t big_endian_32(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// Reads the chunk header at `offset`; 0 when there is none.
static int read_header(const uint8_t *bytes, size_t count, size_t offset, cic_png_chunk *chunk) {
  if (offset > count || count - offset < HEADER_SIZE) return 0;
  chunk->length = big_endian_32(bytes + offset);
  chunk->name = bytes + offset + 4;
  chunk->payload = bytes + offset + HEADER_SIZE;
  for (int i = 0; i < 4; i++) {
    if (!isalnum(chunk->name[i]) && chunk->name[i] != '_') return 0;
  }
  return 1;
}

static int is_intact(const cic_png_chunk *chunk) {
  uLong sum = crc32(0, chunk->name, 4);
  sum = crc32_z(sum, chunk->payload, chunk->length);
  return sum == big_endian_32(chunk->payload + chunk->length);
}

// What an animated PNG says of its pictures.
typedef struct animation {
  // How many there are, besides one that is there for programs that know of no animation.
  uint32_t frames;
  int begins_with_image_data;
  // The number of the last chunk of the animation; -1 before the first.
  int64_t sequence;
} animation;

// As Pillow counts: acTL given twice, or of an impossible number, is none. Chunks of the animation are numbered.
static cic_status check_animation(animation *animation, const cic_png_chunk *chunk, char *message) {
  if (cic_png_is_named(chunk, "acTL") && chunk->length >= 8) {
    uint32_t frames = big_endian_32(chunk->payload);
    animation->frames = animation->frames > 0 || frames > 0x80000000 ? 0 : frames;
  }
  int is_control = cic_png_is_named(chunk, "fcTL");
  if (!is_control && !cic_png_is_named(chunk, "fdAT")) return CIC_OK;
  if (chunk->length < 4) return CIC_TRUNCATED;
  int64_t number = big_endian_32(chunk->payload);
  if (number != animation->sequence + 1 || (!is_control && animation->sequence < 0)) {
    return cic_fail(message, CIC_CORRUPT, "the frames of its animation are out of order");
  }
  animation->sequence = number;
  if (is_control) animation->begins_with_image_data = 1;
  return CIC_OK;
}

// What follows the image data: no checksum is looked at, but a chunk that has a header must have its payload. The next
// picture of an animation ends the search.
static cic_status check_trailing(const uint8_t *bytes, size_t count, size_t offset, animation animation,
                                 cic_png_metadata *metadata, char *message) {
  int is_animated = animation.frames > (animation.begins_with_image_data ? 1 : 0);
  cic_png_chunk chunk;
  while (read_header(bytes, count, offset, &chunk) && !cic_png_is_named(&chunk, "IEND")) {
    if (is_animated && cic_png_is_named(&chunk, "fcTL")) return CIC_OK;
    offset += HEADER_SIZE;
    if (chunk.length > count - offset) return CIC_TRUNCATED;
    cic_png_note(metadata, &chunk);
    cic_status status = check_animation(&animation, &chunk, message);
    if (status != CIC_OK) return status;
    offset += chunk.length + CHECKSUM_SIZE;
  }
  return CIC_OK;
}

cic_status cic_png_check_chunks(const uint8_t *bytes, size_t count, cic_png_image_data *last, cic_png_metadata *metadata,
                                char message[CIC_MESSAGE_SIZE]) {
  size_t offset = SIGNATURE_SIZE;
  animation animation = {0, 0, -1};
  int in_image_data = 0;
  for (;;) {
    cic_png_chunk chunk;
    int found = read_header(bytes, count, offset, &chunk);
    if (in_image_data && (!found || !cic_png_is_named(&chunk, "IDAT"))) {
      return check_trailing(bytes, count, offset, animation, metadata, message);
    }
    if (!found) {
      return offset + HEADER_SIZE > count ? CIC_TRUNCATED : cic_fail(message, CIC_CORRUPT, "a chunk has no proper name");
    }
    offset += HEADER_SIZE;
    size_t rest = count - offset;
    if (cic_png_is_named(&chunk, "IDAT")) {
      in_image_data = 1;
      // The last chunk may be cut short: whether enough is there, only decoding tells.
      last->start = offset;
      last->end = chunk.length < rest ? offset + chunk.length : count;
      last->is_cut = chunk.length > rest;
      if (chunk.length >= rest) return CIC_OK;
    } else {
      if (rest < CHECKSUM_SIZE || chunk.length > rest - CHECKSUM_SIZE) return CIC_TRUNCATED;
      if (cic_png_is_named(&chunk, "IEND")) return cic_fail(message, CIC_CORRUPT, "there is no image data");
      if (!is_intact(&chunk)) {
        char text[64];
        snprintf(text, sizeof text, "the checksum of chunk %.4s is wrong", (const char *)chunk.name);
        return cic_fail(message, CIC_CORRUPT, text);
      }
      cic_png_note(metadata, &chunk);
      cic_status status = check_animation(&animation, &chunk, message);
      if (status != CIC_OK) return status;
    }
    offset += chunk.length + CHECKSUM_SIZE;
  }
}
