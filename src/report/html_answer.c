/* SPDX-License-Identifier: MIT */
#include "report/html_answer.h"
#include "base/text.h"
#include "report/print.h"
#include "report/value.h"
#include <string.h>

#define BAR_WIDTH 100
#define BAR_HEIGHT 8
#define ONE_LINE 30 /* characters that are not worth a second line */

const char *html_verdict(const char *words) {
  static const char *const good[] = {"pass", "aligned", NULL}, *const bad[] = {"fail", "permerror", "suspicious",
                                                                               "reject", NULL};
  if (g_strv_contains(good, words))
    return "verdict good";
  if (g_strv_contains(bad, words))
    return "verdict bad";
  if (g_str_equal(words, "forwarded"))
    return "verdict passed-on";
  return g_str_equal(words, "-") || g_str_equal(words, "none") ? NULL : "verdict odd";
}

static bool in_table(const struct answer *answer, const struct html_table *look, unsigned int i) {
  const struct column *column = &answer->table->columns[i];
  return print_is_shown(answer, i) && !(look->leave && g_strv_contains(look->leave, column->key));
}

/* "n p2": figures to the right, what is short on one line, and how soon the column may go. */
static const char *classes_for(const struct column *column, bool is_short) {
  static const char *const classes[3][4] = {
      {NULL, "p1", "p2", "p3"}, {"n", "n p1", "n p2", "n p3"}, {"d", "d p1", "d p2", "d p3"}};
  const int step = column->priority <= 1 ? column->priority : column->priority <= 4 ? 2 : 3;
  return classes[value_is_figure(column) ? 1 : is_short ? 2 : 0][step];
}

/* -- headings ------------------------------------------------------------------------------------------------------ */

/* "ascending", "descending"; NULL: the rows are not in the order of this column, as far as was asked. */
static const char *direction(const struct answer *answer, const struct column *column) {
  const char *sort = answer->filter.sort;
  if (!sort)
    return NULL;
  const bool down = *sort == '-';
  return g_str_equal(sort + down, column->key) ? (down ? "descending" : "ascending") : NULL;
}

static void write_heading(struct html *html, const struct answer *answer, const struct html_table *look,
                          unsigned int i) {
  const struct column *column = &answer->table->columns[i];
  const char *order = direction(answer, column);
  struct url *url = look->order ? look->order(look->user, answer, i) : NULL;
  html_open_class(html, "th", classes_for(column, false));
  html_attribute(html, "scope", "col");
  html_attribute(html, "title", column->meaning);
  html_attribute(html, "aria-sort", order);
  html_link(html, url, *column->label ? column->label : column->key);
  if (order)
    html_text(html, *order == 'd' ? " ↓" : " ↑");
  if (column->note) {
    html_text(html, " ");
    html_element(html, "small", NULL, column->note);
  }
  html_close(html, "th");
  url_free(url);
}

static void write_head(struct html *html, const struct answer *answer, const struct html_table *look) {
  html_open(html, "thead");
  html_open(html, "tr");
  for (unsigned int i = 0; i < answer->table->n_columns; i++)
    if (in_table(answer, look, i))
      write_heading(html, answer, look, i);
  html_close(html, "tr");
  html_close(html, "thead");
}

/* -- cells --------------------------------------------------------------------------------------------------------- */

static void write_rect(struct html *html, const char *class, int64_t x, int64_t width, int64_t height) {
  html_open_class(html, "rect", class);
  html_coordinate(html, "x", x);
  html_coordinate(html, "width", width);
  html_coordinate(html, "height", height);
  html_close(html, "rect");
}

static void open_drawing(struct html *html, const char *class, int64_t width, int64_t height) {
  g_autofree char *box = g_strdup_printf("0 0 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, width, height);
  html_open_class(html, "svg", class);
  html_attribute(html, "viewBox", box);
  html_attribute(html, "preserveAspectRatio", "none");
  html_attribute(html, "aria-hidden", "true"); /* the figures are in the other columns */
}

/* The part of the largest, in hundredths of what is drawn. */
static int64_t part(uint64_t number, uint64_t top) {
  return top ? (int64_t)((double)number / (double)top * BAR_WIDTH * 100) : 0;
}

static void write_bar(struct html *html, const struct table *table, size_t row, unsigned int column) {
  const char *key = table->columns[column].whole;
  uint64_t top = 0;
  for (size_t i = 0; i < table_rows(table); i++)
    top = MAX(top, (uint64_t)table_int(table, i, key));
  open_drawing(html, "bar", BAR_WIDTH, BAR_HEIGHT);
  write_rect(html, "s-both", 0, part((uint64_t)table_int(table, row, key), top), BAR_HEIGHT * 100);
  html_close(html, "svg");
}

/* A calendar: one character a day, or for several. */
static void write_drawing(struct html *html, const char *drawing) {
  const int64_t n = g_utf8_strlen(drawing, -1);
  int64_t x = 0;
  open_drawing(html, "calendar", n * 10, 12);
  for (const char *p = drawing; *p; p = g_utf8_next_char(p), x += 1000) {
    const gunichar c = g_utf8_get_char(p);
    write_rect(html, c == 0x2587 ? "s-both" : c == 0x2584 ? "s-dkim" : "s-none", x, 850, 1200);
  }
  html_close(html, "svg");
}

/* What is written of a cell that is not drawn. g_strfreev. */
static char **lines_of(const struct table *table, size_t row, unsigned int i) {
  const enum column_type type = table->columns[i].type;
  if (type == COLUMN_JSON)
    return value_items(table_cell(table, row, i));
  char **lines = g_new0(char *, 2);
  *lines = type == COLUMN_BAR || type == COLUMN_DRAWING ? NULL : value_words(table, row, i);
  return lines;
}

static void write_items(struct html *html, char *const *items) {
  if (!items[0])
    html_text(html, "-");
  for (unsigned int i = 0; items[i]; i++) {
    if (i > 0)
      html_element(html, "br", NULL, "");
    html_text(html, items[i]);
  }
}

static void write_words(struct html *html, const struct column *column, const char *words, struct url *url) {
  if (column->type == COLUMN_ADDRESS && !g_str_equal(words, "-")) {
    html_open(html, "code");
    html_link(html, url, words);
    html_close(html, "code");
  } else if (column->verdict && html_verdict(words)) {
    html_open_class(html, "span", html_verdict(words));
    html_link(html, url, words);
    html_close(html, "span");
  } else {
    html_link(html, url, words);
  }
}

/* A browser would break lines at any hyphen, also in dates and host names. */
static bool is_short(const struct column *column, char *const *lines) {
  if (column->type == COLUMN_BAR || column->type == COLUMN_DRAWING || column->type == COLUMN_ADDRESS)
    return false;
  while (*lines && g_utf8_strlen(*lines, -1) <= ONE_LINE)
    lines++;
  return !*lines;
}

static void write_cell(struct html *html, const struct answer *answer, const struct html_table *look, size_t row,
                       unsigned int i, bool heads) {
  const struct table *table = answer->table;
  const struct column *column = &table->columns[i];
  struct url *url = look->link ? look->link(look->user, answer, row, i) : NULL;
  g_auto(GStrv) lines = lines_of(table, row, i);
  html_open_class(html, heads ? "th" : "td", classes_for(column, is_short(column, lines)));
  if (heads)
    html_attribute(html, "scope", "row");
  if (column->type == COLUMN_BAR)
    write_bar(html, table, row, i);
  else if (column->type == COLUMN_DRAWING)
    write_drawing(html, table_cell(table, row, i)->kind == CELL_TEXT ? table_cell(table, row, i)->text : "");
  else if (column->type == COLUMN_JSON)
    write_items(html, lines);
  else
    write_words(html, column, *lines, url);
  html_close(html, heads ? "th" : "td");
  url_free(url);
}

static void write_rows(struct html *html, const struct answer *answer, const struct html_table *look) {
  html_open(html, "tbody");
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    bool heads = true; /* the first column says what the row is about */
    html_open(html, "tr");
    for (unsigned int i = 0; i < answer->table->n_columns; i++) {
      if (!in_table(answer, look, i))
        continue;
      write_cell(html, answer, look, row, i, heads);
      heads = false;
    }
    html_close(html, "tr");
  }
  html_close(html, "tbody");
}

/* -- sums ---------------------------------------------------------------------------------------------------------- */

/* `dmarc_pass` is meant when `has_pass`. */
static void write_sum(struct html *html, const struct answer *answer, const struct html_table *look, const char *words,
                      uint64_t messages, bool has_pass) {
  bool heads = true;
  html_open(html, "tr");
  for (unsigned int i = 0; i < answer->table->n_columns; i++) {
    const struct column *column = &answer->table->columns[i];
    g_autofree char *sum = NULL;
    if (!in_table(answer, look, i))
      continue;
    if (heads)
      sum = g_strdup(words);
    else if (g_str_equal(column->key, "messages"))
      sum = text_count(messages);
    else if (has_pass && g_str_equal(column->key, "dmarc_pass") && column->type == COLUMN_SHARE)
      sum = text_share(answer->dmarc_pass, messages);
    html_open_class(html, heads ? "th" : "td", classes_for(column, false));
    html_attribute(html, "scope", heads ? "row" : NULL);
    html_text(html, sum);
    html_close(html, heads ? "th" : "td");
    heads = false;
  }
  html_close(html, "tr");
}

static void write_foot(struct html *html, const struct answer *answer, const struct html_table *look) {
  g_autofree char *more = print_more(answer);
  const int messages = table_column(answer->table, "messages");
  if (messages <= 0 || answer->rows < 2)
    return;
  html_open(html, "tfoot");
  if (more)
    write_sum(html, answer, look, more, print_more_messages(answer), false);
  g_autofree char *rows = text_plural(answer->rows, answer->question->row_one, answer->question->row_many);
  g_autofree char *all = g_strconcat("All ", rows, NULL);
  write_sum(html, answer, look, all, answer->messages, true);
  html_close(html, "tfoot");
}

/* -- from outside -------------------------------------------------------------------------------------------------- */

void html_command(struct html *html, const char *line) {
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  html_open(html, "code");
  for (unsigned int i = 0; words[i]; i++) {
    html_text(html, i > 0 ? " " : NULL);
    if (g_utf8_strlen(words[i], -1) <= ONE_LINE)
      html_element(html, "span", NULL, words[i]);
    else
      html_text(html, words[i]);
  }
  html_close(html, "code");
}

void html_scroll_begin(struct html *html, const char *label) {
  html_open_class(html, "div", "scroll");
  html_attribute(html, "tabindex", "0");
  html_attribute(html, "role", "region");
  html_attribute(html, "aria-label", label);
}

void html_scroll_end(struct html *html) {
  html_close(html, "div");
}

void html_table(struct html *html, const struct answer *answer, const struct html_table *look) {
  if (table_rows(answer->table) == 0)
    return;
  g_autofree char *caption = g_strdup(look->caption ? look->caption : answer->question->summary);
  *caption = g_ascii_toupper(*caption);
  html_scroll_begin(html, caption);
  html_open(html, "table");
  html_element(html, "caption", NULL, caption);
  write_head(html, answer, look);
  write_rows(html, answer, look);
  write_foot(html, answer, look);
  html_close(html, "table");
  html_scroll_end(html);
}

void html_details(struct html *html, const struct table *details, const char *const *leave) {
  if (!details || table_rows(details) == 0)
    return;
  html_open_class(html, "dl", "details");
  for (unsigned int i = 0; i < details->n_columns; i++) {
    const struct column *column = &details->columns[i];
    g_autofree char *words = value_words(details, 0, i);
    if (g_str_equal(words, "-") || (leave && g_strv_contains(leave, column->key)))
      continue;
    html_open(html, "dt");
    html_attribute(html, "title", column->meaning);
    html_text(html, column->label);
    html_close(html, "dt");
    html_open(html, "dd");
    if (column->type == COLUMN_JSON) {
      g_auto(GStrv) lines = lines_of(details, 0, i);
      write_items(html, lines);
    } else {
      html_text(html, words);
    }
    html_close(html, "dd");
  }
  html_close(html, "dl");
}

void html_steps(struct html *html, const struct answer *answer) {
  if (!answer->steps || answer->steps->len == 0)
    return;
  html_open_class(html, "ol", "steps");
  for (guint i = 0; i < answer->steps->len; i++)
    html_element(html, "li", NULL, g_ptr_array_index(answer->steps, i));
  html_close(html, "ol");
}
