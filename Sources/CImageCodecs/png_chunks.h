// The chunks of a PNG file, walked without decoding.
//
// libpng and Pillow disagree on what to forgive: Pillow refuses any bad checksum before the image data, ignores those of
// the image data itself, and wants every chunk after it to be whole. libpng cannot be told so, so the chunks are checked
// here, and libpng is told to ignore checksums.

#ifndef CIC_PNG_CHUNKS_H
#define CIC_PNG_CHUNKS_H

#include "decoder.h"

/// Checks the chunks of the PNG file in `bytes`, signature included. `*image_data_end` becomes the offset just after the
/// payload of the last of the first run of IDAT chunks.
cic_status cic_png_check_chunks(const uint8_t *bytes, size_t count, size_t *image_data_end, char message[CIC_MESSAGE_SIZE]);

#endif
