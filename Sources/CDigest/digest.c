#include "CDigest.h"

#include <stdlib.h>

#ifdef __APPLE__

#include <CommonCrypto/CommonDigest.h>

struct cdigest {
  cdigest_algorithm algorithm;
  CC_SHA1_CTX sha1;
  CC_SHA256_CTX sha256;
};

cdigest *cdigest_create(cdigest_algorithm algorithm) {
  cdigest *digest = calloc(1, sizeof *digest);
  if (!digest) return NULL;
  digest->algorithm = algorithm;
  CC_SHA1_Init(&digest->sha1);
  CC_SHA256_Init(&digest->sha256);
  return digest;
}

void cdigest_destroy(cdigest *digest) { free(digest); }

int cdigest_update(cdigest *digest, const void *bytes, size_t count) {
  // CommonCrypto counts in 32 bits.
  const uint8_t *rest = bytes;
  while (count > 0) {
    CC_LONG part = count > (1u << 30) ? 1u << 30 : (CC_LONG)count;
    if (digest->algorithm == CDIGEST_SHA1) CC_SHA1_Update(&digest->sha1, rest, part);
    else CC_SHA256_Update(&digest->sha256, rest, part);
    rest += part;
    count -= part;
  }
  return 0;
}

size_t cdigest_finish(cdigest *digest, uint8_t result[CDIGEST_MAXIMUM_SIZE]) {
  if (digest->algorithm == CDIGEST_SHA1) {
    CC_SHA1_Final(result, &digest->sha1);
    return CC_SHA1_DIGEST_LENGTH;
  }
  CC_SHA256_Final(result, &digest->sha256);
  return CC_SHA256_DIGEST_LENGTH;
}

#else

#include <library_loader.h>
#include <openssl/evp.h>

#define FUNCTIONS(F)                                                                                                        \
  F(EVP_MD_CTX_new) F(EVP_MD_CTX_free) F(EVP_sha1) F(EVP_sha256) F(EVP_DigestInit_ex) F(EVP_DigestUpdate) F(EVP_DigestFinal_ex)

// These functions are the same in both versions.
static const char *const library_names[] = {"libcrypto.so.3", "libcrypto.so.1.1", NULL};

// Filled in once, and only read from then on.
static struct {
  FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} functions;
static const library_function function_table[] = {FUNCTIONS(LIBRARY_FUNCTION_ROW)};
static library_loader loader = LIBRARY_LOADER(library_names, function_table);

struct cdigest {
  EVP_MD_CTX *context;
};

cdigest *cdigest_create(cdigest_algorithm algorithm) {
  cdigest *digest = library_loader_open(&loader) ? calloc(1, sizeof *digest) : NULL;
  if (!digest) return NULL;
  digest->context = functions.EVP_MD_CTX_new();
  const EVP_MD *kind = algorithm == CDIGEST_SHA1 ? functions.EVP_sha1() : functions.EVP_sha256();
  if (digest->context && functions.EVP_DigestInit_ex(digest->context, kind, NULL) == 1) return digest;
  cdigest_destroy(digest);
  return NULL;
}

void cdigest_destroy(cdigest *digest) {
  if (!digest) return;
  functions.EVP_MD_CTX_free(digest->context);
  free(digest);
}

int cdigest_update(cdigest *digest, const void *bytes, size_t count) {
  return functions.EVP_DigestUpdate(digest->context, bytes, count) == 1 ? 0 : 1;
}

size_t cdigest_finish(cdigest *digest, uint8_t result[CDIGEST_MAXIMUM_SIZE]) {
  unsigned count = 0;
  return functions.EVP_DigestFinal_ex(digest->context, result, &count) == 1 ? count : 0;
}

#endif
