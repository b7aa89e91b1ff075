#include "library.h"

#include <string.h>

cpic_status cpic_fail(char message[CPIC_MESSAGE_SIZE], cpic_status status, const char *text) {
  size_t length = strlen(text);
  if (length >= CPIC_MESSAGE_SIZE) length = CPIC_MESSAGE_SIZE - 1;
  memcpy(message, text, length);
  message[length] = '\0';
  return status;
}

cpic_status cpic_open_library(library_loader *loader, char message[CPIC_MESSAGE_SIZE]) {
  return library_loader_open(loader) ? CPIC_OK : cpic_fail(message, CPIC_MISSING, library_loader_failure(loader));
}
