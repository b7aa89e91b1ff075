// XXH3 by libxxhash, with the widest instructions that the processor has.

#ifndef CXXHASH_SHIM_H
#define CXXHASH_SHIM_H

#include <stddef.h>
#include <stdint.h>

#include <xxhash.h>

// On x86-64 the library's usual functions are for any such processor, and others that ask it stand beside them: several times as fast over
// long inputs. Not every build of the library has those, so a program must start without them. Other processors need no choice.
#if defined(__x86_64__) && defined(__linux__)
__attribute__((weak)) XXH64_hash_t XXH3_64bits_withSeed_dispatch(const void *bytes, size_t count, XXH64_hash_t seed);
__attribute__((weak)) XXH128_hash_t XXH3_128bits_dispatch(const void *bytes, size_t count);
#define XXH3_HAS_DISPATCH (XXH3_64bits_withSeed_dispatch && XXH3_128bits_dispatch)
#else
#define XXH3_64bits_withSeed_dispatch XXH3_64bits_withSeed
#define XXH3_128bits_dispatch XXH3_128bits
#define XXH3_HAS_DISPATCH 1
#endif

/// XXH3 of 64 bits. `bytes` may be NULL where `count` is 0.
static inline uint64_t xxh3_64(const void *bytes, size_t count, uint64_t seed) {
  return XXH3_HAS_DISPATCH ? XXH3_64bits_withSeed_dispatch(bytes, count, seed) : XXH3_64bits_withSeed(bytes, count, seed);
}

/// XXH3 of 128 bits. `bytes` may be NULL where `count` is 0.
static inline XXH128_hash_t xxh3_128(const void *bytes, size_t count) {
  return XXH3_HAS_DISPATCH ? XXH3_128bits_dispatch(bytes, count) : XXH3_128bits(bytes, count);
}

#endif
