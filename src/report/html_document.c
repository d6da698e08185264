/* SPDX-License-Identifier: MIT */
#include "report/html_document.h"
#include "report/resource.h"

void html_head_begin(struct html *html) {
  html_open(html, "head");
  html_open(html, "meta");
  html_attribute(html, "charset", "utf-8");
  html_close(html, "meta");
  html_open(html, "meta");
  html_attribute(html, "name", "viewport");
  html_attribute(html, "content", "width=device-width, initial-scale=1");
  html_close(html, "meta");
}

static void write_head(struct html *html, const char *title) {
  html_head_begin(html);
  html_element(html, "title", NULL, title);
  html_style(html, resource_text("style.css"));
  html_close(html, "head");
}

struct html *html_document_begin(FILE *out, const char *title) {
  struct html *html = html_begin(out);
  html_doctype(html);
  html_open(html, "html");
  html_attribute(html, "lang", "en");
  write_head(html, title);
  html_open(html, "body");
  html_open(html, "main");
  return html;
}

void html_document_end(struct html *html) {
  html_close(html, "main");
  html_close(html, "body");
  html_close(html, "html");
  html_end(html);
}
