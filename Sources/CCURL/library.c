#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static const char *const library_names[] = {
#ifdef __APPLE__
    "/usr/lib/libcurl.4.dylib",
#else
    "libcurl.so.4",
    // The same library with another implementation of TLS.
    "libcurl-gnutls.so.4",
#endif
    NULL,
};

// Filled in once, and only read from then on.
static ccurl_functions functions;
static int are_found;
static char failure[CCURL_MESSAGE_SIZE];
static pthread_once_t search = PTHREAD_ONCE_INIT;

ccurl_outcome ccurl_fail(char message[CCURL_MESSAGE_SIZE], ccurl_outcome outcome, const char *text) {
  size_t length = strlen(text);
  if (length >= CCURL_MESSAGE_SIZE) length = CCURL_MESSAGE_SIZE - 1;
  memcpy(message, text, length);
  message[length] = '\0';
  return outcome;
}

static void note_failure(void) {
  const char *text = dlerror();
  ccurl_fail(failure, CCURL_MISSING, text ? text : "it cannot be opened");
}

static int find(void *library, const char *name, void *slot) {
  void *address = dlsym(library, name);
  // POSIX has function pointers and object pointers of one size and form.
  memcpy(slot, &address, sizeof address);
  return address != NULL;
}

static void find_functions(void) {
  void *library = NULL;
  for (const char *const *name = library_names; *name && !library; name++) {
    library = dlopen(*name, RTLD_NOW | RTLD_LOCAL);
    // The first name is the one that people know.
    if (!library && name == library_names) note_failure();
  }
  if (!library) return;
#define LOOKUP(name)                                                                                                        \
  if (!find(library, #name, &functions.name)) {                                                                             \
    note_failure();                                                                                                         \
    return;                                                                                                                 \
  }
  CCURL_FUNCTIONS(LOOKUP)
#undef LOOKUP
  if (functions.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    ccurl_fail(failure, CCURL_MISSING, "it cannot be initialized");
    return;
  }
  are_found = 1;
}

const ccurl_functions *ccurl_functions_find(char message[CCURL_MESSAGE_SIZE]) {
  pthread_once(&search, find_functions);
  if (are_found) return &functions;
  ccurl_fail(message, CCURL_MISSING, failure);
  return NULL;
}
