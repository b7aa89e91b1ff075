// The functions of cairo, Pango and GObject that drawing uses, as those libraries declare them, with enumerations as the
// integers they are. Scripts/check-prototypes compares every line with the libraries' headers where those are installed.

#ifndef CPIC_DRAWING_FUNCTIONS_H
#define CPIC_DRAWING_FUNCTIONS_H

typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;
typedef struct _cairo_pattern cairo_pattern_t;
typedef struct _PangoContext PangoContext;
typedef struct _PangoLayout PangoLayout;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct _PangoFontMap PangoFontMap;
typedef struct _PangoFontFamily PangoFontFamily;

enum {
  CPIC_CAIRO_SUCCESS = 0,
  CPIC_CAIRO_WRITE_ERROR = 11,
  CPIC_CAIRO_RGB24 = 1,
  CPIC_CAIRO_EXTEND_PAD = 3,
  CPIC_CAIRO_FILTER_GOOD = 1,
  CPIC_CAIRO_PDF_TITLE = 0,
  CPIC_PANGO_SCALE = 1024,
  CPIC_PANGO_NORMAL = 400,
  CPIC_PANGO_BOLD = 700,
  CPIC_PANGO_ELLIPSIZE_MIDDLE = 2,
  CPIC_PANGO_ELLIPSIZE_END = 3,
};

typedef unsigned (*cpic_cairo_write)(void *closure, const unsigned char *bytes, unsigned count);

cairo_t *cairo_create(cairo_surface_t *target);
void cairo_destroy(cairo_t *cairo);
unsigned cairo_status(cairo_t *cairo);
const char *cairo_status_to_string(unsigned status);
void cairo_save(cairo_t *cairo);
void cairo_restore(cairo_t *cairo);
void cairo_translate(cairo_t *cairo, double x, double y);
void cairo_scale(cairo_t *cairo, double x, double y);
void cairo_move_to(cairo_t *cairo, double x, double y);
void cairo_rectangle(cairo_t *cairo, double x, double y, double width, double height);
void cairo_fill(cairo_t *cairo);
void cairo_stroke(cairo_t *cairo);
void cairo_show_page(cairo_t *cairo);
void cairo_set_line_width(cairo_t *cairo, double width);
void cairo_set_source_rgb(cairo_t *cairo, double red, double green, double blue);
void cairo_set_source_surface(cairo_t *cairo, cairo_surface_t *surface, double x, double y);
cairo_pattern_t *cairo_get_source(cairo_t *cairo);
void cairo_pattern_set_extend(cairo_pattern_t *pattern, unsigned extend);
void cairo_pattern_set_filter(cairo_pattern_t *pattern, unsigned filter);

cairo_surface_t *cairo_image_surface_create(int format, int width, int height);
unsigned char *cairo_image_surface_get_data(cairo_surface_t *surface);
int cairo_image_surface_get_stride(cairo_surface_t *surface);
cairo_surface_t *cairo_pdf_surface_create_for_stream(cpic_cairo_write write, void *closure, double width, double height);
void cairo_pdf_surface_set_metadata(cairo_surface_t *surface, unsigned metadata, const char *text);
void cairo_pdf_surface_set_size(cairo_surface_t *surface, double width, double height);
cairo_surface_t *cairo_svg_surface_create_for_stream(cpic_cairo_write write, void *closure, double width, double height);
void cairo_surface_destroy(cairo_surface_t *surface);
void cairo_surface_finish(cairo_surface_t *surface);
void cairo_surface_flush(cairo_surface_t *surface);
void cairo_surface_mark_dirty(cairo_surface_t *surface);
void cairo_surface_set_device_scale(cairo_surface_t *surface, double x, double y);
unsigned cairo_surface_set_mime_data(cairo_surface_t *surface, const char *type, const unsigned char *bytes,
                                     unsigned long count, void (*destroy)(void *closure), void *closure);
unsigned cairo_surface_status(cairo_surface_t *surface);
unsigned cairo_surface_write_to_png_stream(cairo_surface_t *surface, cpic_cairo_write write, void *closure);

PangoLayout *pango_cairo_create_layout(cairo_t *cairo);
PangoFontMap *pango_cairo_font_map_get_default(void);
void pango_cairo_show_layout(cairo_t *cairo, PangoLayout *layout);
void pango_font_map_list_families(PangoFontMap *map, PangoFontFamily ***families, int *count);
void pango_context_set_round_glyph_positions(PangoContext *context, int rounds);
PangoFontDescription *pango_font_description_new(void);
void pango_font_description_free(PangoFontDescription *description);
void pango_font_description_set_absolute_size(PangoFontDescription *description, double size);
void pango_font_description_set_family(PangoFontDescription *description, const char *family);
void pango_font_description_set_weight(PangoFontDescription *description, unsigned weight);
void pango_layout_context_changed(PangoLayout *layout);
PangoContext *pango_layout_get_context(PangoLayout *layout);
int pango_layout_get_baseline(PangoLayout *layout);
void pango_layout_set_auto_dir(PangoLayout *layout, int is_automatic);
void pango_layout_set_ellipsize(PangoLayout *layout, unsigned ellipsize);
void pango_layout_set_font_description(PangoLayout *layout, const PangoFontDescription *description);
void pango_layout_set_single_paragraph_mode(PangoLayout *layout, int is_single);
void pango_layout_set_text(PangoLayout *layout, const char *text, int count);
void pango_layout_set_width(PangoLayout *layout, int width);

void g_free(void *memory);
void g_object_unref(void *object);

#endif
