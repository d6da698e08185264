/* SPDX-License-Identifier: MIT */
#include "report/html.h"
#include "base/text.h"
#include <libxml/xmlwriter.h>
#include <string.h>

struct html {
  xmlTextWriter *writer;
  GPtrArray *open; /* const char *, outermost first */
};

static const xmlChar *bytes(const char *text) {
  return (const xmlChar *)text;
}

/* Sorted. Elements that have no end tag, and those of SVG that hold nothing here. */
static const char *const empty[] = {"br",   "circle", "col",  "hr",   "img", "input",
                                    "line", "link",   "meta", "path", "rect"};
/* Sorted. Elements that begin on a line of their own, so that a page can be read and compared. */
static const char *const blocks[] = {
    "body",    "caption", "dd",     "div",     "dl",  "dt",    "figure", "footer", "form",  "g",     "h1", "h2",
    "h3",      "head",    "header", "html",    "li",  "line",  "link",   "main",   "meta",  "nav",   "ol", "p",
    "pattern", "pre",     "rect",   "section", "svg", "table", "tbody",  "tfoot",  "thead", "title", "tr", "ul"};

static int compare(const void *name, const void *other) {
  return strcmp(name, *(const char *const *)other);
}

static bool is_one_of(const char *name, const char *const *names, size_t n) {
  return bsearch(name, names, n, sizeof(*names), compare) != NULL;
}

struct html *html_begin(FILE *out) {
  struct html *html = g_new0(struct html, 1);
  xmlOutputBuffer *buffer = xmlOutputBufferCreateFile(out, NULL);
  html->writer = buffer ? xmlNewTextWriter(buffer) : NULL;
  if (!html->writer)
    g_error("out of memory");
  html->open = g_ptr_array_new();
  return html;
}

void html_end(struct html *html) {
  g_assert(html->open->len == 0);
  xmlTextWriterWriteRaw(html->writer, bytes("\n"));
  xmlFreeTextWriter(html->writer); /* writes what it holds; the file stays open */
  g_ptr_array_unref(html->open);
  g_free(html);
}

void html_doctype(struct html *html) {
  xmlTextWriterWriteRaw(html->writer, bytes("<!DOCTYPE html>"));
}

void html_open(struct html *html, const char *element) {
  if (is_one_of(element, blocks, G_N_ELEMENTS(blocks)))
    xmlTextWriterWriteRaw(html->writer, bytes("\n"));
  xmlTextWriterStartElement(html->writer, bytes(element));
  g_ptr_array_add(html->open, (gpointer)element);
}

void html_close(struct html *html, const char *element) {
  g_assert(html->open->len > 0 && g_str_equal(html->open->pdata[html->open->len - 1], element));
  g_ptr_array_set_size(html->open, (gint)html->open->len - 1);
  if (is_one_of(element, empty, G_N_ELEMENTS(empty)))
    xmlTextWriterEndElement(html->writer);
  else
    xmlTextWriterFullEndElement(html->writer);
}

static void write_attribute(struct html *html, const char *name, const char *value) {
  g_autofree char *safe = text_printable(value);
  xmlTextWriterWriteAttribute(html->writer, bytes(name), bytes(safe));
}

void html_attribute(struct html *html, const char *name, const char *value) {
  g_assert(!g_str_equal(name, "href") && !g_str_equal(name, "src") && !g_str_equal(name, "action") &&
           !g_str_equal(name, "style") && !g_str_has_prefix(name, "on"));
  if (value)
    write_attribute(html, name, value);
}

void html_coordinate(struct html *html, const char *name, int64_t hundredths) {
  char text[32];
  const int64_t size = ABS(hundredths);
  const char *sign = hundredths < 0 ? "-" : "";
  if (size % 100 == 0)
    g_snprintf(text, sizeof(text), "%s%" G_GINT64_FORMAT, sign, size / 100);
  else if (size % 10 == 0)
    g_snprintf(text, sizeof(text), "%s%" G_GINT64_FORMAT ".%d", sign, size / 100, (int)(size % 100 / 10));
  else
    g_snprintf(text, sizeof(text), "%s%" G_GINT64_FORMAT ".%02d", sign, size / 100, (int)(size % 100));
  write_attribute(html, name, text);
}

void html_url(struct html *html, const char *name, const struct url *url) {
  write_attribute(html, name, url_text(url));
}

void html_text(struct html *html, const char *text) {
  g_autofree char *safe = text_printable(text);
  if (*safe) /* a text of nothing would give an empty element an end tag */
    xmlTextWriterWriteString(html->writer, bytes(safe));
}

void html_printf(struct html *html, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  html_text(html, text);
}

void html_style(struct html *html, const char *sheet) {
  g_assert(!strstr(sheet, "</"));
  html_open(html, "style");
  xmlTextWriterWriteRaw(html->writer, bytes(sheet));
  html_close(html, "style");
}

void html_open_class(struct html *html, const char *element, const char *class) {
  html_open(html, element);
  html_attribute(html, "class", class);
}

void html_element(struct html *html, const char *element, const char *class, const char *text) {
  html_open_class(html, element, class);
  html_text(html, text);
  html_close(html, element);
}

void html_link(struct html *html, const struct url *url, const char *text) {
  if (!url) {
    html_text(html, text);
    return;
  }
  html_open(html, "a");
  html_url(html, "href", url);
  html_text(html, text);
  html_close(html, "a");
}

void html_thead(struct html *html, const struct html_head *heads) {
  html_open(html, "thead");
  html_open(html, "tr");
  for (; heads->label; heads++) {
    html_open_class(html, "th", heads->class);
    html_attribute(html, "scope", "col");
    html_text(html, heads->label);
    html_close(html, "th");
  }
  html_close(html, "tr");
  html_close(html, "thead");
}
