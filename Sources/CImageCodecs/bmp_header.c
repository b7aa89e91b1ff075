#include "bmp_header.h"

#include <string.h>

enum { FILE_HEADER_SIZE = 14, CORE_HEADER_SIZE = 12, INFO_HEADER_SIZE = 40 };
enum { COMPRESSION_NONE = 0, COMPRESSION_RLE8 = 1, COMPRESSION_RLE4 = 2, COMPRESSION_BITFIELDS = 3 };
enum { MAXIMUM_COLOURS = 65536 };

typedef struct fields {
  uint32_t size;
  uint32_t compression;
  uint32_t colours;
  // Red, green, blue, alpha.
  uint32_t masks[4];
  // Where the header ends, masks behind it included.
  size_t end;
} fields;

static uint32_t integer16(const uint8_t *bytes) { return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8; }
static uint32_t integer32(const uint8_t *bytes) { return integer16(bytes) | integer16(bytes + 2) << 16; }

static int is_known_size(uint32_t size) {
  return size == CORE_HEADER_SIZE || size == INFO_HEADER_SIZE || size == 52 || size == 56 || size == 64 || size == 108 || size == 124;
}

// From version 2 on the masks are part of the header, from version 3 on one of alpha; before, three of them follow it.
static int read_masks(const uint8_t *bytes, size_t count, fields *its) {
  int is_inside = its->size >= 52;
  size_t at = FILE_HEADER_SIZE + INFO_HEADER_SIZE;
  int mask_count = its->size >= 56 ? 4 : 3;
  if (!is_inside) {
    if (count < at + 12) return 0;
    its->end += 12;
  }
  for (int i = 0; i < mask_count; i++) its->masks[i] = integer32(bytes + at + 4 * (size_t)i);
  return 1;
}

static cic_status read_fields(const uint8_t *bytes, size_t count, cic_bmp_header *header, fields *its,
                              char message[CIC_MESSAGE_SIZE]) {
  if (count < FILE_HEADER_SIZE + 4) return CIC_TRUNCATED;
  header->offset = integer32(bytes + 10);
  its->size = integer32(bytes + FILE_HEADER_SIZE);
  if (!is_known_size(its->size)) return cic_fail(message, CIC_UNSUPPORTED, "a header of unknown size");
  its->end = FILE_HEADER_SIZE + (size_t)its->size;
  if (count < its->end) return CIC_TRUNCATED;
  const uint8_t *fields = bytes + FILE_HEADER_SIZE + 4;
  if (its->size == CORE_HEADER_SIZE) {
    header->width = integer16(fields);
    header->height = integer16(fields + 2);
    header->bits = integer16(fields + 6);
    return CIC_OK;
  }
  header->width = integer32(fields);
  header->height = integer32(fields + 4);
  header->is_top_down = fields[7] == 0xff;
  if (header->is_top_down) header->height = 0 - header->height;
  header->bits = integer16(fields + 10);
  its->compression = integer32(fields + 12);
  its->colours = integer32(fields + 28);
  if (its->compression == COMPRESSION_BITFIELDS && !read_masks(bytes, count, its)) return CIC_TRUNCATED;
  return CIC_OK;
}

// The byte of a pixel that a mask selects, or -1.
static int place(uint32_t mask) {
  for (int byte = 0; byte < 4; byte++)
    if (mask == (uint32_t)0xff << (8 * byte)) return byte;
  return -1;
}

static int is_equal(const uint32_t *masks, uint32_t red, uint32_t green, uint32_t blue) {
  return masks[0] == red && masks[1] == green && masks[2] == blue;
}

static cic_status choose_bytes(cic_bmp_header *header, const uint32_t *masks, char message[CIC_MESSAGE_SIZE]) {
  static const uint32_t known[][4] = {
      {0xff0000, 0xff00, 0xff, 0},          {0xff000000, 0xff0000, 0xff00, 0},    {0xff000000, 0xff00, 0xff, 0},
      {0xff000000, 0xff0000, 0xff00, 0xff}, {0xff, 0xff00, 0xff0000, 0xff000000}, {0xff0000, 0xff00, 0xff, 0xff000000},
      {0xff000000, 0xff00, 0xff, 0xff0000},
  };
  header->layout = CIC_BMP_BYTES;
  // Masks of nothing stand for the usual order, with alpha.
  static const uint32_t nothing[4] = {0}, usual[4] = {0xff0000, 0xff00, 0xff, 0xff000000};
  if (memcmp(masks, nothing, sizeof nothing) == 0) masks = usual;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (memcmp(masks, known[i], sizeof known[i]) != 0) continue;
    for (int channel = 0; channel < 3; channel++) header->places[channel] = (uint8_t)place(masks[channel]);
    header->colours = masks[3] ? CIC_ALPHA : CIC_DIRECT;
    if (masks[3]) header->places[3] = (uint8_t)place(masks[3]);
    return CIC_OK;
  }
  return cic_fail(message, CIC_UNSUPPORTED, "an unusual layout of bit fields");
}

static cic_status choose_bit_fields(cic_bmp_header *header, const fields *its, char message[CIC_MESSAGE_SIZE]) {
  header->colours = CIC_DIRECT;
  if (header->bits == 32) return choose_bytes(header, its->masks, message);
  if (header->bits == 24 && is_equal(its->masks, 0xff0000, 0xff00, 0xff)) {
    header->layout = CIC_BMP_BYTES;
  } else if (header->bits == 16 && is_equal(its->masks, 0xf800, 0x7e0, 0x1f)) {
    header->layout = CIC_BMP_565;
  } else if (header->bits == 16 && is_equal(its->masks, 0x7c00, 0x3e0, 0x1f)) {
    header->layout = CIC_BMP_555;
  } else {
    return cic_fail(message, CIC_UNSUPPORTED, "an unusual layout of bit fields");
  }
  return CIC_OK;
}

static cic_status choose_layout(cic_bmp_header *header, const fields *its, char message[CIC_MESSAGE_SIZE]) {
  static const uint8_t usual_places[4] = {2, 1, 0, 3};
  memcpy(header->places, usual_places, sizeof usual_places);
  int is_indexed = header->bits == 1 || header->bits == 4 || header->bits == 8;
  if (!is_indexed && header->bits != 16 && header->bits != 24 && header->bits != 32)
    return cic_fail(message, CIC_UNSUPPORTED, "an unusual number of bits per pixel");
  header->colours = is_indexed ? CIC_INDEXED : CIC_DIRECT;
  switch (its->compression) {
  case COMPRESSION_NONE:
    header->layout = is_indexed ? CIC_BMP_INDICES : header->bits == 16 ? CIC_BMP_555 : CIC_BMP_BYTES;
    return CIC_OK;
  case COMPRESSION_RLE8:
  case COMPRESSION_RLE4:
    header->layout = its->compression == COMPRESSION_RLE8 ? CIC_BMP_RLE8 : CIC_BMP_RLE4;
    return is_indexed ? CIC_OK : cic_fail(message, CIC_UNSUPPORTED, "run lengths of colours");
  case COMPRESSION_BITFIELDS:
    return choose_bit_fields(header, its, message);
  default:
    return cic_fail(message, CIC_UNSUPPORTED, "an unusual compression");
  }
}

// Whether the entries are black and white, or each the gray of its index.
static int is_gray(const uint8_t *entries, size_t available, size_t entry_size, uint32_t colours) {
  for (uint32_t i = 0; i < colours; i++) {
    uint8_t level = colours == 2 && i == 1 ? 255 : (uint8_t)i;
    if ((i + 1) * entry_size > available) return 0;
    const uint8_t *entry = entries + i * entry_size;
    if (entry[0] != level || entry[1] != level || entry[2] != level) return 0;
  }
  return 1;
}

static void read_palette(const uint8_t *entries, size_t available, size_t entry_size, const fields *its,
                         cic_bmp_header *header) {
  uint32_t colours = its->colours < 256 ? its->colours : 256;
  for (uint32_t i = 0; i < colours && (i + 1) * entry_size <= available; i++)
    for (int channel = 0; channel < 3; channel++) header->palette[i][channel] = entries[i * entry_size + 2 - (size_t)channel];
  if (!is_gray(entries, available, entry_size, its->colours)) return;
  // Pillow then has no palette: a level is the index, whether it has an entry or not.
  header->colours = its->colours <= 2 ? CIC_BILEVEL : CIC_DIRECT;
  if (its->colours > 2)
    for (int i = 0; i < 256; i++) memset(header->palette[i], i, 3);
}

cic_status cic_bmp_read_header(const uint8_t *bytes, size_t count, cic_bmp_header *header, char message[CIC_MESSAGE_SIZE]) {
  memset(header, 0, sizeof *header);
  fields its = {0};
  cic_status status = read_fields(bytes, count, header, &its, message);
  if (status != CIC_OK) return status;
  if (!header->width || !header->height) return cic_fail(message, CIC_CORRUPT, "it has no pixels");
  if ((status = choose_layout(header, &its, message)) != CIC_OK) return status;
  size_t entry_size = its.size == CORE_HEADER_SIZE ? 3 : 4;
  size_t end = its.end;
  if (header->bits <= 8) {
    if (!its.colours) its.colours = 1u << header->bits;
    if (its.colours > MAXIMUM_COLOURS) return cic_fail(message, CIC_UNSUPPORTED, "a palette of unusual size");
    read_palette(bytes + its.end, count - its.end, entry_size, &its, header);
    end += entry_size * its.colours;
    // Some writers forget that the palette comes first.
    if (header->offset == FILE_HEADER_SIZE + (size_t)its.size) header->offset = header->offset + entry_size * its.colours;
  }
  if (!header->offset) header->offset = end;
  return CIC_OK;
}
