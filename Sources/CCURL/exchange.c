// One request and its response.

#include "library.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct ccurl_session {
  const ccurl_functions *functions;
  /// Connections, which stay.
  CURLSH *shared;
  /// That of the last exchange, or NULL. Each has its own: libcurl before 8 keeps the address of a header beyond an exchange, and follows it
  /// when the next response begins with a line that continues another.
  CURL *handle;
};

/// The state that the callbacks of one exchange share.
typedef struct exchange {
  ccurl_sink headers;
  ccurl_sink body;
  ccurl_filter accepts;
  void *context;
  /// Whether an address was barred.
  int is_barred;
} exchange;

ccurl_outcome ccurl_session_create(ccurl_session **result, char message[CCURL_MESSAGE_SIZE]) {
  *result = NULL;
  const ccurl_functions *functions = ccurl_functions_find(message);
  if (!functions) return CCURL_MISSING;
  ccurl_session *session = calloc(1, sizeof *session);
  CURLSH *shared = session ? functions->curl_share_init() : NULL;
  if (!shared) {
    free(session);
    return ccurl_fail(message, CCURL_FAILED, "out of memory");
  }
  functions->curl_share_setopt(shared, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
  functions->curl_share_setopt(shared, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  functions->curl_share_setopt(shared, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  session->functions = functions;
  session->shared = shared;
  *result = session;
  return CCURL_DONE;
}

void ccurl_session_destroy(ccurl_session *session) {
  if (!session) return;
  session->functions->curl_easy_cleanup(session->handle);
  session->functions->curl_share_cleanup(session->shared);
  free(session);
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
  const exchange *exchange = context;
  return exchange->headers(exchange->context, (const uint8_t *)bytes, size * count) == 0 ? size * count : 0;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
  const exchange *exchange = context;
  return exchange->body(exchange->context, (const uint8_t *)bytes, size * count) == 0 ? size * count : 0;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)purpose;
  exchange *exchange = context;
  const uint8_t *bytes = NULL;
  size_t count = 0;
  if (address->family == AF_INET) {
    bytes = (const uint8_t *)&((const struct sockaddr_in *)&address->addr)->sin_addr;
    count = 4;
  } else if (address->family == AF_INET6) {
    bytes = (const uint8_t *)&((const struct sockaddr_in6 *)&address->addr)->sin6_addr;
    count = 16;
  }
  if (!bytes || !exchange->accepts(exchange->context, bytes, count)) {
    exchange->is_barred = 1;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype, address->protocol);
}

size_t ccurl_address(const char *text, uint8_t bytes[16]) {
  if (inet_pton(AF_INET, text, bytes) == 1) return 4;
  return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

static ccurl_outcome outcome_of(CURLcode code) {
  switch (code) {
  case CURLE_OK: return CCURL_DONE;
  case CURLE_URL_MALFORMAT: return CCURL_BAD_URL;
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY: return CCURL_UNKNOWN_HOST;
  case CURLE_COULDNT_CONNECT: return CCURL_UNREACHABLE;
  case CURLE_OPERATION_TIMEDOUT: return CCURL_TIMED_OUT;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ISSUER_ERROR: return CCURL_UNTRUSTED;
  case CURLE_GOT_NOTHING:
  case CURLE_PARTIAL_FILE:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM: return CCURL_CUT;
  // So it calls a response that does not begin as one of HTTP does.
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_BAD_CONTENT_ENCODING: return CCURL_NONSENSE;
  case CURLE_WRITE_ERROR: return CCURL_STOPPED;
  default: return CCURL_FAILED;
  }
}

static void set_request(const ccurl_functions *curl, CURL *handle, const ccurl_request *request) {
  curl->curl_easy_setopt(handle, CURLOPT_URL, request->url);
  if (strcmp(request->method, "HEAD") == 0) {
    // Otherwise it would wait for the body that Content-Length tells of.
    curl->curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else if (request->body) {
    curl->curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl->curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_count);
    curl->curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body);
    curl->curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
  } else {
    curl->curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
  }
}

static void set_limits(const ccurl_functions *curl, CURL *handle, const ccurl_request *request) {
  // Threads and signals do not go together.
  curl->curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl->curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
  curl->curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl->curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, request->idle_seconds);
  curl->curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, request->total_milliseconds);
  if (request->certificates) curl->curl_easy_setopt(handle, CURLOPT_CAINFO, request->certificates);
}

/// Returns NULL when memory is out.
static struct curl_slist *header_list(const ccurl_functions *curl, const char *const *headers) {
  // An empty list is NULL too; so it begins with a header that every request has use for.
  struct curl_slist *list = curl->curl_slist_append(NULL, "Accept-Encoding: identity");
  for (const char *const *header = headers; list && *header; header++) {
    struct curl_slist *longer = curl->curl_slist_append(list, *header);
    if (!longer) curl->curl_slist_free_all(list);
    list = longer;
  }
  return list;
}

ccurl_outcome ccurl_exchange(ccurl_session *session, const ccurl_request *request, ccurl_sink headers, ccurl_sink body,
                             void *context, ccurl_response *response, char message[CCURL_MESSAGE_SIZE]) {
  const ccurl_functions *curl = session->functions;
  exchange exchange = {headers, body, request->accepts, context, 0};
  char detail[CURL_ERROR_SIZE] = "";
  *response = (ccurl_response){NULL, NULL};

  struct curl_slist *list = header_list(curl, request->headers);
  if (!list) return ccurl_fail(message, CCURL_FAILED, "out of memory");
  curl->curl_easy_cleanup(session->handle);
  CURL *handle = session->handle = curl->curl_easy_init();
  if (!handle) {
    curl->curl_slist_free_all(list);
    return ccurl_fail(message, CCURL_FAILED, "out of memory");
  }
  curl->curl_easy_setopt(handle, CURLOPT_SHARE, session->shared);
  set_request(curl, handle, request);
  set_limits(curl, handle, request);
  curl->curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
  curl->curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail);
  curl->curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
  curl->curl_easy_setopt(handle, CURLOPT_HEADERDATA, &exchange);
  curl->curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
  curl->curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
  if (request->accepts) {
    curl->curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl->curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &exchange);
    // One that stands was made without asking.
    curl->curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
  }

  CURLcode code = curl->curl_easy_perform(handle);
  // What was set above is not there for the next exchange to find.
  curl->curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, NULL);
  curl->curl_slist_free_all(list);
  if (code == CURLE_COULDNT_CONNECT && exchange.is_barred) return ccurl_fail(message, CCURL_BARRED, "");
  if (code != CURLE_OK) return ccurl_fail(message, outcome_of(code), detail[0] ? detail : curl->curl_easy_strerror(code));
  char *text = NULL;
  if (curl->curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &text) == CURLE_OK) response->redirect = text;
  if (curl->curl_easy_getinfo(handle, CURLINFO_PRIMARY_IP, &text) == CURLE_OK) response->peer = text;
  return CCURL_DONE;
}
