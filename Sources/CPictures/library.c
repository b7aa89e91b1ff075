#include "library.h"

#include <dlfcn.h>
#include <string.h>

cpic_status cpic_fail(char message[CPIC_MESSAGE_SIZE], cpic_status status, const char *text) {
  size_t length = strlen(text);
  if (length >= CPIC_MESSAGE_SIZE) length = CPIC_MESSAGE_SIZE - 1;
  memcpy(message, text, length);
  message[length] = '\0';
  return status;
}

static cpic_status missing(char message[CPIC_MESSAGE_SIZE]) {
  const char *text = dlerror();
  return cpic_fail(message, CPIC_MISSING, text ? text : "it cannot be opened");
}

cpic_status cpic_open_library(const char *const *names, void **library, char message[CPIC_MESSAGE_SIZE]) {
  cpic_status status = CPIC_MISSING;
  for (const char *const *name = names; *name; name++) {
    *library = dlopen(*name, RTLD_LAZY | RTLD_LOCAL);
    if (*library) return CPIC_OK;
    // The first name is the one that people know.
    if (name == names) status = missing(message);
  }
  return status;
}

cpic_status cpic_find_function(void *library, const char *name, void *slot, char message[CPIC_MESSAGE_SIZE]) {
  void *address = dlsym(library, name);
  if (!address) return missing(message);
  // POSIX has function pointers and object pointers of one size and form.
  memcpy(slot, &address, sizeof address);
  return CPIC_OK;
}
