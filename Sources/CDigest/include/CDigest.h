// SHA-1 and SHA-256, by what the system has: libcrypto, opened when it is first needed, or CommonCrypto.

#ifndef CDIGEST_H
#define CDIGEST_H

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

enum { CDIGEST_MAXIMUM_SIZE = 32 };

typedef enum cdigest_algorithm { CDIGEST_SHA1, CDIGEST_SHA256 } cdigest_algorithm;

typedef struct cdigest cdigest;

/// Begins a digest; NULL where the library is not installed or memory is out.
cdigest *_Nullable cdigest_create(cdigest_algorithm algorithm);
void cdigest_destroy(cdigest *_Nullable digest);

/// Answers zero unless the library fails.
int cdigest_update(cdigest *digest, const void *_Nullable bytes, size_t count);

/// Ends the digest: the number of bytes of `result` that it takes, zero where the library fails.
size_t cdigest_finish(cdigest *digest, uint8_t result[_Nonnull CDIGEST_MAXIMUM_SIZE]);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
