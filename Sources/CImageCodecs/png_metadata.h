// The orientation in a PNG file: EXIF, as a chunk or in a text, and XMP. No other text is looked at, so none is
// inflated.

#ifndef CIC_PNG_METADATA_H
#define CIC_PNG_METADATA_H

#include <stddef.h>
#include <stdint.h>

/// A whole chunk of a PNG file.
typedef struct cic_png_chunk {
  const uint8_t *name;
  const uint8_t *payload;
  size_t length;
} cic_png_chunk;

/// A text in its chunk, perhaps compressed; `start` is NULL where there is none.
typedef struct cic_png_text {
  const uint8_t *start;
  size_t count;
  int is_compressed;
} cic_png_text;

/// Of several of a kind the last one counts, as for Pillow.
typedef struct cic_png_metadata {
  cic_png_text exif;
  /// EXIF in hexadecimal digits, after three lines, as ImageMagick writes it.
  cic_png_text exif_profile;
  cic_png_text xmp;
} cic_png_metadata;

/// Whether the chunk is called `name`.
int cic_png_is_named(const cic_png_chunk *chunk, const char *name);

/// Takes note of what `chunk` says.
void cic_png_note(cic_png_metadata *metadata, const cic_png_chunk *chunk);

/// The text, inflated, in memory to be freed. NULL, and no bytes, where it cannot be inflated, is longer than a mebibyte, or memory is out.
uint8_t *cic_png_inflated(const cic_png_text *text, size_t *count);

/// The bytes that an `exif_profile` stands for, in memory to be freed; NULL, and no bytes, where it is no profile.
uint8_t *cic_png_profile_bytes(const cic_png_text *text, size_t *count);

#endif
