/* SPDX-License-Identifier: MIT */
#include "tell/letter.h"
#include "base/text.h"
#include "report/html_document.h"
#include "tell_resources.h"
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 72

struct letter {
  GString *plain;
  char *markup; /* of the stream */
  size_t length;
  FILE *stream;
  struct html *html;
  bool in_list;
};

static const char *style_sheet(void) {
  static gsize once;
  if (g_once_init_enter(&once)) {
    dmarcstat_tell_register_resource();
    g_once_init_leave(&once, 1);
  }
  g_autoptr(GBytes) bytes = g_resources_lookup_data("/dmarcstat/letter.css", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  return g_bytes_get_data(bytes, NULL); /* in the program's read-only data, NUL-terminated by GResource */
}

/* -- the plain part ------------------------------------------------------------------------------------------------ */

static void plain_line(struct letter *letter, const char *text, char underline) {
  g_autofree char *shown = text_printable(text);
  g_string_append_printf(letter->plain, "%s\n", shown);
  for (size_t i = 0; underline && i < MIN(text_width(shown), COLUMNS); i++)
    g_string_append_c(letter->plain, underline);
  g_string_append(letter->plain, underline ? "\n\n" : "");
}

static void plain_text(struct letter *letter, const char *text) {
  g_autofree char *shown = text_printable(text);
  text_wrap(letter->plain, shown, 0, COLUMNS);
  g_string_append_c(letter->plain, '\n');
}

static void plain_item(struct letter *letter, const char *subject, const char *text) {
  g_autofree char *all = subject ? g_strconcat(subject, ": ", text, NULL) : g_strdup(text);
  g_autofree char *shown = text_printable(all);
  g_string_append(letter->plain, "- ");
  text_wrap(letter->plain, shown, 2, COLUMNS);
}

/* -- both ---------------------------------------------------------------------------------------------------------- */

static void end_list(struct letter *letter) {
  if (!letter->in_list)
    return;
  letter->in_list = false;
  html_close(letter->html, "ul");
  g_string_append_c(letter->plain, '\n');
}

static void add_paragraph(struct letter *letter, const char *class, const char *text) {
  end_list(letter);
  html_element(letter->html, "p", class, text);
  plain_text(letter, text);
}

struct letter *letter_begin(const char *heading) {
  struct letter *letter = g_new0(struct letter, 1);
  letter->plain = g_string_new(NULL);
  letter->stream = open_memstream(&letter->markup, &letter->length);
  if (!letter->stream)
    g_error("there is no memory for a mail");
  struct html *html = letter->html = html_begin(letter->stream);
  html_doctype(html);
  html_open(html, "html");
  html_attribute(html, "lang", "en");
  html_head_begin(html);
  html_element(html, "title", NULL, heading);
  html_style(html, style_sheet());
  html_close(html, "head");
  html_open(html, "body");
  html_open(html, "main");
  html_element(html, "h1", NULL, heading);
  plain_line(letter, heading, '=');
  return letter;
}

void letter_end(struct letter *letter, char **plain, char **html) {
  end_list(letter);
  html_close(letter->html, "main");
  html_close(letter->html, "body");
  html_close(letter->html, "html");
  html_end(letter->html);
  if (fclose(letter->stream) != 0)
    g_error("there is no memory for a mail");
  *html = g_strdup(letter->markup);
  *plain = g_string_free(letter->plain, FALSE);
  free(letter->markup);
  g_free(letter);
}

void letter_lede(struct letter *letter, const char *text) {
  add_paragraph(letter, "lede", text);
}

void letter_heading(struct letter *letter, const char *text) {
  end_list(letter);
  html_element(letter->html, "h2", NULL, text);
  plain_line(letter, text, '-');
}

void letter_paragraph(struct letter *letter, const char *text) {
  add_paragraph(letter, NULL, text);
}

void letter_item(struct letter *letter, const char *subject, const char *text) {
  if (!letter->in_list)
    html_open(letter->html, "ul");
  letter->in_list = true;
  html_open(letter->html, "li");
  if (subject)
    html_element(letter->html, "b", NULL, subject);
  html_text(letter->html, subject ? ": " : "");
  html_text(letter->html, text);
  html_close(letter->html, "li");
  plain_item(letter, subject, text);
}

void letter_foot(struct letter *letter, const char *text) {
  end_list(letter);
  html_element(letter->html, "p", "foot", text);
  g_string_append(letter->plain, "--\n");
  plain_text(letter, text);
}
