#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

cdnnl_status cdnnl_fail(char message[CDNNL_MESSAGE_SIZE], cdnnl_status status, const char *text) {
  snprintf(message, CDNNL_MESSAGE_SIZE, "%s", text);
  return status;
}

#if CDNNL_HAS_HEADERS

#define TEXT(token) #token
#define EXPANDED_TEXT(token) TEXT(token)
#define MAJOR EXPANDED_TEXT(DNNL_VERSION_MAJOR)

static const char *const library_names[] = {
#ifdef __APPLE__
    "libdnnl." MAJOR ".dylib",
    // Where Homebrew keeps its libraries, which the loader does not look through.
    "/opt/homebrew/lib/libdnnl." MAJOR ".dylib",
    "/usr/local/lib/libdnnl." MAJOR ".dylib",
#else
    "libdnnl.so." MAJOR,
#endif
    NULL,
};

// Written once, with the lock held.
static cdnnl_library the_library;
static int is_open;
static char version_text[32];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static cdnnl_status missing(char message[CDNNL_MESSAGE_SIZE]) {
  const char *text = dlerror();
  return cdnnl_fail(message, CDNNL_MISSING, text ? text : "it cannot be opened");
}

static cdnnl_status find_function(void *handle, const char *name, void *slot, char message[CDNNL_MESSAGE_SIZE]) {
  void *address = dlsym(handle, name);
  if (!address) return missing(message);
  // POSIX has function pointers and object pointers of one size and form.
  memcpy(slot, &address, sizeof address);
  return CDNNL_OK;
}

#define FIND(name)                                                                                                        \
  if ((status = find_function(handle, #name, &library->name, message)) != CDNNL_OK) return status;

static cdnnl_status fill(void *handle, cdnnl_library *library, char message[CDNNL_MESSAGE_SIZE]) {
  cdnnl_status status;
  CDNNL_FUNCTIONS(FIND)
  const dnnl_version_t *version = library->dnnl_version();
  snprintf(version_text, sizeof version_text, "%d.%d.%d", version->major, version->minor, version->patch);
  if (version->major != DNNL_VERSION_MAJOR) {
    snprintf(message, CDNNL_MESSAGE_SIZE, "it is of version %s, and this program was built for version " MAJOR, version_text);
    return CDNNL_MISSING;
  }
  // Looked for in the libraries that oneDNN needs, too, so it is that of the OpenMP it uses.
  void *address = dlsym(handle, "omp_set_num_threads");
  memcpy(&library->set_thread_count, &address, sizeof address);
  dnnl_status_t answer = library->dnnl_engine_create(&library->engine, dnnl_cpu, 0);
  return answer == dnnl_success ? CDNNL_OK : cdnnl_refused(library, answer, "an engine", message);
}

static cdnnl_status open_first(void **handle, char message[CDNNL_MESSAGE_SIZE]) {
  for (const char *const *name = library_names; *name; name++) {
    *handle = dlopen(*name, RTLD_LAZY | RTLD_LOCAL);
    if (*handle) return CDNNL_OK;
    // The first name is the one that people know.
    if (name == library_names) missing(message);
  }
  return CDNNL_MISSING;
}

cdnnl_status cdnnl_open(const cdnnl_library **library, char message[CDNNL_MESSAGE_SIZE]) {
  cdnnl_status status = CDNNL_OK;
  pthread_mutex_lock(&lock);
  if (!is_open) {
    void *handle = NULL;
    status = open_first(&handle, message);
    if (status == CDNNL_OK) status = fill(handle, &the_library, message);
    is_open = status == CDNNL_OK;
  }
  pthread_mutex_unlock(&lock);
  *library = &the_library;
  return status;
}

cdnnl_status cdnnl_refused(const cdnnl_library *library, dnnl_status_t status, const char *step,
                           char message[CDNNL_MESSAGE_SIZE]) {
  snprintf(message, CDNNL_MESSAGE_SIZE, "it refuses %s: %s", step, library->dnnl_status2str(status));
  return status == dnnl_out_of_memory ? CDNNL_OUT_OF_MEMORY : CDNNL_FAILED;
}

cdnnl_status cdnnl_check(char message[CDNNL_MESSAGE_SIZE]) {
  const cdnnl_library *library;
  return cdnnl_open(&library, message);
}

const char *cdnnl_version(void) { return version_text; }

static int is_at_least(unsigned isa, unsigned other) { return (isa & other) == other; }

// Matrix units double the speed and more. Without them it depends: AMD's processors and Intel's Cooper Lake have fast dot
// products of bf16, while on Intel's later ones, which tell themselves by their arithmetic on half precision, these run at
// little more than half the speed of float (84 to 145 GFLOPS a core where it was measured).
int cdnnl_bf16_is_fast(void) {
#if defined(__x86_64__)
  char message[CDNNL_MESSAGE_SIZE];
  const cdnnl_library *library;
  if (cdnnl_open(&library, message) != CDNNL_OK) return 0;
  unsigned isa = library->dnnl_get_effective_cpu_isa();
  if (is_at_least(isa, dnnl_cpu_isa_avx512_core_amx)) return 1;
  return is_at_least(isa, dnnl_cpu_isa_avx512_core_bf16) && !__builtin_cpu_supports("avx512fp16");
#else
  return 0;
#endif
}

#else

cdnnl_status cdnnl_check(char message[CDNNL_MESSAGE_SIZE]) {
  return cdnnl_fail(message, CDNNL_MISSING, "this program was built without its headers");
}

const char *cdnnl_version(void) { return ""; }

int cdnnl_bf16_is_fast(void) { return 0; }

#endif
