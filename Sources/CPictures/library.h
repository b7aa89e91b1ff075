// Libraries that are opened when they are first needed.

#ifndef CPIC_LIBRARY_H
#define CPIC_LIBRARY_H

#include "CPictures.h"

/// Keeps `text` as the message and returns `status`, so that a failure is one statement.
cpic_status cpic_fail(char message[CPIC_MESSAGE_SIZE], cpic_status status, const char *text);

/// Opens the first of `names`, a list that ends with NULL, that is there. It stays open.
cpic_status cpic_open_library(const char *const *names, void **library, char message[CPIC_MESSAGE_SIZE]);

/// Stores the address of the function `name`, which may be in a library that `library` needs, at `slot`.
cpic_status cpic_find_function(void *library, const char *name, void *slot, char message[CPIC_MESSAGE_SIZE]);

// A list of functions, FUNCTIONS(F) = F(one) F(two) ..., becomes a structure of pointers to them, each of its own type, and
// statements that fill it in.
#define CPIC_FUNCTION_MEMBER(name) __typeof__(&name) name;
#define CPIC_FUNCTION_LOOKUP(name)                                                                                               \
  if ((status = cpic_find_function(library, #name, &functions.name, message)) != CPIC_OK) return status;

#endif
