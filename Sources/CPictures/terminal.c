// Pictures in a terminal, by Chafa.

#include "library.h"
#include "terminal_functions.h"

#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(F)                                                                                                        \
  F(chafa_canvas_config_new) F(chafa_canvas_config_set_canvas_mode) F(chafa_canvas_config_set_cell_geometry)                \
  F(chafa_canvas_config_set_geometry) F(chafa_canvas_config_set_pixel_mode) F(chafa_canvas_config_set_symbol_map)           \
  F(chafa_canvas_config_unref) F(chafa_canvas_draw_all_pixels) F(chafa_canvas_new) F(chafa_canvas_print)                    \
  F(chafa_canvas_unref) F(chafa_symbol_map_add_by_tags) F(chafa_symbol_map_new) F(chafa_symbol_map_unref)                   \
  F(chafa_term_db_detect) F(chafa_term_db_get_default) F(chafa_term_db_get_fallback_info) F(chafa_term_info_have_seq)       \
  F(chafa_term_info_supplement) F(chafa_term_info_unref) F(g_string_free)

static const char *const library_names[] = {
#ifdef __APPLE__
    "libchafa.0.dylib",
    // Where Homebrew keeps its libraries, which the loader does not look through.
    "/opt/homebrew/lib/libchafa.0.dylib",
    "/usr/local/lib/libchafa.0.dylib",
#else
    "libchafa.so.0",
#endif
    NULL,
};

// Filled in once, and only read from then on.
static struct {
  FUNCTIONS(LIBRARY_FUNCTION_MEMBER)
} functions;
static const library_function function_table[] = {FUNCTIONS(LIBRARY_FUNCTION_ROW)};
static library_loader loader = LIBRARY_LOADER(library_names, function_table);

extern char **environ;

struct cpic_terminal {
  cpic_protocol protocol;
  ChafaTermInfo *info;
  unsigned colours;
};

static int has(const ChafaTermInfo *info, unsigned sequence) { return functions.chafa_term_info_have_seq(info, sequence); }

// A multiplexer passes on the variables of the terminal around it, and none of its pictures.
static int is_multiplexed(void) {
  const char *tmux = getenv("TMUX");
  const char *screen = getenv("STY");
  return (tmux && *tmux) || (screen && *screen);
}

static cpic_protocol detected_protocol(const ChafaTermInfo *info) {
  if (is_multiplexed()) return CPIC_BLOCKS;
  if (has(info, CPIC_CHAFA_SEQUENCE_BEGIN_KITTY_IMAGE)) return CPIC_KITTY;
  if (has(info, CPIC_CHAFA_SEQUENCE_BEGIN_ITERM2_IMAGE)) return CPIC_ITERM2;
  if (has(info, CPIC_CHAFA_SEQUENCE_BEGIN_SIXELS)) return CPIC_SIXEL;
  return CPIC_BLOCKS;
}

static unsigned detected_colours(const ChafaTermInfo *info) {
  if (has(info, CPIC_CHAFA_SEQUENCE_COLOURS_DIRECT)) return CPIC_CHAFA_TRUECOLOR;
  if (has(info, CPIC_CHAFA_SEQUENCE_COLOURS_256)) return CPIC_CHAFA_INDEXED_240;
  if (has(info, CPIC_CHAFA_SEQUENCE_COLOURS_16)) return CPIC_CHAFA_INDEXED_16;
  if (has(info, CPIC_CHAFA_SEQUENCE_INVERT_COLORS)) return CPIC_CHAFA_FGBG_BGFG;
  return CPIC_CHAFA_FGBG;
}

cpic_status cpic_terminal_create(cpic_protocol protocol, cpic_terminal **result, char message[CPIC_MESSAGE_SIZE]) {
  *result = NULL;
  cpic_status status = cpic_open_library(&loader, message);
  if (status != CPIC_OK) return status;
  cpic_terminal *terminal = calloc(1, sizeof *terminal);
  if (!terminal) return cpic_fail(message, CPIC_FAILED, "out of memory");
  ChafaTermDb *database = functions.chafa_term_db_get_default();
  terminal->info = functions.chafa_term_db_detect(database, environ);
  terminal->protocol = protocol == CPIC_DETECTED ? detected_protocol(terminal->info) : protocol;
  if (terminal->protocol == CPIC_BLOCKS) {
    terminal->colours = detected_colours(terminal->info);
  } else {
    terminal->colours = CPIC_CHAFA_TRUECOLOR;
    // The sequences of a protocol that the environment does not tell of.
    ChafaTermInfo *others = functions.chafa_term_db_get_fallback_info(database);
    functions.chafa_term_info_supplement(terminal->info, others);
    functions.chafa_term_info_unref(others);
  }
  *result = terminal;
  return CPIC_OK;
}

void cpic_terminal_destroy(cpic_terminal *terminal) {
  if (!terminal) return;
  functions.chafa_term_info_unref(terminal->info);
  free(terminal);
}

cpic_protocol cpic_terminal_protocol(const cpic_terminal *terminal) { return terminal->protocol; }

static unsigned pixel_mode(cpic_protocol protocol) {
  switch (protocol) {
  case CPIC_KITTY: return CPIC_CHAFA_KITTY;
  case CPIC_ITERM2: return CPIC_CHAFA_ITERM2;
  case CPIC_SIXEL: return CPIC_CHAFA_SIXELS;
  default: return CPIC_CHAFA_SYMBOLS;
  }
}

static ChafaCanvas *create_canvas(const cpic_terminal *terminal, uint32_t columns, uint32_t rows, uint32_t cell_width,
                                  uint32_t cell_height) {
  ChafaSymbolMap *symbols = functions.chafa_symbol_map_new();
  functions.chafa_symbol_map_add_by_tags(symbols, CPIC_CHAFA_SYMBOL_SPACE | CPIC_CHAFA_SYMBOL_BLOCK);
  ChafaCanvasConfig *config = functions.chafa_canvas_config_new();
  functions.chafa_canvas_config_set_symbol_map(config, symbols);
  functions.chafa_canvas_config_set_canvas_mode(config, terminal->colours);
  functions.chafa_canvas_config_set_pixel_mode(config, pixel_mode(terminal->protocol));
  functions.chafa_canvas_config_set_geometry(config, (int)columns, (int)rows);
  functions.chafa_canvas_config_set_cell_geometry(config, (int)cell_width, (int)cell_height);
  ChafaCanvas *canvas = functions.chafa_canvas_new(config);
  functions.chafa_canvas_config_unref(config);
  functions.chafa_symbol_map_unref(symbols);
  return canvas;
}

char *cpic_terminal_picture(const cpic_terminal *terminal, const uint8_t *rgba, uint32_t width, uint32_t height,
                            uint32_t columns, uint32_t rows, uint32_t cell_width, uint32_t cell_height, size_t *count) {
  ChafaCanvas *canvas = create_canvas(terminal, columns, rows, cell_width, cell_height);
  functions.chafa_canvas_draw_all_pixels(canvas, CPIC_CHAFA_RGBA8_UNASSOCIATED, rgba, (int)width, (int)height,
                                         (int)width * 4);
  GString *string = functions.chafa_canvas_print(canvas, terminal->info);
  functions.chafa_canvas_unref(canvas);
  cpic_gstring text;
  memcpy(&text, string, sizeof text);
  char *copy = malloc(text.count + 1);
  if (copy) memcpy(copy, text.bytes, text.count + 1);
  *count = copy ? text.count : 0;
  functions.g_string_free(string, 1);
  return copy;
}
