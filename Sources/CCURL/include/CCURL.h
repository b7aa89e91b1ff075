// HTTP by libcurl, which is opened when the first session is made: nothing that works without a network loads it.

#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { CCURL_MESSAGE_SIZE = 256 };

/// The outcome of an exchange. All but CCURL_DONE come with a message: the words of libcurl or of the loader.
typedef enum ccurl_outcome {
  /// A response came, whatever its status.
  CCURL_DONE = 0,
  /// libcurl is not installed, or lacks a function.
  CCURL_MISSING,
  CCURL_BAD_URL,
  CCURL_UNKNOWN_HOST,
  /// Nobody listens there, or the way there is barred.
  CCURL_UNREACHABLE,
  CCURL_TIMED_OUT,
  /// No TLS connection, or none that can be trusted.
  CCURL_UNTRUSTED,
  /// The connection ended before the response did.
  CCURL_CUT,
  /// The response is not HTTP.
  CCURL_NONSENSE,
  /// A sink did not take what it was given.
  CCURL_STOPPED,
  /// None of the addresses that the host has was accepted.
  CCURL_BARRED,
  CCURL_FAILED,
} ccurl_outcome;

/// Connections, which are kept open between exchanges. Not to be shared between threads.
typedef struct ccurl_session ccurl_session;

ccurl_outcome ccurl_session_create(ccurl_session *_Nullable *_Nonnull session, char message[_Nonnull CCURL_MESSAGE_SIZE]);
void ccurl_session_destroy(ccurl_session *_Nullable session);

/// Whether to connect to an IP address of 4 or 16 bytes, in network order: zero where it is barred.
typedef int (*ccurl_filter)(void *_Nullable context, const uint8_t *address, size_t count);

/// A request. Redirects are not followed.
typedef struct ccurl_request {
  const char *url;
  const char *method;
  /// Lines such as "Accept: text/plain", ended by NULL.
  const char *_Nullable const *_Nonnull headers;
  /// NULL for none.
  const uint8_t *_Nullable body;
  size_t body_count;
  /// A file of certificates to trust in place of the system's.
  const char *_Nullable certificates;
  long connect_milliseconds;
  /// The longest time with less than a byte per second.
  long idle_seconds;
  /// The longest time from beginning to end; zero for no limit.
  long total_milliseconds;
  /// Called with each address before a connection is made to it, and a new connection is made for this request; NULL to accept all.
  ccurl_filter _Nullable accepts;
} ccurl_request;

/// Further properties of a response, beside what the sinks were given. They stay valid until the session is used again.
typedef struct ccurl_response {
  /// The absolute URL that the response leads to, or NULL.
  const char *_Nullable redirect;
  /// The address that was connected to, in digits, or NULL.
  const char *_Nullable peer;
} ccurl_response;

/// Takes the next bytes; answers zero when it has them. A sink of headers is given a line at a time, status lines too.
typedef int (*ccurl_sink)(void *_Nullable context, const uint8_t *bytes, size_t count);

/// Sends `request` and passes on what comes back. All callbacks are given `context`.
ccurl_outcome ccurl_exchange(ccurl_session *session, const ccurl_request *request, ccurl_sink headers, ccurl_sink body,
                             void *_Nullable context, ccurl_response *response,
                             char message[_Nonnull CCURL_MESSAGE_SIZE]);

/// The bytes of an IP address in digits, in network order, and their number, 4 or 16; zero where `text` is none.
size_t ccurl_address(const char *text, uint8_t bytes[_Nonnull 16]);

/// A part of a URL.
typedef enum ccurl_part { CCURL_SCHEME, CCURL_HOST, CCURL_PORT, CCURL_PATH, CCURL_QUERY, CCURL_USER } ccurl_part;

/// A part of `url`, to be released by `ccurl_free`; NULL where there is none. The scheme is in lower case, and the port is the
/// scheme's own where none is named.
ccurl_outcome ccurl_url_part(const char *url, ccurl_part part, char *_Nullable *_Nonnull text,
                             char message[_Nonnull CCURL_MESSAGE_SIZE]);
void ccurl_free(char *_Nullable text);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
