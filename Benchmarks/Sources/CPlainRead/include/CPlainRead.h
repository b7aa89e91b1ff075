// The least that can be done with bytes: to read them. What a kernel's bandwidth is compared with.

#ifndef CPLAINREAD_H
#define CPLAINREAD_H

#include <stddef.h>
#include <stdint.h>

/// Reads `count` bytes of both arrays side by side, as the kernels do, by the widest vectors the processor has, and returns a
/// sum of their words that keeps the compiler from leaving the reading out.
uint64_t plain_read(const uint8_t *a, const uint8_t *b, size_t count);

/// The same for one array, by its halves.
uint64_t plain_read_one(const uint8_t *a, size_t count);

#endif
