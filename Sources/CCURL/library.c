#include "library.h"

#include <library_loader.h>

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
static const library_function function_table[] = {CCURL_FUNCTIONS(LIBRARY_FUNCTION_ROW)};

static const char *prepare(void *library) {
  (void)library;
  return functions.curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? NULL : "it cannot be initialized";
}

static library_loader loader = LIBRARY_LOADER_PREPARED(library_names, function_table, prepare);

ccurl_outcome ccurl_fail(char message[CCURL_MESSAGE_SIZE], ccurl_outcome outcome, const char *text) {
  size_t length = strlen(text);
  if (length >= CCURL_MESSAGE_SIZE) length = CCURL_MESSAGE_SIZE - 1;
  memcpy(message, text, length);
  message[length] = '\0';
  return outcome;
}

const ccurl_functions *ccurl_functions_find(char message[CCURL_MESSAGE_SIZE]) {
  if (library_loader_open(&loader)) return &functions;
  ccurl_fail(message, CCURL_MISSING, library_loader_failure(&loader));
  return NULL;
}
