// BMP's run lengths.

#ifndef CIC_BMP_RUNS_H
#define CIC_BMP_RUNS_H

#include "bmp_header.h"

/// Writes the indices of all pixels, in the order of the file, to `indices`, which are zero. As Pillow's decoder does: runs end with
/// their row, a line that ends is filled with zeros, pixels that are not there at the end are an error.
cic_status cic_bmp_expand_runs(const uint8_t *bytes, size_t count, const cic_bmp_header *header, uint8_t *indices,
                               char message[CIC_MESSAGE_SIZE]);

#endif
