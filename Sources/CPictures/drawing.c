// PNG, PDF and SVG by cairo, text by Pango.

#include "drawing_functions.h"
#include "library.h"

#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(F)                                                                                                        \
  F(cairo_create) F(cairo_destroy) F(cairo_fill) F(cairo_get_source) F(cairo_image_surface_create)                          \
  F(cairo_image_surface_get_data) F(cairo_image_surface_get_stride) F(cairo_move_to) F(cairo_pattern_set_extend)            \
  F(cairo_pattern_set_filter) F(cairo_pdf_surface_create_for_stream) F(cairo_pdf_surface_set_metadata)                      \
  F(cairo_pdf_surface_set_size) F(cairo_rectangle) F(cairo_restore) F(cairo_save) F(cairo_scale)                            \
  F(cairo_set_line_width) F(cairo_set_source_rgb) F(cairo_set_source_surface) F(cairo_show_page) F(cairo_status)            \
  F(cairo_status_to_string) F(cairo_stroke) F(cairo_surface_destroy) F(cairo_surface_finish) F(cairo_surface_flush)         \
  F(cairo_surface_mark_dirty) F(cairo_surface_set_device_scale) F(cairo_surface_set_mime_data)                              \
  F(cairo_surface_status) F(cairo_surface_write_to_png_stream) F(cairo_svg_surface_create_for_stream)                       \
  F(cairo_translate) F(g_free) F(g_object_unref) F(pango_cairo_create_layout) F(pango_cairo_font_map_get_default)           \
  F(pango_cairo_show_layout) F(pango_context_set_round_glyph_positions) F(pango_font_description_free)                      \
  F(pango_font_description_new) F(pango_font_description_set_absolute_size) F(pango_font_description_set_family)            \
  F(pango_font_description_set_weight) F(pango_font_map_list_families) F(pango_layout_context_changed)                      \
  F(pango_layout_get_baseline) F(pango_layout_get_context) F(pango_layout_set_auto_dir) F(pango_layout_set_ellipsize)       \
  F(pango_layout_set_font_description) F(pango_layout_set_single_paragraph_mode) F(pango_layout_set_text)                   \
  F(pango_layout_set_width)

static const char *const library_names[] = {
#ifdef __APPLE__
    "libpangocairo-1.0.0.dylib",
    // Where Homebrew keeps its libraries, which the loader does not look through.
    "/opt/homebrew/lib/libpangocairo-1.0.0.dylib",
    "/usr/local/lib/libpangocairo-1.0.0.dylib",
#else
    // Brings Pango and cairo.
    "libpangocairo-1.0.so.0",
#endif
    NULL,
};

// Filled in once, and only read from then on.
static struct {
  FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} functions;
static const library_function function_table[] = {FUNCTIONS(LIBRARY_FUNCTION_ROW)};
static library_loader loader = LIBRARY_LOADER(library_names, function_table);

struct cpic_canvas {
  cpic_format format;
  cpic_sink sink;
  void *context;
  int is_written;
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoLayout *layout;
  PangoFontDescription *font;
  unsigned status;
};

// Without a single font Pango ends the process; better to say so.
static cpic_status check_fonts(char message[CPIC_MESSAGE_SIZE]) {
  PangoFontFamily **families = NULL;
  int count = 0;
  functions.pango_font_map_list_families(functions.pango_cairo_font_map_get_default(), &families, &count);
  functions.g_free(families);
  return count > 0 ? CPIC_OK : cpic_fail(message, CPIC_MISSING, "there is no font to set text in");
}

cpic_status cpic_drawing_check(char message[CPIC_MESSAGE_SIZE]) {
  cpic_status status = cpic_open_library(&loader, message);
  return status == CPIC_OK ? check_fonts(message) : status;
}

static unsigned write_bytes(void *closure, const unsigned char *bytes, unsigned int count) {
  cpic_canvas *canvas = closure;
  if (!canvas->is_written) return CPIC_CAIRO_WRITE_ERROR;
  canvas->is_written = canvas->sink(canvas->context, bytes, count) == 0;
  return canvas->is_written ? CPIC_CAIRO_SUCCESS : CPIC_CAIRO_WRITE_ERROR;
}

static cairo_surface_t *create_surface(cpic_canvas *canvas, double width, double height, double scale, const char *title) {
  cairo_surface_t *surface;
  switch (canvas->format) {
  case CPIC_PDF:
    surface = functions.cairo_pdf_surface_create_for_stream(write_bytes, canvas, width, height);
    functions.cairo_pdf_surface_set_metadata(surface, CPIC_CAIRO_PDF_TITLE, title);
    return surface;
  case CPIC_SVG: return functions.cairo_svg_surface_create_for_stream(write_bytes, canvas, width, height);
  default:
    surface = functions.cairo_image_surface_create(CPIC_CAIRO_RGB24, (int)(width * scale + 0.5), (int)(height * scale + 0.5));
    functions.cairo_surface_set_device_scale(surface, scale, scale);
    return surface;
  }
}

cpic_status cpic_canvas_create(cpic_format format, double width, double height, double scale, const char *title,
                               cpic_sink sink, void *context, cpic_canvas **result, char message[CPIC_MESSAGE_SIZE]) {
  *result = NULL;
  cpic_status status = cpic_drawing_check(message);
  if (status != CPIC_OK) return status;
  cpic_canvas *canvas = calloc(1, sizeof *canvas);
  if (!canvas) return cpic_fail(message, CPIC_FAILED, "out of memory");
  canvas->format = format;
  canvas->sink = sink;
  canvas->context = context;
  canvas->is_written = 1;
  canvas->surface = create_surface(canvas, width, height, scale, title);
  canvas->cairo = functions.cairo_create(canvas->surface);
  canvas->status = functions.cairo_status(canvas->cairo);
  if (canvas->status != CPIC_CAIRO_SUCCESS) {
    cpic_fail(message, CPIC_FAILED, functions.cairo_status_to_string(canvas->status));
    cpic_canvas_destroy(canvas);
    return CPIC_FAILED;
  }
  canvas->layout = functions.pango_cairo_create_layout(canvas->cairo);
  canvas->font = functions.pango_font_description_new();
  functions.pango_font_description_set_family(canvas->font, "Sans");
  functions.pango_layout_set_single_paragraph_mode(canvas->layout, 1);
  // Lines that begin with Arabic or Hebrew stand at the left too, under their picture.
  functions.pango_layout_set_auto_dir(canvas->layout, 0);
  // Whole units are two pixels: letters would stand unevenly.
  functions.pango_context_set_round_glyph_positions(functions.pango_layout_get_context(canvas->layout), 0);
  functions.pango_layout_context_changed(canvas->layout);
  *result = canvas;
  return CPIC_OK;
}

void cpic_canvas_destroy(cpic_canvas *canvas) {
  if (!canvas) return;
  // What cairo still writes on its way out is no longer wanted.
  canvas->is_written = 0;
  if (canvas->font) functions.pango_font_description_free(canvas->font);
  if (canvas->layout) functions.g_object_unref(canvas->layout);
  functions.cairo_destroy(canvas->cairo);
  functions.cairo_surface_destroy(canvas->surface);
  free(canvas);
}

void cpic_canvas_next_page(cpic_canvas *canvas, double width, double height) {
  functions.cairo_show_page(canvas->cairo);
  if (canvas->format == CPIC_PDF) functions.cairo_pdf_surface_set_size(canvas->surface, width, height);
}

static void set_colour(cpic_canvas *canvas, cpic_colour colour) {
  functions.cairo_set_source_rgb(canvas->cairo, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0,
                                 (colour & 255) / 255.0);
}

void cpic_canvas_fill(cpic_canvas *canvas, cpic_rectangle area, cpic_colour colour) {
  set_colour(canvas, colour);
  functions.cairo_rectangle(canvas->cairo, area.x, area.y, area.width, area.height);
  functions.cairo_fill(canvas->cairo);
}

void cpic_canvas_frame(cpic_canvas *canvas, cpic_rectangle area, double width, cpic_colour colour) {
  set_colour(canvas, colour);
  functions.cairo_set_line_width(canvas->cairo, width);
  functions.cairo_rectangle(canvas->cairo, area.x + width / 2, area.y + width / 2, area.width - width, area.height - width);
  functions.cairo_stroke(canvas->cairo);
}

// The samples as cairo wants them: a 32-bit word a pixel, 0x00RRGGBB.
static cairo_surface_t *surface_of_image(const cpic_image *image) {
  cairo_surface_t *surface = functions.cairo_image_surface_create(CPIC_CAIRO_RGB24, (int)image->width, (int)image->height);
  if (functions.cairo_surface_status(surface) != CPIC_CAIRO_SUCCESS) return surface;
  functions.cairo_surface_flush(surface);
  uint8_t *pixels = functions.cairo_image_surface_get_data(surface);
  size_t stride = (size_t)functions.cairo_image_surface_get_stride(surface);
  const uint8_t *rgb = image->rgb;
  for (size_t y = 0; y < image->height; y++) {
    for (size_t x = 0; x < image->width; x++, rgb += 3) {
      uint32_t word = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
      memcpy(pixels + y * stride + 4 * x, &word, sizeof word);
    }
  }
  functions.cairo_surface_mark_dirty(surface);
  return surface;
}

// PDF and SVG take a JPEG as it is.
static void attach_jpeg(cairo_surface_t *surface, const cpic_image *image) {
  uint8_t *copy = malloc(image->jpeg_count);
  if (!copy) return;
  memcpy(copy, image->jpeg, image->jpeg_count);
  unsigned status =
      functions.cairo_surface_set_mime_data(surface, "image/jpeg", copy, image->jpeg_count, free, copy);
  if (status != CPIC_CAIRO_SUCCESS) free(copy);
}

void cpic_canvas_image(cpic_canvas *canvas, const cpic_image *image, cpic_rectangle area) {
  cairo_surface_t *surface = surface_of_image(image);
  unsigned status = functions.cairo_surface_status(surface);
  if (status != CPIC_CAIRO_SUCCESS) {
    canvas->status = status;
    functions.cairo_surface_destroy(surface);
    return;
  }
  if (image->jpeg && canvas->format != CPIC_PNG) attach_jpeg(surface, image);
  functions.cairo_save(canvas->cairo);
  functions.cairo_translate(canvas->cairo, area.x, area.y);
  functions.cairo_scale(canvas->cairo, area.width / image->width, area.height / image->height);
  functions.cairo_set_source_surface(canvas->cairo, surface, 0, 0);
  cairo_pattern_t *pattern = functions.cairo_get_source(canvas->cairo);
  functions.cairo_pattern_set_filter(pattern, CPIC_CAIRO_FILTER_GOOD);
  // Enlarged samples would fade out at the edges. In PDF and SVG the viewer does the enlarging.
  if (canvas->format == CPIC_PNG) functions.cairo_pattern_set_extend(pattern, CPIC_CAIRO_EXTEND_PAD);
  functions.cairo_rectangle(canvas->cairo, 0, 0, image->width, image->height);
  functions.cairo_fill(canvas->cairo);
  functions.cairo_restore(canvas->cairo);
  functions.cairo_surface_destroy(surface);
}

void cpic_canvas_text(cpic_canvas *canvas, const char *text, size_t count, double x, double baseline, double width,
                      cpic_text_style style) {
  PangoLayout *layout = canvas->layout;
  functions.pango_font_description_set_absolute_size(canvas->font, style.size * CPIC_PANGO_SCALE);
  functions.pango_font_description_set_weight(canvas->font, style.is_bold ? CPIC_PANGO_BOLD : CPIC_PANGO_NORMAL);
  functions.pango_layout_set_font_description(layout, canvas->font);
  functions.pango_layout_set_width(layout, (int)(width * CPIC_PANGO_SCALE));
  functions.pango_layout_set_ellipsize(
      layout, style.ellipsis == CPIC_ELLIPSIS_MIDDLE ? CPIC_PANGO_ELLIPSIZE_MIDDLE : CPIC_PANGO_ELLIPSIZE_END);
  functions.pango_layout_set_text(layout, text, (int)count);
  set_colour(canvas, style.colour);
  double ascent = (double)functions.pango_layout_get_baseline(layout) / CPIC_PANGO_SCALE;
  functions.cairo_move_to(canvas->cairo, x, baseline - ascent);
  functions.pango_cairo_show_layout(canvas->cairo, layout);
}

cpic_status cpic_canvas_finish(cpic_canvas *canvas, char message[CPIC_MESSAGE_SIZE]) {
  unsigned status = canvas->status;
  if (status == CPIC_CAIRO_SUCCESS) status = functions.cairo_status(canvas->cairo);
  if (status == CPIC_CAIRO_SUCCESS) {
    if (canvas->format == CPIC_PNG) {
      status = functions.cairo_surface_write_to_png_stream(canvas->surface, write_bytes, canvas);
    } else {
      functions.cairo_surface_finish(canvas->surface);
      status = functions.cairo_surface_status(canvas->surface);
    }
  }
  if (!canvas->is_written) return cpic_fail(message, CPIC_NOT_WRITTEN, "");
  if (status == CPIC_CAIRO_SUCCESS) return CPIC_OK;
  return cpic_fail(message, CPIC_FAILED, functions.cairo_status_to_string(status));
}
