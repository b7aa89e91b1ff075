// Decodes what libFuzzer makes up, as a file of the format that FUZZ_SURFACE names: no bytes may crash a codec, make it read beyond
// them, or make it take memory beyond what the limit of pixels explains.

#include <CImageCodecs.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Few pixels and one reading of most inputs, so that many are tried; sizes beyond the limit are refused as larger ones are.
enum { MAXIMUM_PIXELS = 1 << 15, ROWS = 16 };

#define FORMAT_NAME(name, format) [format] = #name,
static const char *const format_names[CIC_FORMAT_COUNT] = {CIC_CODECS(FORMAT_NAME)};
static cic_format fuzzed;

static void read_all(cic_decoder *decoder, const uint8_t *bytes, size_t count, cic_channels channels, uint32_t divisor) {
  cic_info info;
  if (cic_open(decoder, fuzzed, bytes, count, MAXIMUM_PIXELS, channels, &info) != CIC_OK) return;
  if (fuzzed == CIC_JPEG && cic_reduce(decoder, divisor, &info) != CIC_OK) return;
  size_t stride = (size_t)info.width * 4;
  uint8_t *rows = malloc(ROWS * stride);
  if (!rows) abort();
  for (uint32_t row = 0; row < info.height; row += ROWS) {
    uint32_t rest = info.height - row;
    if (cic_read_rows(decoder, rows, stride, rest < ROWS ? rest : ROWS) != CIC_OK) break;
  }
  free(rows);
}

int LLVMFuzzerInitialize(int *argument_count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerInitialize(int *argument_count, char ***arguments) {
  (void)argument_count, (void)arguments;
  const char *name = getenv("FUZZ_SURFACE");
  for (int format = 0; name && format < CIC_FORMAT_COUNT; format++) {
    fuzzed = (cic_format)format;
    if (strcmp(name, format_names[format]) == 0) return 0;
  }
  fputs("FUZZ_SURFACE names no format\n", stderr);
  exit(64);
}

// What is asked of an input, always the same for the same bytes.
static unsigned choice(const uint8_t *bytes, size_t count) {
  unsigned sum = 0;
  for (size_t i = 0; i < count; i++) sum = sum * 31 + bytes[i];
  return (sum ^ sum >> 16) % 4;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  static const struct {
    cic_channels channels;
    uint32_t divisor;
  } readings[] = {{CIC_RGB, 1}, {CIC_FOURTH, 2}, {CIC_OPACITY, 8}};
  cic_decoder *decoder = cic_create();
  if (!decoder) abort();
  // Every fourth input is read in each way by one decoder, as a search uses one for many files, and on two threads, as a lone query is.
  unsigned chosen = choice(bytes, count);
  if (chosen == 3) cic_set_threads(decoder, 2);
  for (unsigned i = 0; i < 3; i++)
    if (chosen == 3 || chosen == i) read_all(decoder, bytes, count, readings[i].channels, readings[i].divisor);
  cic_destroy(decoder);
  return 0;
}
