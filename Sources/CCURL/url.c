// The parts of a URL, as libcurl understands them: it is the one that goes there.

#include "library.h"

#include <stdlib.h>
#include <string.h>

static CURLUPart code_of(ccurl_part part) {
  switch (part) {
  case CCURL_SCHEME: return CURLUPART_SCHEME;
  case CCURL_HOST: return CURLUPART_HOST;
  case CCURL_PORT: return CURLUPART_PORT;
  case CCURL_PATH: return CURLUPART_PATH;
  case CCURL_QUERY: return CURLUPART_QUERY;
  case CCURL_USER: return CURLUPART_USER;
  }
  abort();
}

ccurl_outcome ccurl_url_part(const char *url, ccurl_part part, char **text, char message[CCURL_MESSAGE_SIZE]) {
  *text = NULL;
  const ccurl_functions *curl = ccurl_functions_find(message);
  if (!curl) return CCURL_MISSING;
  CURLU *parsed = curl->curl_url();
  if (!parsed) return ccurl_fail(message, CCURL_FAILED, "out of memory");
  ccurl_outcome outcome = CCURL_DONE;
  if (curl->curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK) {
    outcome = ccurl_fail(message, CCURL_BAD_URL, "it is no URL");
  } else {
    char *found = NULL;
    if (curl->curl_url_get(parsed, code_of(part), &found, CURLU_DEFAULT_PORT) == CURLUE_OK) *text = strdup(found);
    curl->curl_free(found);
  }
  curl->curl_url_cleanup(parsed);
  return outcome;
}

void ccurl_free(char *text) { free(text); }
