// Decodes files and prints a digest of the samples of each, or why there are none.
//
//     codecs FILE...

#include "check.h"

#include <CImageCodecs.h>

static uint8_t *contents(const char *path, size_t *count) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END)) exit(2);
  *count = (size_t)ftell(file);
  rewind(file);
  uint8_t *bytes = room(*count);
  if (fread(bytes, 1, *count, file) != *count) exit(2);
  fclose(file);
  return bytes;
}

static cic_format format_of(const uint8_t *bytes, size_t count) {
  if (count > 1 && bytes[0] == 'B' && bytes[1] == 'M') return CIC_BMP;
  return count && bytes[0] == 0xff ? CIC_JPEG : CIC_PNG;
}

int main(int argc, char **argv) {
  cic_decoder *decoder = cic_create();
  if (!decoder) return 2;
  for (int i = 1; i < argc; i++) {
    size_t count;
    uint8_t *bytes = contents(argv[i], &count);
    cic_info info;
    cic_status status = cic_open(decoder, format_of(bytes, count), bytes, count, 1 << 22, CIC_RGB, &info);
    check_digest samples = digest_named(argv[i]);
    if (status == CIC_OK) {
      const size_t stride = 3 * (size_t)info.width;
      // One row more than a decoder is asked for, as it may write past the last sample.
      uint8_t *row = room(stride + 64);
      for (uint32_t y = 0; y < info.height && status == CIC_OK; y++) {
        status = cic_read_rows(decoder, row, stride, 1);
        if (status == CIC_OK) digest(&samples, row, stride);
      }
      digest(&samples, &info.orientation, sizeof info.orientation);
      free(row);
    }
    digest(&samples, &status, sizeof status);
    print_digest(samples);
    if (status != CIC_OK) printf("  status %d: %s\n", status, cic_message(decoder));
    free(bytes);
  }
  cic_destroy(decoder);
  return 0;
}
