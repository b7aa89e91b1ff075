// Libraries that are opened when they are first needed.

#ifndef CPIC_LIBRARY_H
#define CPIC_LIBRARY_H

#include "CPictures.h"

#include <library_loader.h>

/// Keeps `text` as the message and returns `status`, so that a failure is one statement.
cpic_status cpic_fail(char message[CPIC_MESSAGE_SIZE], cpic_status status, const char *text);

/// Opens a library, once; from then on its functions can be called.
cpic_status cpic_open_library(library_loader *loader, char message[CPIC_MESSAGE_SIZE]);

#endif
