#include "tiff_source.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

tmsize_t cic_tiff_source_read(thandle_t handle, void *target, tmsize_t wanted) {
  cic_tiff_source *source = handle;
  uint64_t rest = source->offset < source->count ? source->count - source->offset : 0;
  uint64_t available = (uint64_t)wanted < rest ? (uint64_t)wanted : rest;
  if (available < (uint64_t)wanted) source->is_at_end = 1;
  memcpy(target, source->bytes + (source->offset < source->count ? source->offset : 0), available);
  source->offset += available;
  return (tmsize_t)available;
}

tmsize_t cic_tiff_source_write(thandle_t handle, void *bytes, tmsize_t count) {
  (void)handle;
  (void)bytes;
  (void)count;
  return -1;
}

toff_t cic_tiff_source_seek(thandle_t handle, toff_t offset, int whence) {
  cic_tiff_source *source = handle;
  source->offset = whence == SEEK_SET ? offset : whence == SEEK_CUR ? source->offset + offset : source->count + offset;
  return source->offset;
}

int cic_tiff_source_close(thandle_t handle) {
  (void)handle;
  return 0;
}

toff_t cic_tiff_source_size(thandle_t handle) { return ((cic_tiff_source *)handle)->count; }

int cic_tiff_source_keep_error(TIFF *file, void *user, const char *module, const char *format, va_list arguments) {
  (void)file;
  (void)module;
  cic_tiff_source *source = user;
  // The first reason is the cause of the others.
  if (source->message[0]) return 1;
  vsnprintf(source->message, sizeof source->message, format, arguments);
  return 1;
}

int cic_tiff_source_ignore_warning(TIFF *file, void *user, const char *module, const char *format, va_list arguments) {
  (void)file;
  (void)user;
  (void)module;
  (void)format;
  (void)arguments;
  return 1;
}
