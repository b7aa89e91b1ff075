// Decodes pictures as `retrieve` does a single one, by its own codecs on all cores it may use; program.py compiles it.
//
//     decode                   of each line of standard input, the number of a format and a path: prints the milliseconds that decoding the
//                              file took, its bytes in memory before, those of all threads' processor time, and the sum of the samples
//     decode FORMAT PATH       writes the size and the RGB samples of a picture

#define _GNU_SOURCE
#include <CImageCodecs.h>

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 16 };

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static uint8_t *contents(const char *path, size_t *count) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  fseek(file, 0, SEEK_END);
  *count = (size_t)ftell(file);
  rewind(file);
  uint8_t *bytes = malloc(*count ? *count : 1);
  if (bytes && fread(bytes, 1, *count, file) != *count) *count = 0;
  fclose(file);
  return bytes;
}

static void decode(cic_decoder *decoder, int format, const char *path) {
  size_t count = 0;
  uint8_t *bytes = contents(path, &count);
  cic_info info;
  double wall = -now(CLOCK_MONOTONIC), processor = -now(CLOCK_PROCESS_CPUTIME_ID);
  cic_status status = bytes ? cic_open(decoder, (cic_format)format, bytes, count, UINT64_C(1) << 28, CIC_RGB, &info) : CIC_CORRUPT;
  uint8_t *samples = status == CIC_OK ? malloc((size_t)ROWS * 3 * info.width) : NULL;
  unsigned long long sum = 0;
  double summing = 0;
  for (uint32_t row = 0; status == CIC_OK && row < info.height; row += ROWS) {
    uint32_t part = info.height - row < ROWS ? info.height - row : ROWS;
    status = samples ? cic_read_rows(decoder, samples, 3 * (size_t)info.width, part) : CIC_OUT_OF_MEMORY;
    double begun = now(CLOCK_MONOTONIC);
    for (size_t i = 0; status == CIC_OK && i < (size_t)part * 3 * info.width; i++) sum += samples[i];
    summing += now(CLOCK_MONOTONIC) - begun;
  }
  wall += now(CLOCK_MONOTONIC) - summing;
  processor += now(CLOCK_PROCESS_CPUTIME_ID) - summing;
  if (status == CIC_OK) printf("%.4f %.4f %llu\n", wall, processor, sum);
  else printf("failed %d %s\n", status, cic_message(decoder));
  fflush(stdout);
  free(samples);
  free(bytes);
}

/// Writes the samples of a picture, as PPM, with its orientation in a comment.
static int write_samples(cic_decoder *decoder, int format, const char *path) {
  size_t count = 0;
  uint8_t *bytes = contents(path, &count);
  cic_info info;
  cic_status status = bytes ? cic_open(decoder, (cic_format)format, bytes, count, UINT64_C(179) * 1000000, CIC_RGB, &info) : CIC_CORRUPT;
  uint8_t *samples = status == CIC_OK ? malloc((size_t)3 * info.width * info.height) : NULL;
  if (samples) status = cic_read_rows(decoder, samples, (size_t)3 * info.width, info.height);
  if (samples && status == CIC_OK) {
    printf("P6\n# %u\n%u %u\n255\n", info.orientation, info.width, info.height);
    fwrite(samples, 3, (size_t)info.width * info.height, stdout);
  } else {
    fprintf(stderr, "status %d: %s\n", status, cic_message(decoder));
  }
  free(samples);
  free(bytes);
  return status == CIC_OK ? 0 : 2;
}

int main(int count, char **words) {
  cic_decoder *decoder = cic_create();
  cpu_set_t cores;
  if (decoder && sched_getaffinity(0, sizeof cores, &cores) == 0) cic_set_threads(decoder, (uint32_t)CPU_COUNT(&cores));
  if (decoder && count == 3) {
    int outcome = write_samples(decoder, atoi(words[1]), words[2]);
    cic_destroy(decoder);
    return outcome;
  }
  char line[4096];
  while (decoder && fgets(line, sizeof line, stdin)) {
    char *path = NULL;
    long format = strtol(line, &path, 10);
    path[strcspn(path, "\n")] = '\0';
    decode(decoder, (int)format, path + 1);
  }
  cic_destroy(decoder);
  return 0;
}
