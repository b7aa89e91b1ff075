// The functions of Chafa and GLib that terminal pictures use, as those libraries declare them, with enumerations as the
// integers they are. Scripts/check-prototypes compares every line with the libraries' headers where those are installed.

#ifndef CPIC_TERMINAL_FUNCTIONS_H
#define CPIC_TERMINAL_FUNCTIONS_H

typedef struct ChafaCanvas ChafaCanvas;
typedef struct ChafaCanvasConfig ChafaCanvasConfig;
typedef struct ChafaSymbolMap ChafaSymbolMap;
typedef struct ChafaTermDb ChafaTermDb;
typedef struct ChafaTermInfo ChafaTermInfo;
typedef struct _GString GString;

/// The first members of a GString.
typedef struct cpic_gstring {
  char *bytes;
  unsigned long count;
} cpic_gstring;

enum {
  CPIC_CHAFA_TRUECOLOR = 0,
  CPIC_CHAFA_INDEXED_240 = 2,
  CPIC_CHAFA_INDEXED_16 = 3,
  CPIC_CHAFA_FGBG_BGFG = 4,
  CPIC_CHAFA_FGBG = 5,
  CPIC_CHAFA_SYMBOLS = 0,
  CPIC_CHAFA_SIXELS = 1,
  CPIC_CHAFA_KITTY = 2,
  CPIC_CHAFA_ITERM2 = 3,
  CPIC_CHAFA_RGBA8_UNASSOCIATED = 4,
  CPIC_CHAFA_SYMBOL_SPACE = 1 << 0,
  CPIC_CHAFA_SYMBOL_BLOCK = 1 << 3,
  CPIC_CHAFA_SEQUENCE_INVERT_COLORS = 4,
  CPIC_CHAFA_SEQUENCE_COLOURS_DIRECT = 33,
  CPIC_CHAFA_SEQUENCE_COLOURS_256 = 36,
  CPIC_CHAFA_SEQUENCE_COLOURS_16 = 39,
  CPIC_CHAFA_SEQUENCE_BEGIN_SIXELS = 40,
  CPIC_CHAFA_SEQUENCE_BEGIN_KITTY_IMAGE = 43,
  CPIC_CHAFA_SEQUENCE_BEGIN_ITERM2_IMAGE = 47,
};

ChafaCanvasConfig *chafa_canvas_config_new(void);
void chafa_canvas_config_unref(ChafaCanvasConfig *config);
void chafa_canvas_config_set_canvas_mode(ChafaCanvasConfig *config, unsigned mode);
void chafa_canvas_config_set_cell_geometry(ChafaCanvasConfig *config, int width, int height);
void chafa_canvas_config_set_geometry(ChafaCanvasConfig *config, int columns, int rows);
void chafa_canvas_config_set_pixel_mode(ChafaCanvasConfig *config, unsigned mode);
void chafa_canvas_config_set_symbol_map(ChafaCanvasConfig *config, const ChafaSymbolMap *map);
ChafaCanvas *chafa_canvas_new(const ChafaCanvasConfig *config);
void chafa_canvas_unref(ChafaCanvas *canvas);
void chafa_canvas_draw_all_pixels(ChafaCanvas *canvas, unsigned type, const unsigned char *pixels, int width, int height,
                                  int stride);
GString *chafa_canvas_print(ChafaCanvas *canvas, ChafaTermInfo *info);
ChafaSymbolMap *chafa_symbol_map_new(void);
void chafa_symbol_map_unref(ChafaSymbolMap *map);
void chafa_symbol_map_add_by_tags(ChafaSymbolMap *map, int tags);
ChafaTermDb *chafa_term_db_get_default(void);
ChafaTermInfo *chafa_term_db_detect(ChafaTermDb *database, char **environment);
ChafaTermInfo *chafa_term_db_get_fallback_info(ChafaTermDb *database);
int chafa_term_info_have_seq(const ChafaTermInfo *info, unsigned sequence);
void chafa_term_info_supplement(ChafaTermInfo *info, ChafaTermInfo *source);
void chafa_term_info_unref(ChafaTermInfo *info);

char *g_string_free(GString *string, int frees_bytes);

#endif
