/* SPDX-License-Identifier: MIT */
#include "manual/mdoc.h"
#include "manual/page.h"
#include <string.h>

static void append_option(GString *page, const struct told_option *option) {
  g_string_append(page, ".It ");
  if (option->letter)
    g_string_append_printf(page, "Fl %c , ", option->letter);
  g_string_append_printf(page, "Fl \\-%s", option->name);
  if (option->value)
    g_string_append_printf(page, " Ns = Ns Ar %s", option->value);
  g_string_append_c(page, '\n');
  mdoc_text(page, option->meaning);
}

void page_append_options(GString *page, const GPtrArray *options) {
  g_string_append(page, ".Bl -tag -width Ds\n");
  for (guint i = 0; i < options->len; i++)
    append_option(page, g_ptr_array_index(options, i));
  g_string_append(page, ".El\n");
}

static void append_synopsis(GString *page, const struct told *told) {
  g_string_append(page, ".Sh SYNOPSIS\n");
  g_auto(GStrv) ways = g_strsplit(told->arguments, "|", -1);
  const bool has_ways = told->verbs->len > 1; /* else a bar is between two kinds of the same operand */
  for (char **way = ways; has_ways && *way; way++) {
    g_string_append_printf(page, ".Nm dmarcstat\n.Cm %s\n", told->name);
    mdoc_words(page, g_strstrip(*way));
    g_string_append(page, "\\&\n"); /* dots do not end a sentence */
    g_string_append(page, ".Op Ar OPTION ...\n");
  }
  if (has_ways)
    return;
  g_string_append_printf(page, ".Nm dmarcstat\n.Cm %s\n.Op Ar OPTION ...\n", told->name);
  if (*told->arguments) {
    mdoc_words(page, told->arguments);
    g_string_append(page, "\\&\n");
  }
}

char *page_command(const struct told *told, const char *date) {
  GString *page = g_string_new(NULL);
  g_autofree char *title = g_ascii_strup(told->name, -1);
  g_string_append_printf(page, ".\\\" SPDX-License-Identifier: MIT\n.Dd %s\n.Dt DMARCSTAT-%s 1\n.Os\n.Sh NAME\n", date,
                         title);
  g_string_append_printf(page, ".Nm dmarcstat-%s\n.Nd ", told->name);
  mdoc_words(page, told->summary);
  g_string_append_c(page, '\n');
  append_synopsis(page, told);
  g_string_append(page, ".Sh DESCRIPTION\n");
  mdoc_paragraphs(page, told->purpose);
  g_string_append(page, ".Pp\nThe options are as follows:\n");
  page_append_options(page, told->options);
  g_string_append(page, ".Sh EXIT STATUS\nThat of\n.Xr dmarcstat 1 .\n"
                        ".Sh SEE ALSO\n.Xr dmarcstat 1 ,\n.Xr dmarcstat.conf 5\n");
  return g_string_free(page, FALSE);
}
