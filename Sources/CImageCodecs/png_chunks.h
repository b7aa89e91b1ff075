// The chunks of a PNG file, walked without decoding.
//
// libpng and Pillow disagree on what to forgive: Pillow refuses any bad checksum before the image data, ignores those of
// the image data itself, and wants every chunk after it to be whole. libpng cannot be told so, so the chunks are checked
// here, and libpng is told to ignore checksums.

#ifndef CIC_PNG_CHUNKS_H
#define CIC_PNG_CHUNKS_H

#include "decoder.h"
#include "png_metadata.h"

/// The place of the payload of the last chunk of the first run of IDAT chunks.
typedef struct cic_png_image_data {
  size_t start;
  /// Just after the payload, or after what is there of it.
  size_t end;
  /// Whether the file ends before the payload does.
  int is_cut;
} cic_png_image_data;

/// Checks the chunks of the PNG file in `bytes`, signature included, and takes note of its metadata.
cic_status cic_png_check_chunks(const uint8_t *bytes, size_t count, cic_png_image_data *last, cic_png_metadata *metadata,
                                char message[CIC_MESSAGE_SIZE]);

#endif
