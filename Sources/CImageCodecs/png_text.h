// Compressed text in PNG files. The picture needs none of it, but a text that inflates without end is the mark of a file
// made to do harm; Pillow refuses it, and so does this.

#ifndef CIC_PNG_TEXT_H
#define CIC_PNG_TEXT_H

#include <stddef.h>
#include <stdint.h>

/// Whether the chunk called `name` holds a text or profile that inflates to more than a mebibyte.
int cic_png_text_is_excessive(const uint8_t *name, const uint8_t *payload, size_t length);

#endif
