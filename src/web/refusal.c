/* SPDX-License-Identifier: MIT */
/* What is said to who does not get a page. */
#include "base/text.h"
#include "report/html.h"
#include "report/html_document.h"
#include "web/request.h"
#include "web/respond_parts.h"
#include <string.h>

#define WAIT_SECONDS "30"

static bool wants_data(const struct inquiry *inquiry) {
  if (g_strcmp0(inquiry->method, "POST") == 0) /* from a program */
    return true;
  return inquiry->query && (strstr(inquiry->query, "format=csv") || strstr(inquiry->query, "format=json"));
}

/* As the beginning of a sentence. Caller frees. */
static char *sentence_words(const char *sentence) {
  g_autofree char *words = text_printable(sentence);
  g_autofree char *first = g_utf8_substring(words, 0, *words ? 1 : 0), *upper = g_utf8_strup(first, -1);
  return g_strconcat(upper, words + strlen(first), g_str_has_suffix(words, ".") ? "" : ".", NULL);
}

static void write_head(struct html *html, const char *title, const char *base) {
  struct url *sheet = request_file(base, WEB_STYLE_SHEET);
  html_head_begin(html);
  html_element(html, "title", NULL, title);
  html_open(html, "link");
  html_attribute(html, "rel", "stylesheet");
  html_url(html, "href", sheet);
  html_close(html, "link");
  html_close(html, "head");
  url_free(sheet);
}

static void write_document(FILE *out, const char *title, const char *sentence, const char *base) {
  struct html *html = html_begin(out);
  const struct target start = {.page = page_find("overview")};
  struct url *url = request_url(base, &start, (struct period){0, 0});
  html_doctype(html);
  html_open(html, "html");
  html_attribute(html, "lang", "en");
  write_head(html, title, base);
  html_open(html, "body");
  html_open(html, "main");
  html_element(html, "h1", NULL, title);
  html_element(html, "p", "lede", sentence);
  html_open(html, "p");
  html_link(html, url, "To the overview of all domains");
  html_close(html, "p");
  html_close(html, "main");
  html_close(html, "body");
  html_close(html, "html");
  html_end(html);
  url_free(url);
}

void refusal_write(const struct inquiry *inquiry, unsigned int status, const char *sentence,
                   struct response *response) {
  g_autofree char *words = sentence_words(sentence);
  g_autofree char *base = request_base(inquiry->script ? inquiry->script : "", inquiry->path ? inquiry->path : "");
  const bool data = wants_data(inquiry);
  FILE *out = open_memstream(&response->body, &response->length);
  if (!out)
    g_error("out of memory");
  if (data)
    fprintf(out, "%s\n", words);
  else
    write_document(out, status_words(status), words, base);
  if (fclose(out) != 0)
    g_error("out of memory");
  response->status = status;
  response_set(response, HEADER_CONTENT_TYPE, data ? "text/plain; charset=utf-8" : "text/html; charset=utf-8");
  response_set(response, HEADER_CACHE_CONTROL, "no-store");
  if (status == 503)
    response_set(response, HEADER_RETRY_AFTER, WAIT_SECONDS);
}
