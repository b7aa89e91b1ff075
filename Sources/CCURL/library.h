// libcurl's functions, found when they are first needed.

#ifndef CCURL_LIBRARY_H
#define CCURL_LIBRARY_H

#include "CCURL.h"

// The macros that check arguments would take the place of calls through pointers.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <library_loader.h>

#define CCURL_FUNCTIONS(F)                                                                                                  \
  F(curl_global_init) F(curl_easy_init) F(curl_easy_cleanup) F(curl_easy_setopt) F(curl_easy_perform)    \
  F(curl_easy_getinfo) F(curl_easy_strerror) F(curl_slist_append) F(curl_slist_free_all) F(curl_url) F(curl_url_cleanup)    \
  F(curl_url_set) F(curl_url_get) F(curl_free) F(curl_share_init) F(curl_share_setopt) F(curl_share_cleanup)

typedef struct ccurl_functions {
  CCURL_FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} ccurl_functions;

/// The functions, or NULL and a message where libcurl cannot be used.
const ccurl_functions *ccurl_functions_find(char message[CCURL_MESSAGE_SIZE]);

/// Keeps `text` as the message and returns `outcome`, so that a failure is one statement.
ccurl_outcome ccurl_fail(char message[CCURL_MESSAGE_SIZE], ccurl_outcome outcome, const char *text);

#endif
