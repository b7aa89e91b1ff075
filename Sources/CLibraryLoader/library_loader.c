#include "library_loader.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static void note_failure(library_loader *loader, const char *text) {
  if (!text) text = "it cannot be opened";
  size_t length = strlen(text);
  if (length >= LIBRARY_LOADER_FAILURE_SIZE) length = LIBRARY_LOADER_FAILURE_SIZE - 1;
  memcpy(loader->failure, text, length);
  loader->failure[length] = '\0';
}

static void *open_first(library_loader *loader) {
  for (const char *const *name = loader->names; *name; name++) {
    // What a library itself needs is bound when it is called: some need hundreds of functions, and a program a few of them.
    void *library = dlopen(*name, RTLD_LAZY | RTLD_LOCAL);
    if (library) return library;
    if (name == loader->names) note_failure(loader, dlerror());
  }
  return NULL;
}

static int find_functions(library_loader *loader, void *library) {
  for (size_t i = 0; i < loader->function_count; i++) {
    void *address = dlsym(library, loader->functions[i].name);
    if (!address) {
      note_failure(loader, dlerror());
      return 0;
    }
    // POSIX has function pointers and object pointers of one size and form.
    memcpy(loader->functions[i].pointer, &address, sizeof address);
  }
  return 1;
}

static int try_to_open(library_loader *loader) {
  void *library = open_first(loader);
  if (!library || !find_functions(loader, library)) return 0;
  const char *refusal = loader->prepare ? loader->prepare(library) : NULL;
  if (refusal) {
    note_failure(loader, refusal);
    return 0;
  }
  loader->failure[0] = '\0';
  return 1;
}

int library_loader_open(library_loader *loader) {
  pthread_mutex_lock(&loader->mutex);
  if (!loader->is_tried) {
    loader->is_open = try_to_open(loader);
    loader->is_tried = 1;
  }
  int is_open = loader->is_open;
  pthread_mutex_unlock(&loader->mutex);
  return is_open;
}

static atomic_int silences_talkative;

void library_loader_silence_talkative(void) { atomic_store(&silences_talkative, 1); }

const char *library_loader_prepare_talkative(void *library) {
  (void)library;
  if (!atomic_load(&silences_talkative)) return NULL;
#if defined(__GLIBC__) || defined(__APPLE__)
  FILE *nowhere = fopen("/dev/null", "we");
  if (!nowhere) return NULL;
  // Once is enough for all of them. The old stream stays open: others may be about to print.
  atomic_store(&silences_talkative, 0);
  stderr = nowhere;
#endif
  return NULL;
}

const char *library_loader_failure(const library_loader *loader) { return loader->failure; }
