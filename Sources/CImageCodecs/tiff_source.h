// The bytes of a TIFF as libtiff reads them, and the first error that it reports of them.

#ifndef CIC_TIFF_SOURCE_H
#define CIC_TIFF_SOURCE_H

#include "decoder.h"

#include <stdarg.h>

#include <tiffio.h>

typedef struct cic_tiff_source {
  const uint8_t *bytes;
  uint64_t count;
  uint64_t offset;
  // Whether more was asked for than there is.
  int is_at_end;
  char message[CIC_MESSAGE_SIZE];
} cic_tiff_source;

// For TIFFClientOpenExt; the handle is a `cic_tiff_source`. Writing fails.
tmsize_t cic_tiff_source_read(thandle_t handle, void *target, tmsize_t wanted);
tmsize_t cic_tiff_source_write(thandle_t handle, void *bytes, tmsize_t count);
toff_t cic_tiff_source_seek(thandle_t handle, toff_t offset, int whence);
int cic_tiff_source_close(thandle_t handle);
toff_t cic_tiff_source_size(thandle_t handle);

// Handlers of libtiff's messages; `user` is a `cic_tiff_source`, and not looked at by the second.
int cic_tiff_source_keep_error(TIFF *file, void *user, const char *module, const char *format, va_list arguments);
int cic_tiff_source_ignore_warning(TIFF *file, void *user, const char *module, const char *format, va_list arguments);

#endif
