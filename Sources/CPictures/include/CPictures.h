// Pictures on paper and in a terminal: drawing by cairo with text set by Pango, and terminal graphics by Chafa.
//
// These libraries bring some thirty others with them and take longer to load than a search takes, so nothing links them:
// each is opened when it is first needed. A separate program for drawing would keep them out just as well, but the tool
// would have to find it and hand every picture over. The package manager links whatever gives it headers, so the few
// functions used are declared here; Scripts/check-prototypes holds them against the headers, and building needs none.

#ifndef CPICTURES_H
#define CPICTURES_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { CPIC_MESSAGE_SIZE = 256 };

typedef enum cpic_status {
  CPIC_OK = 0,
  /// A library is not installed, or lacks a function; the message is the loader's own.
  CPIC_MISSING,
  /// The library refused; the message is its own.
  CPIC_FAILED,
  /// The sink did not take the bytes.
  CPIC_NOT_WRITTEN,
} cpic_status;

// Drawing. Lengths are in units of the page, 72 an inch in PDF and SVG; the origin is the top left corner.

typedef enum cpic_format { CPIC_PNG, CPIC_PDF, CPIC_SVG } cpic_format;

/// Takes the next bytes of the file; answers zero when it has them.
typedef int (*cpic_sink)(void *_Nullable context, const uint8_t *bytes, size_t count);

typedef struct cpic_canvas cpic_canvas;

typedef struct cpic_rectangle {
  double x, y, width, height;
} cpic_rectangle;

/// A colour as 0xRRGGBB.
typedef uint32_t cpic_colour;

typedef enum cpic_ellipsis { CPIC_ELLIPSIS_END, CPIC_ELLIPSIS_MIDDLE } cpic_ellipsis;

typedef struct cpic_text_style {
  /// The em.
  double size;
  int is_bold;
  cpic_colour colour;
  /// The place where a text that is too long for its width is shortened.
  cpic_ellipsis ellipsis;
} cpic_text_style;

/// 8-bit RGB without gaps; with the same picture as JPEG, which PDF and SVG then hold in place of the samples.
typedef struct cpic_image {
  const uint8_t *rgb;
  uint32_t width;
  uint32_t height;
  const uint8_t *_Nullable jpeg;
  size_t jpeg_count;
} cpic_image;

/// Whether there is all that drawing takes, libraries and a font, so that this is known before other work is done.
cpic_status cpic_drawing_check(char message[_Nonnull CPIC_MESSAGE_SIZE]);

/// Opens a canvas whose first page is `width` by `height`. What is drawn goes to `sink`, at the latest in
/// `cpic_canvas_finish`.
///
/// `scale` is the number of pixels to a unit; it matters to PNG alone.
cpic_status cpic_canvas_create(cpic_format format, double width, double height, double scale, const char *title,
                               cpic_sink sink, void *_Nullable context, cpic_canvas *_Nullable *_Nonnull canvas,
                               char message[_Nonnull CPIC_MESSAGE_SIZE]);
void cpic_canvas_destroy(cpic_canvas *_Nullable canvas);

/// Ends a page of PDF and begins another.
void cpic_canvas_next_page(cpic_canvas *canvas, double width, double height);

void cpic_canvas_fill(cpic_canvas *canvas, cpic_rectangle area, cpic_colour colour);

/// A line of `width` along the inner edge of `area`.
void cpic_canvas_frame(cpic_canvas *canvas, cpic_rectangle area, double width, cpic_colour colour);

/// Draws `image` so that it fills `area`.
void cpic_canvas_image(cpic_canvas *canvas, const cpic_image *image, cpic_rectangle area);

/// Sets the UTF-8 `text` on one line that begins at `x`, on `baseline`, shortened where it is wider than `width`. It is plain
/// text, never markup.
void cpic_canvas_text(cpic_canvas *canvas, const char *text, size_t count, double x, double baseline, double width,
                      cpic_text_style style);

/// Writes what is left. Everything that went wrong since the canvas was opened is reported here.
cpic_status cpic_canvas_finish(cpic_canvas *canvas, char message[_Nonnull CPIC_MESSAGE_SIZE]);

// Terminals.

/// The ways to show pictures in a terminal.
typedef enum cpic_protocol {
  /// The way that TERM, TERM_PROGRAM and similar variables suggest.
  CPIC_DETECTED,
  CPIC_KITTY,
  CPIC_ITERM2,
  CPIC_SIXEL,
  /// Unicode block elements in colour.
  CPIC_BLOCKS,
} cpic_protocol;

typedef struct cpic_terminal cpic_terminal;

/// Finds out what the terminal understands; `protocol`, unless it is CPIC_DETECTED, is taken for granted.
cpic_status cpic_terminal_create(cpic_protocol protocol, cpic_terminal *_Nullable *_Nonnull terminal,
                                 char message[_Nonnull CPIC_MESSAGE_SIZE]);
void cpic_terminal_destroy(cpic_terminal *_Nullable terminal);

/// Never CPIC_DETECTED.
cpic_protocol cpic_terminal_protocol(const cpic_terminal *terminal);

/// Returns the bytes that make the RGBA picture (8-bit, not premultiplied) fill `columns` by `rows` cells, each of
/// `cell_width` by `cell_height` pixels, from the cursor on. To be freed by `free`; NULL when memory is out.
char *_Nullable cpic_terminal_picture(const cpic_terminal *terminal, const uint8_t *rgba, uint32_t width, uint32_t height,
                                      uint32_t columns, uint32_t rows, uint32_t cell_width, uint32_t cell_height,
                                      size_t *count);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
