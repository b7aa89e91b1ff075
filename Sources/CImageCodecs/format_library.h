// The library of one format: its names, and one statement that opens it.

#ifndef CIC_FORMAT_LIBRARY_H
#define CIC_FORMAT_LIBRARY_H

#include "decoder.h"

#include <library_loader.h>

// The names of the library STEM with the number that changes with its binary interface.
#ifdef __APPLE__
// Homebrew's folders are not where the loader looks.
#define CIC_LIBRARY_NAMES(stem, version)                                                                                   \
  {stem "." version ".dylib", "/opt/homebrew/lib/" stem "." version ".dylib", "/usr/local/lib/" stem "." version ".dylib", NULL}
#else
#define CIC_LIBRARY_NAMES(stem, version) {stem ".so." version, NULL}
#endif

/// Opens the library of a format when its first file is met.
static inline cic_status cic_open_library(library_loader *loader, char message[CIC_MESSAGE_SIZE]) {
  return library_loader_open(loader) ? CIC_OK : cic_fail(message, CIC_MISSING_LIBRARY, library_loader_failure(loader));
}

#endif
