/* SPDX-License-Identifier: MIT */
/* For people: a sentence, the details, the table, what to do next. */
#include "base/text.h"
#include "report/layout.h"
#include "report/print.h"
#include "report/value.h"
#include <string.h>

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define GREEN "\033[32m"
#define RED "\033[31m"
#define YELLOW "\033[33m"
#define PLAIN "\033[0m"

struct pen {
  FILE *out;
  bool colour;
  size_t owed; /* spaces not yet written, so that no line ends in them */
};

/* `style` NULL: none. Aligns `text` in `width` columns. */
static void print_cell(struct pen *pen, const char *text, size_t width, bool right, const char *style) {
  size_t own = text_width(text), rest = own < width ? width - own : 0;
  if (own > 0) {
    size_t before = pen->owed + (right ? rest : 0);
    fprintf(pen->out, "%*s", (int)before, "");
    bool styled = style && pen->colour;
    fprintf(pen->out, "%s%s%s", styled ? style : "", text, styled ? PLAIN : "");
    pen->owed = right ? 0 : rest;
  } else {
    pen->owed += width;
  }
  pen->owed += LAYOUT_GAP;
}

static void end_line(struct pen *pen) {
  fputc('\n', pen->out);
  pen->owed = 0;
}

static void print_headings(struct pen *pen, const struct layout *layout, const struct table *table) {
  bool notes = false;
  for (unsigned int i = 0; i < layout->n; i++) {
    const struct layout_column *c = &layout->columns[i];
    print_cell(pen, table->columns[c->column].label, c->width, c->right, BOLD);
    notes = notes || table->columns[c->column].note;
  }
  end_line(pen);
  if (!notes)
    return;
  for (unsigned int i = 0; i < layout->n; i++) {
    const struct layout_column *c = &layout->columns[i];
    const char *note = table->columns[c->column].note;
    print_cell(pen, note ? note : "", c->width, c->right, DIM);
  }
  end_line(pen);
}

/* The word itself says it; the colour only repeats it. */
static const char *style_of(const struct column *column, const char *words) {
  if (!column->verdict)
    return NULL;
  static const char *const good[] = {"pass", "aligned", NULL}, *const bad[] = {"fail", "permerror", "suspicious", NULL};
  if (g_strv_contains(good, words))
    return GREEN;
  if (g_strv_contains(bad, words))
    return RED;
  return g_str_equal(words, "-") || g_str_equal(words, "none") ? NULL : YELLOW;
}

static void print_rows(struct pen *pen, const struct layout *layout, const struct table *table) {
  for (size_t row = 0; row < table_rows(table); row++) {
    for (unsigned int i = 0; i < layout->n; i++) {
      const struct layout_column *c = &layout->columns[i];
      g_autofree char *words = layout_words(layout, table, row, c->column);
      g_autofree char *cut = layout_cut(words, c->width);
      print_cell(pen, cut, c->width, c->right, style_of(&table->columns[c->column], words));
    }
    end_line(pen);
  }
}

/* "1,205 more sources       193", the figure below those of the column `messages` */
static void print_rest(struct pen *pen, const struct layout *layout, const struct answer *answer) {
  g_autofree char *more = print_more(answer);
  if (!more)
    return;
  int messages = table_column(answer->table, "messages");
  size_t end = 0;
  for (unsigned int i = 0; i < layout->n; i++) {
    end += layout->columns[i].width;
    if ((int)layout->columns[i].column == messages)
      break;
    end += LAYOUT_GAP;
  }
  g_autofree char *count = text_count(print_more_messages(answer));
  size_t taken = text_width(more);
  print_cell(pen, more, taken, false, NULL);
  print_cell(pen, count, end > taken + LAYOUT_GAP ? end - taken - LAYOUT_GAP : 0, true, NULL);
  end_line(pen);
}

/* One label and value a line; of lists one item a line. What the report does not hold is left out. */
static void print_details(struct pen *pen, const struct table *details) {
  size_t width = 0;
  for (unsigned int i = 0; i < details->n_columns; i++)
    width = MAX(width, text_width(details->columns[i].label));
  for (unsigned int i = 0; i < details->n_columns; i++) {
    const struct column *column = &details->columns[i];
    g_autofree char *words = value_words(details, 0, i);
    if (g_str_equal(words, "-"))
      continue;
    g_auto(GStrv) items = column->type == COLUMN_JSON ? value_items(table_cell(details, 0, i)) : NULL;
    const char *one[] = {words, NULL};
    const char *const *lines = items ? (const char *const *)items : one;
    for (unsigned int line = 0; lines[line]; line++) {
      print_cell(pen, line == 0 ? column->label : "", width, false, BOLD);
      print_cell(pen, lines[line], 0, false, NULL);
      end_line(pen);
    }
  }
}

static void print_steps(const struct answer *answer, FILE *out) {
  if (!answer->steps || answer->steps->len == 0)
    return;
  fputs("\nDo this, in this order\n", out);
  for (guint i = 0; i < answer->steps->len; i++) {
    g_autofree char *step = text_printable(g_ptr_array_index(answer->steps, i));
    fprintf(out, "  %u. %s\n", i + 1, step);
  }
}

static void print_facts(struct pen *pen, const struct table *details) {
  if (!details || table_rows(details) == 0)
    return;
  fputc('\n', pen->out);
  print_details(pen, details);
}

void print_text(const struct answer *answer, const struct print_options *options, FILE *out) {
  struct pen pen = {.out = out, .colour = options->colour};
  g_autofree char *sentence = text_printable(answer->sentence), *next = text_printable(answer->next);
  fprintf(out, "%s\n", sentence);
  if (!answer->question->details_below)
    print_facts(&pen, answer->details);
  if (table_rows(answer->table) > 0) {
    struct layout layout = layout_make(answer, options->width);
    fputc('\n', out);
    print_headings(&pen, &layout, answer->table);
    print_rows(&pen, &layout, answer->table);
    print_rest(&pen, &layout, answer);
    layout_clear(&layout);
  }
  if (answer->question->details_below)
    print_facts(&pen, answer->details);
  print_steps(answer, out);
  if (*next)
    fprintf(out, "\n%s\n", next);
}
