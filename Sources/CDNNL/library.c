#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cdnnl_status cdnnl_fail(char message[CDNNL_MESSAGE_SIZE], cdnnl_status status, const char *text) {
  snprintf(message, CDNNL_MESSAGE_SIZE, "%s", text);
  return status;
}

cdnnl_status cdnnl_out_of_memory(char message[CDNNL_MESSAGE_SIZE]) {
  return cdnnl_fail(message, CDNNL_OUT_OF_MEMORY, "there is not enough memory");
}

#if CDNNL_HAS_HEADERS

#define TEXT(token) #token
#define EXPANDED_TEXT(token) TEXT(token)
#define MAJOR EXPANDED_TEXT(DNNL_VERSION_MAJOR)
#define MINOR EXPANDED_TEXT(DNNL_VERSION_MINOR)

static const char *const library_names[] = {
#ifdef __APPLE__
    "libdnnl." MAJOR ".dylib",
    // Where Homebrew keeps its libraries, which the loader does not look through.
    "/opt/homebrew/lib/libdnnl." MAJOR ".dylib",
    "/usr/local/lib/libdnnl." MAJOR ".dylib",
#else
    "libdnnl.so." MAJOR,
    "libdnnl.so." MAJOR "." MINOR,
#if DNNL_VERSION_MAJOR == 3
    // Debian 13's name for 3.7, which keeps that of the version before.
    "libdnnl.so.3.6",
#endif
#endif
    NULL,
};

// Filled in once, and only read from then on.
static cdnnl_library functions;
static char version_text[32];
static char refusal[CDNNL_MESSAGE_SIZE];
static const library_function function_table[] = {CDNNL_FUNCTIONS(LIBRARY_FUNCTION_ROW)};

static const char *prepare(void *library) {
  const dnnl_version_t *version = functions.dnnl_version();
  snprintf(version_text, sizeof version_text, "%d.%d.%d", version->major, version->minor, version->patch);
  if (version->major != DNNL_VERSION_MAJOR) {
    snprintf(refusal, sizeof refusal, "it is of version %s, and this program was built for version " MAJOR, version_text);
    return refusal;
  }
  // Looked for in the libraries that oneDNN needs, too, so it is that of the OpenMP it uses.
  void *address = dlsym(library, "omp_set_num_threads");
  memcpy(&functions.set_thread_count, &address, sizeof address);
  dnnl_status_t status = functions.dnnl_engine_create(&functions.engine, dnnl_cpu, 0);
  if (status == dnnl_success) return NULL;
  cdnnl_refused(&functions, status, "an engine", refusal);
  return refusal;
}

static library_loader loader = LIBRARY_LOADER_PREPARED(library_names, function_table, prepare);
static pthread_once_t setting = PTHREAD_ONCE_INIT;

// OpenMP's threads would turn in a circle while they wait for each other, and each turn is lost to whatever else runs: with more
// to do than processors, one picture took three times as long. Read when OpenMP is loaded; what a user sets stays.
static void let_threads_sleep(void) { setenv("OMP_WAIT_POLICY", "passive", 0); }

cdnnl_status cdnnl_open(const cdnnl_library **library, char message[CDNNL_MESSAGE_SIZE]) {
  pthread_once(&setting, let_threads_sleep);
  *library = &functions;
  if (library_loader_open(&loader)) return CDNNL_OK;
  return cdnnl_fail(message, CDNNL_MISSING, library_loader_failure(&loader));
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

const char *cdnnl_instructions(void) {
#if defined(__x86_64__)
  static const struct {
    unsigned isa;
    const char *name;
  } names[] = {
      {dnnl_cpu_isa_avx512_core_amx, "avx512_core_amx"},   {dnnl_cpu_isa_avx512_core_bf16, "avx512_core_bf16"},
      {dnnl_cpu_isa_avx512_core_vnni, "avx512_core_vnni"}, {dnnl_cpu_isa_avx512_core, "avx512_core"},
      {dnnl_cpu_isa_avx2_vnni, "avx2_vnni"},               {dnnl_cpu_isa_avx2, "avx2"},
      {dnnl_cpu_isa_avx, "avx"},                           {dnnl_cpu_isa_sse41, "sse41"},
  };
  if (version_text[0] == 0) return "";
  unsigned isa = functions.dnnl_get_effective_cpu_isa();
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (is_at_least(isa, names[i].isa)) return names[i].name;
  }
#endif
  return "";
}

// Matrix units double the speed and more. Without them it depends: AMD's processors and Intel's Cooper Lake have fast dot
// products of bf16, while on Intel's later ones, which tell themselves by their arithmetic on half precision, these run at
// little more than half the speed of float (84 to 145 GFLOPS per core where it was measured).
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

const char *cdnnl_instructions(void) { return ""; }

int cdnnl_bf16_is_fast(void) { return 0; }

#endif
