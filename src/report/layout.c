/* SPDX-License-Identifier: MIT */
#include "report/layout.h"
#include "base/text.h"
#include "report/print.h"
#include "report/value.h"
#include <string.h>

#define NARROWEST 12 /* a text is not cut below this */
#define ENOUGH 24    /* no column is left out for the sake of a text beyond this */

static char *bar(uint64_t part, uint64_t top) {
  static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  GString *drawing = g_string_new(NULL);
  /* counts may come near 2^64, so no product of them */
  unsigned int n = top == 0 ? 0 : (unsigned int)((double)part / (double)top * LAYOUT_BAR * 8);
  if (n == 0 && part > 0)
    n = 1; /* a little is not nothing */
  for (unsigned int i = 0; i < n / 8; i++)
    g_string_append(drawing, "█");
  return g_string_free(g_string_append(drawing, eighths[n % 8]), FALSE);
}

char *layout_words(const struct layout *layout, const struct table *table, size_t row, unsigned int column) {
  const struct column *about = &table->columns[column];
  if (about->type == COLUMN_BAR)
    return bar((uint64_t)table_int(table, row, about->whole), layout->bar_top);
  return value_words(table, row, column);
}

static uint64_t largest(const struct table *table, const char *key) {
  uint64_t top = 0;
  for (size_t row = 0; row < table_rows(table); row++)
    top = MAX(top, (uint64_t)table_int(table, row, key));
  return top;
}

static size_t measure(const struct layout *layout, const struct table *table, unsigned int column) {
  const struct column *about = &table->columns[column];
  size_t width = MAX(text_width(about->label), about->note ? text_width(about->note) : 0);
  if (about->type == COLUMN_BAR)
    return LAYOUT_BAR;
  for (size_t row = 0; row < table_rows(table); row++) {
    g_autofree char *words = layout_words(layout, table, row, column);
    width = MAX(width, text_width(words));
  }
  return width;
}

static bool can_narrow(const struct column *column) {
  return column->type == COLUMN_TEXT || column->type == COLUMN_JSON;
}

/* What the columns need at least to be read well. */
static size_t needed(const struct layout *layout, const struct table *table) {
  size_t width = 0;
  for (unsigned int i = 0; i < layout->n; i++) {
    const struct layout_column *c = &layout->columns[i];
    width += can_narrow(&table->columns[c->column]) ? MIN(c->width, ENOUGH) : c->width;
    width += i ? LAYOUT_GAP : 0;
  }
  return width;
}

static size_t total(const struct layout *layout) {
  size_t width = 0;
  for (unsigned int i = 0; i < layout->n; i++)
    width += layout->columns[i].width + (i ? LAYOUT_GAP : 0);
  return width;
}

/* Takes out the column that may go first; false when all that are left must stay. */
static bool drop_one(struct layout *layout, const struct table *table) {
  unsigned int victim = 0;
  int highest = 0;
  for (unsigned int i = 0; i < layout->n; i++) {
    int priority = table->columns[layout->columns[i].column].priority;
    if (priority > 0 && priority >= highest) {
      highest = priority;
      victim = i;
    }
  }
  if (highest == 0)
    return false;
  layout->n--;
  for (unsigned int i = victim; i < layout->n; i++)
    layout->columns[i] = layout->columns[i + 1];
  return true;
}

/* Narrows the widest text by what is too much; false when no text can give way any more. */
static bool narrow_one(struct layout *layout, const struct table *table, size_t excess) {
  struct layout_column *widest = NULL;
  for (unsigned int i = 0; i < layout->n; i++) {
    struct layout_column *c = &layout->columns[i];
    if (can_narrow(&table->columns[c->column]) && c->width > NARROWEST && (!widest || c->width > widest->width))
      widest = c;
  }
  if (!widest)
    return false;
  size_t give = MIN(excess, widest->width - NARROWEST);
  widest->width -= give;
  return true;
}

struct layout layout_make(const struct answer *answer, unsigned int width) {
  const struct table *table = answer->table;
  struct layout layout = {.columns = g_new0(struct layout_column, table->n_columns)};
  for (unsigned int i = 0; i < table->n_columns; i++)
    if (table->columns[i].type == COLUMN_BAR)
      layout.bar_top = largest(table, table->columns[i].whole);
  for (unsigned int i = 0; i < table->n_columns; i++)
    if (print_is_shown(answer, i))
      layout.columns[layout.n++] = (struct layout_column){
          .column = i, .width = measure(&layout, table, i), .right = value_is_figure(&table->columns[i])};
  while (width > 0 && needed(&layout, table) > width && drop_one(&layout, table))
    ;
  while (width > 0 && total(&layout) > width && narrow_one(&layout, table, total(&layout) - width))
    ;
  return layout;
}

void layout_clear(struct layout *layout) {
  g_free(layout->columns);
  *layout = (struct layout){0};
}

static size_t character_width(const char *character) {
  char one[7] = {0};
  g_utf8_strncpy(one, character, 1);
  return text_width(one);
}

char *layout_cut(const char *text, size_t width) {
  if (text_width(text) <= width || width == 0)
    return g_strdup(text);
  size_t head_room = width / 2, tail_room = width - 1 - head_room, used = 0;
  const char *head = text, *tail = text + strlen(text);
  while (used + character_width(head) <= head_room) {
    used += character_width(head);
    head = g_utf8_next_char(head);
  }
  for (used = 0;;) {
    const char *before = g_utf8_prev_char(tail);
    if (used + character_width(before) > tail_room)
      break;
    used += character_width(before);
    tail = before;
  }
  return g_strdup_printf("%.*s…%s", (int)(head - text), text, tail);
}
