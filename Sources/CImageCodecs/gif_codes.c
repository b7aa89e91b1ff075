#include "gif_codes.h"

#include <string.h>

enum { MAXIMUM_BITS = 12, TABLE_SIZE = 1 << MAXIMUM_BITS };

// The bits of all blocks, one after the other.
typedef struct reader {
  const uint8_t *at;
  const uint8_t *end;
  // Bytes that are left of the block.
  size_t block;
  uint64_t bits;
  uint32_t bit_count;
  int is_ended;
} reader;

static void fill(reader *its) {
  while (its->bit_count <= 56) {
    if (!its->block) {
      if (its->at == its->end) return;
      its->block = *its->at++;
      if (!its->block) its->is_ended = 1;
      // No block is begun that is not there as a whole, as by Pillow.
      if (!its->block || its->block > (size_t)(its->end - its->at)) {
        its->block = 0;
        its->end = its->at;
        return;
      }
    }
    its->bits |= (uint64_t)*its->at++ << its->bit_count;
    its->bit_count += 8;
    its->block--;
  }
}

// What a code stands for is in what was expanded before: the string of the code that came before the code's own, and one index more.
typedef struct string {
  size_t start;
  size_t length;
} string;

// Writes a string at `done`, where `rest` indices have room. Its end may be what is written here.
static void copy_string(string its, uint8_t *indices, size_t done, size_t rest) {
  const uint8_t *source = indices + its.start;
  uint8_t *target = indices + done;
  if (its.length <= 8 && its.start + 8 <= done && rest >= 8) {
    memcpy(target, source, 8);
  } else if (its.start + its.length <= done) {
    memcpy(target, source, its.length);
  } else {
    for (size_t i = 0; i < its.length; i++) target[i] = source[i];
  }
}

cic_gif_outcome cic_gif_expand(const uint8_t *blocks, size_t count, uint32_t bits, uint8_t *indices, size_t wanted) {
  if (bits > MAXIMUM_BITS) return CIC_GIF_INVALID;
  string strings[TABLE_SIZE];
  reader its = {.at = blocks, .end = blocks + count};
  const uint32_t clear = 1u << bits;
  uint32_t width = bits + 1, next = clear + 2;
  string last = {0, 0};
  size_t done = 0;
  while (done < wanted) {
    if (its.bit_count < width) fill(&its);
    if (its.bit_count < width) return its.is_ended ? CIC_GIF_SHORT : CIC_GIF_CUT;
    uint32_t code = (uint32_t)its.bits & ((1u << width) - 1);
    its.bits >>= width;
    its.bit_count -= width;
    if (code == clear) {
      width = bits + 1;
      next = clear + 2;
      last.length = 0;
      continue;
    }
    if (code == clear + 1) return CIC_GIF_SHORT;
    string found = {done, 1};
    if (code < clear) {
      indices[done] = (uint8_t)code;
    } else {
      // The code that is about to be made may be used at once.
      int is_next = code == next && next < TABLE_SIZE && last.length;
      if (code >= next && !is_next) return CIC_GIF_INVALID;
      found = is_next ? (string){last.start, last.length + 1} : strings[code];
      if (found.length > wanted - done) found.length = wanted - done;
      copy_string(found, indices, done, wanted - done);
    }
    if (last.length && next < TABLE_SIZE) {
      strings[next++] = (string){last.start, last.length + 1};
      if (next == 1u << width && width < MAXIMUM_BITS) width++;
    }
    last = (string){done, found.length};
    done += found.length;
  }
  return CIC_GIF_DONE;
}
