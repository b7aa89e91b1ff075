// Libraries that are opened when they are first needed: a program that never needs one neither loads it nor requires it.

#ifndef LIBRARY_LOADER_H
#define LIBRARY_LOADER_H

#include <pthread.h>
#include <stddef.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { LIBRARY_LOADER_FAILURE_SIZE = 256 };

/// A function of a library, and the pointer that is to hold its address.
typedef struct library_function {
  const char *name;
  void *pointer;
} library_function;

/// A library, by the names it may have, and its functions. Of static storage; the last four members are the loader's.
typedef struct library_loader {
  /// The names to try in turn, ending with NULL; the first is the one people know.
  const char *_Nullable const *_Nonnull names;
  const library_function *functions;
  size_t function_count;
  /// Called once, with what dlopen has answered, after all functions were found; returns NULL, or why the library cannot be used.
  const char *_Nullable (*_Nullable prepare)(void *library);
  pthread_mutex_t mutex;
  int is_tried;
  int is_open;
  char failure[LIBRARY_LOADER_FAILURE_SIZE];
} library_loader;

/// Opens the library and fills in the pointers, once for all threads. The library stays open.
///
/// Returns 1 when every function can be called, now and later, and 0 when none may be.
int library_loader_open(library_loader *loader);

/// Has libraries that print to standard error, and cannot be told not to, print nowhere once they are opened: `stderr` of <stdio.h> is
/// replaced then, for the whole process. For a program that writes its own messages to the descriptor. With musl, where `stderr` is
/// constant, nothing changes.
void library_loader_silence_talkative(void);

/// To be the `prepare` of the loader of a library that prints to standard error; it does nothing unless the program asked for silence.
const char *_Nullable library_loader_prepare_talkative(void *library);

/// The reason why the library could not be opened, in the system's own words; empty when it could.
const char *library_loader_failure(const library_loader *loader);

// A list of functions, FUNCTIONS(F) = F(one) F(two) ..., becomes a structure of pointers, each of its own type:
//
//     static struct { FUNCTIONS(LIBRARY_FUNCTION_MEMBER) } functions;
//     static const library_function function_table[] = {FUNCTIONS(LIBRARY_FUNCTION_ROW)};
//     static library_loader loader = LIBRARY_LOADER(names, function_table);
#define LIBRARY_FUNCTION_MEMBER(name) __typeof__(&name) name;
#define LIBRARY_FUNCTION_ROW(name) {#name, &functions.name},
#define LIBRARY_LOADER(its_names, its_functions)                                                                           \
  {.names = its_names,                                                                                                     \
   .functions = its_functions,                                                                                             \
   .function_count = sizeof its_functions / sizeof *its_functions,                                                         \
   .mutex = PTHREAD_MUTEX_INITIALIZER}
/// The same for a library that has to be prepared before its functions are called.
#define LIBRARY_LOADER_PREPARED(its_names, its_functions, its_preparation)                                                 \
  {.names = its_names,                                                                                                     \
   .functions = its_functions,                                                                                             \
   .function_count = sizeof its_functions / sizeof *its_functions,                                                         \
   .prepare = its_preparation,                                                                                             \
   .mutex = PTHREAD_MUTEX_INITIALIZER}

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
