// GIF by giflib, opened when needed; the codes of its picture are expanded by gif_codes.c, as giflib takes longer for it than Pillow.
// The first frame on its canvas, which is as large as the screen and the frame; what the frame does not cover has the transparent index,
// or index 0 where there is none, as with Pillow.

#include "format_library.h"
#include "gif_codes.h"
#include "picture.h"

#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>

#define FUNCTIONS(F)                                                                                                       \
  F(DGifOpen) F(DGifCloseFile) F(DGifGetRecordType) F(DGifGetImageDesc) F(DGifGetExtension) F(DGifGetExtensionNext)

static struct {
  FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} functions;
static const library_function function_table[] = {FUNCTIONS(LIBRARY_FUNCTION_ROW)};
static const char *const names[] = CIC_LIBRARY_NAMES("libgif", "7");
static library_loader loader = LIBRARY_LOADER(names, function_table);

struct cic_gif {
  GifFileType *file;
  const uint8_t *bytes;
  size_t count;
  size_t offset;
  // Whether more was asked for than there is.
  int is_at_end;
  uint32_t width;
  uint32_t height;
  // What the canvas is filled with: the transparent index, where there is one.
  uint8_t background;
  int has_transparency;
  int keeps_opacity;
  uint8_t palette[256][3];
  cic_picture picture;
};

cic_gif *cic_gif_create(void) { return calloc(1, sizeof(cic_gif)); }

static void release_image(cic_gif *gif) {
  if (gif->file) functions.DGifCloseFile(gif->file, NULL);
  gif->file = NULL;
  cic_picture_release(&gif->picture);
}

void cic_gif_destroy(cic_gif *gif) {
  if (!gif) return;
  release_image(gif);
  free(gif);
}

static int read_bytes(GifFileType *file, GifByteType *target, int wanted) {
  cic_gif *gif = file->UserData;
  size_t rest = gif->count - gif->offset;
  size_t available = (size_t)wanted < rest ? (size_t)wanted : rest;
  memcpy(target, gif->bytes + gif->offset, available);
  gif->offset += available;
  if (available < (size_t)wanted) gif->is_at_end = 1;
  return (int)available;
}

static const char *error_text(int error) {
  switch (error) {
  case D_GIF_ERR_NOT_GIF_FILE: return "its signature is not GIF's";
  case D_GIF_ERR_NO_SCRN_DSCR: return "it has no screen descriptor";
  case D_GIF_ERR_NO_IMAG_DSCR: return "it has no image descriptor";
  case D_GIF_ERR_NO_COLOR_MAP: return "it has no colour map";
  case D_GIF_ERR_WRONG_RECORD: return "it has a block of unknown kind";
  case D_GIF_ERR_IMAGE_DEFECT: return "its picture data are invalid";
  default: return "it cannot be read";
  }
}

static cic_status failure(const cic_gif *gif, int error, char message[CIC_MESSAGE_SIZE]) {
  if (error == D_GIF_ERR_NOT_ENOUGH_MEM) return CIC_OUT_OF_MEMORY;
  return gif->is_at_end ? CIC_TRUNCATED : cic_fail(message, CIC_CORRUPT, error_text(error));
}

// Whether giflib has read all that is before the picture's data, and dislikes only that their codes have more than 8 bits: Pillow reads
// such pictures.
static int has_wide_codes(const cic_gif *gif) {
  return gif->file->Error == D_GIF_ERR_READ_FAILED && !gif->is_at_end && gif->bytes[gif->offset - 1] > 8;
}

// Remembers the transparent index of a graphic control block, and passes over all others.
static int skip_extension(cic_gif *gif) {
  int kind;
  GifByteType *block;
  if (functions.DGifGetExtension(gif->file, &kind, &block) == GIF_ERROR) return GIF_ERROR;
  int has_index = kind == GRAPHICS_EXT_FUNC_CODE && block && block[0] >= 4 && block[1] & 1;
  if (has_index) gif->background = block[4];
  gif->has_transparency |= has_index;
  while (block)
    if (functions.DGifGetExtensionNext(gif->file, &block) == GIF_ERROR) return GIF_ERROR;
  return GIF_OK;
}

static cic_status find_frame(cic_gif *gif, char message[CIC_MESSAGE_SIZE]) {
  for (;;) {
    GifRecordType kind;
    if (functions.DGifGetRecordType(gif->file, &kind) == GIF_ERROR) {
      // Bytes between blocks are passed over, as by Pillow.
      if (gif->file->Error == D_GIF_ERR_WRONG_RECORD && !gif->is_at_end) continue;
      return failure(gif, gif->file->Error, message);
    }
    if (kind == TERMINATE_RECORD_TYPE) return cic_fail(message, CIC_CORRUPT, "it has no image");
    int outcome = kind == IMAGE_DESC_RECORD_TYPE ? functions.DGifGetImageDesc(gif->file) : skip_extension(gif);
    if (outcome == GIF_ERROR && !(kind == IMAGE_DESC_RECORD_TYPE && has_wide_codes(gif))) return failure(gif, gif->file->Error, message);
    if (kind == IMAGE_DESC_RECORD_TYPE) return CIC_OK;
  }
}

// Whether an index is anything but its own level of gray.
static int is_palette_needed(const ColorMapObject *map) {
  for (int i = 0; map && i < map->ColorCount; i++)
    if (map->Colors[i].Red != i || map->Colors[i].Green != i || map->Colors[i].Blue != i) return 1;
  return 0;
}

// Entries that a needed map does not name are black.
static void copy_palette(cic_gif *gif, const ColorMapObject *map, int is_needed) {
  for (int i = 0; i < 256; i++) {
    uint8_t *entry = gif->palette[i];
    if (!is_needed) {
      memset(entry, i, 3);
    } else if (i < map->ColorCount) {
      entry[0] = map->Colors[i].Red;
      entry[1] = map->Colors[i].Green;
      entry[2] = map->Colors[i].Blue;
    } else {
      memset(entry, 0, 3);
    }
  }
}

static uint32_t larger(GifWord a, GifWord b) { return (uint32_t)(a > b ? a : b); }

cic_status cic_gif_open(cic_gif *gif, const uint8_t *bytes, size_t count, uint64_t max_pixels, cic_channels channels, cic_info *info,
                        char message[CIC_MESSAGE_SIZE]) {
  cic_status status = cic_open_library(&loader, message);
  if (status != CIC_OK) return status;
  release_image(gif);
  gif->bytes = bytes;
  gif->count = count;
  gif->offset = 0;
  gif->is_at_end = 0;
  gif->background = 0;
  gif->has_transparency = 0;
  int error = 0;
  gif->file = functions.DGifOpen(gif, read_bytes, &error);
  if (!gif->file) return failure(gif, error, message);
  if ((status = find_frame(gif, message)) != CIC_OK) return status;

  const GifImageDesc *frame = &gif->file->Image;
  if (frame->Width <= 0 || frame->Height <= 0) return cic_fail(message, CIC_CORRUPT, "its image has no pixels");
  gif->width = info->width = larger(frame->Left + frame->Width, gif->file->SWidth);
  gif->height = info->height = larger(frame->Top + frame->Height, gif->file->SHeight);
  if ((uint64_t)gif->width * gif->height > max_pixels) return CIC_TOO_LARGE;
  // A frame's own map of plain gray leaves the screen's in force, as with Pillow.
  int has_own = is_palette_needed(frame->ColorMap);
  int is_needed = has_own || is_palette_needed(gif->file->SColorMap);
  copy_palette(gif, has_own ? frame->ColorMap : gif->file->SColorMap, is_needed);
  gif->keeps_opacity = channels == CIC_OPACITY && gif->has_transparency;
  info->colours = gif->keeps_opacity ? CIC_ALPHA : is_needed ? CIC_INDEXED : CIC_DIRECT;
  if (is_needed && !gif->keeps_opacity) info->palette = gif->palette[0];
  return CIC_OK;
}

// The frame's indices, row by row as they are stored. Its data follow the byte with the size of their codes, which giflib has read.
static cic_status expand(cic_gif *gif, uint8_t *indices, char message[CIC_MESSAGE_SIZE]) {
  const GifImageDesc *frame = &gif->file->Image;
  size_t wanted = (size_t)frame->Width * (size_t)frame->Height;
  const uint8_t *blocks = gif->bytes + gif->offset;
  switch (cic_gif_expand(blocks, gif->count - gif->offset, blocks[-1], indices, wanted)) {
  case CIC_GIF_DONE: return CIC_OK;
  case CIC_GIF_CUT: return CIC_TRUNCATED;
  case CIC_GIF_SHORT: return cic_fail(message, CIC_CORRUPT, "its picture data end before the picture does");
  case CIC_GIF_INVALID: return cic_fail(message, CIC_CORRUPT, error_text(D_GIF_ERR_IMAGE_DEFECT));
  }
  return CIC_CORRUPT;
}

// Puts the rows of a frame where they belong.
static void place_rows(cic_gif *gif, const uint8_t *indices) {
  static const int first_rows[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
  const GifImageDesc *frame = &gif->file->Image;
  for (int pass = 0; pass < (frame->Interlace ? 4 : 1); pass++) {
    int step = frame->Interlace ? steps[pass] : 1;
    for (int row = frame->Interlace ? first_rows[pass] : 0; row < frame->Height; row += step) {
      memcpy(gif->picture.samples + (size_t)(frame->Top + row) * gif->width + frame->Left, indices, (size_t)frame->Width);
      indices += frame->Width;
    }
  }
}

static cic_status decode(cic_gif *gif, char message[CIC_MESSAGE_SIZE]) {
  const GifImageDesc *frame = &gif->file->Image;
  cic_status status = cic_picture_reserve(&gif->picture, gif->width, gif->height, 1);
  if (status != CIC_OK) return status;
  if (!frame->Interlace && frame->Width == (GifWord)gif->width && frame->Height == (GifWord)gif->height)
    return expand(gif, gif->picture.samples, message);
  if (gif->background) memset(gif->picture.samples, gif->background, (size_t)gif->width * gif->height);
  uint8_t *indices = malloc((size_t)frame->Width * (size_t)frame->Height);
  if (!indices) return CIC_OUT_OF_MEMORY;
  status = expand(gif, indices, message);
  if (status == CIC_OK) place_rows(gif, indices);
  free(indices);
  return status;
}

static void copy_transparent_rows(cic_gif *gif, uint8_t *samples, size_t stride, uint32_t rows) {
  for (uint32_t row = 0; row < rows; row++) {
    const uint8_t *indices = gif->picture.samples + (size_t)gif->picture.next_row++ * gif->width;
    for (size_t x = 0; x < gif->width; x++) {
      uint8_t *pixel = samples + row * stride + 4 * x;
      memcpy(pixel, gif->palette[indices[x]], 3);
      pixel[3] = indices[x] == gif->background ? 0 : 255;
    }
  }
}

cic_status cic_gif_read_rows(cic_gif *gif, uint8_t *samples, size_t stride, uint32_t rows, char message[CIC_MESSAGE_SIZE]) {
  if (!gif->picture.samples) {
    cic_status status = decode(gif, message);
    if (status != CIC_OK) return status;
  }
  if (gif->keeps_opacity) {
    copy_transparent_rows(gif, samples, stride, rows);
    return CIC_OK;
  }
  cic_picture_copy_rows(&gif->picture, (const uint8_t(*)[3])gif->palette, samples, stride, rows);
  return CIC_OK;
}
