// A shim over the libraries of image formats that Swift can call. libjpeg-turbo and libpng are linked; the others are opened
// when the first file of their format is met.
//
// Some libraries report errors by longjmp or want callbacks; neither crosses into Swift. Every function here returns a
// status, the sentence behind it is kept in the decoder, and rows come out as 8-bit RGB, the samples that Pillow's
// `Image.open(p).convert("RGB")` gives; or, where asked for, with the fourth channel that this conversion loses.

#ifndef CIMAGECODECS_H
#define CIMAGECODECS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// The status of a decoder.
typedef enum cic_status {
  CIC_OK = 0,
  /// The library of the format cannot be opened.
  CIC_MISSING_LIBRARY,
  /// The data ends before the picture does.
  CIC_TRUNCATED,
  /// The data contradicts its format.
  CIC_CORRUPT,
  /// Valid, but of a kind that is not decoded (12-bit JPEG, two components, ...).
  CIC_UNSUPPORTED,
  /// More pixels than the caller allows; nothing was allocated for them.
  CIC_TOO_LARGE,
  CIC_OUT_OF_MEMORY,
} cic_status;

/// Every codec by its name and format. A codec NAME lies in NAME.c.
#define CIC_CODECS(C)                                                                                                      \
  C(jpeg, CIC_JPEG) C(png, CIC_PNG) C(webp, CIC_WEBP) C(gif, CIC_GIF) C(bmp, CIC_BMP) C(tiff, CIC_TIFF)                     \
  C(avif, CIC_AVIF) C(heic, CIC_HEIC) C(jxl, CIC_JXL)

/// Those whose library can divide one picture over threads.
#define CIC_THREADED_CODECS(C) C(avif, CIC_AVIF) C(jxl, CIC_JXL)

#define CIC_FORMAT_VALUE(name, format) format,
typedef enum cic_format { CIC_CODECS(CIC_FORMAT_VALUE) CIC_FORMAT_COUNT } cic_format;

/// The way an image is stored, as far as its conversion to RGB does not commute with resizing.
typedef enum cic_colours {
  /// Gray or RGB.
  CIC_DIRECT,
  /// Indices into a palette.
  CIC_INDEXED,
  /// One bit of gray a pixel.
  CIC_BILEVEL,
  /// Gray or RGB with alpha, which is not premultiplied.
  CIC_ALPHA,
  CIC_CMYK,
} cic_colours;

/// The channels of decoded pixels.
typedef enum cic_channels {
  /// RGB.
  CIC_RGB,
  /// RGBA where the image is of CIC_ALPHA, CMYK (255 is full ink) where it is of CIC_CMYK, else RGB.
  CIC_FOURTH,
  /// RGBA where the image is of CIC_ALPHA, else RGB. One with a transparent colour or a palette with alpha is of CIC_ALPHA, too.
  CIC_OPACITY,
} cic_channels;

/// The properties in the header. `orientation` is a value of the EXIF tag where the format has boxes or tags of its own for it, and 0 where
/// EXIF or XMP tells. `exif` is a TIFF block, perhaps after the mark "Exif\0\0", `xmp` a packet of XML. They point into the decoder or the
/// file, and live until the next `cic_open` or `cic_destroy`; so does `palette`, which has 256 RGB entries and is NULL unless `colours` is CIC_INDEXED.
typedef struct cic_info {
  uint32_t width;
  uint32_t height;
  cic_colours colours;
  uint32_t orientation;
  const uint8_t *_Nullable palette;
  const uint8_t *_Nullable exif;
  /// 0 where `exif` is NULL, and likewise.
  size_t exif_count;
  const uint8_t *_Nullable xmp;
  size_t xmp_count;
} cic_info;

/// Decodes one image after another; not to be shared between threads.
typedef struct cic_decoder cic_decoder;

/// A new decoder, or NULL when memory is out.
cic_decoder *_Nullable cic_create(void);
void cic_destroy(cic_decoder *_Nullable decoder);

/// Has the pictures opened from now on decoded on up to `threads` threads, at least 1 and at most 16, where their library can divide them; at
/// first it is 1. The samples are the same.
void cic_set_threads(cic_decoder *decoder, uint32_t threads);

/// Reads the header of the image in `bytes`, a file that begins as those of `format` do, which must stay alive and unchanged until the last row is read. The limit
/// `max_pixels` is checked before anything of the image's size is allocated. `channels` tells how many
/// bytes a pixel has.
cic_status cic_open(cic_decoder *decoder, cic_format format, const uint8_t *bytes, size_t count, uint64_t max_pixels,
                    cic_channels channels, cic_info *info);

/// Has the rows of the image just opened come out at 1/`divisor` of its size, each side rounded up; `divisor` is 1, 2, 4 or 8. To be
/// called before the first row is read. Only JPEG has such sizes. Updates the size in `info`.
cic_status cic_reduce(cic_decoder *decoder, uint32_t divisor, cic_info *info);

/// Decodes the next `rows` rows into `samples`, `stride` bytes apart (at least the bytes of a row). The rows asked for in
/// all must not exceed the height.
cic_status cic_read_rows(cic_decoder *decoder, uint8_t *samples, size_t stride, uint32_t rows);

/// One pixel of CMYK (255 is full ink) as RGB, by Pillow's conversion.
void cic_rgb_from_cmyk(const uint8_t *cmyk, uint8_t *rgb);

/// The library's own words on the last status that was not CIC_OK; never NULL, empty when it had none.
const char *cic_message(const cic_decoder *decoder);

/// Encodes 8-bit RGB without gaps as baseline JPEG of `quality` 1...100; at most 65,500 pixels a side. `bytes` is to be
/// freed by `free`. With the sides in range only memory can be wanting.
cic_status cic_write_jpeg(const uint8_t *rgb, uint32_t width, uint32_t height, int quality,
                          uint8_t *_Nullable *_Nonnull bytes, size_t *count);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
