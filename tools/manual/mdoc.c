/* SPDX-License-Identifier: MIT */
#include "manual/mdoc.h"
#include <stdbool.h>
#include <string.h>

#define COLUMNS 78
#define LITERAL "  "

/* -- characters ------------------------------------------------------------------------------------------------------
 */

/* The character at `text`, as itself, with those that roff would change. `is_code`: a hyphen is to be copied as one. */
static void append_character(GString *page, const char *text, bool is_code) {
  static const char *const special[] = {"\\\\e", "'\\(aq", "`\\(ga", "^\\(ha", "~\\(ti", "\"\\(dq"};
  for (size_t i = 0; i < G_N_ELEMENTS(special); i++)
    if (special[i][0] == *text) {
      g_string_append(page, special[i] + 1);
      return;
    }
  const gunichar character = g_utf8_get_char(text);
  if (character > 0x7f)
    g_string_append_printf(page, "\\[u%04X]", character);
  else
    g_string_append_printf(page, "%s%c", *text == '-' && is_code ? "\\" : "", *text);
}

/* A word as it stands in running text; *bold goes on from word to word. Caller frees. */
static char *word_of(const char *word, bool *bold) {
  GString *made = g_string_new(*word == '.' || *word == '\'' ? "\\&" : NULL);
  for (; *word; word = g_utf8_next_char(word)) {
    if (*word == '`') {
      *bold = !*bold;
      g_string_append(made, *bold ? "\\fB" : "\\fR");
      continue;
    }
    append_character(made, word, *bold || g_str_has_prefix(word, "--"));
  }
  return g_string_free(made, FALSE);
}

/* -- text ---------------------------------------------------------------------------------------------------------- */

static bool ends_sentence(const char *word) {
  const size_t length = strlen(word);
  return length > 1 && strchr(".?!", word[length - 1]) && !g_str_has_suffix(word, "..");
}

static void append(GString *page, const char *text, size_t columns) {
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  size_t used = 0;
  bool bold = false, ended = false;
  for (char **word = words; *word; word++) {
    if (!**word)
      continue;
    g_autofree char *made = word_of(*word, &bold);
    const size_t length = strlen(made);
    const bool breaks = used > 0 && columns > 0 && (ended || used + 1 + length > columns);
    g_string_append(page, breaks ? "\n" : used > 0 ? " " : "");
    g_string_append(page, made);
    used = breaks ? length : used + (used > 0) + length;
    ended = ends_sentence(*word);
  }
}

void mdoc_text(GString *page, const char *text) {
  append(page, text, COLUMNS);
  g_string_append_c(page, '\n');
}

void mdoc_words(GString *page, const char *text) {
  append(page, text, 0);
}

static void append_literal_line(GString *page, const char *line) {
  if (*line == '.' || *line == '\'')
    g_string_append(page, "\\&");
  for (; *line; line = g_utf8_next_char(line))
    append_character(page, line, true);
  g_string_append_c(page, '\n');
}

void mdoc_literal(GString *page, const char *lines) {
  g_autofree char *text = g_strdup(lines);
  g_auto(GStrv) all = g_strsplit(g_strchomp(text), "\n", -1);
  char **line = all;
  while (*line && !**line)
    line++;
  g_string_append(page, ".Bd -literal -offset indent\n");
  for (; *line; line++)
    append_literal_line(page, *line);
  g_string_append(page, ".Ed\n");
}

void mdoc_paragraphs(GString *page, const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  bool any = false;
  for (char **line = lines; *line;) {
    if (!g_str_has_prefix(*line, LITERAL)) {
      if (**line) {
        g_string_append(page, any ? ".Pp\n" : "");
        mdoc_text(page, *line);
        any = true;
      }
      line++;
      continue;
    }
    g_autoptr(GString) literal = g_string_new(NULL);
    for (; *line && g_str_has_prefix(*line, LITERAL); line++)
      g_string_append_printf(literal, "%s\n", *line + strlen(LITERAL));
    mdoc_literal(page, literal->str);
  }
}
