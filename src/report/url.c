/* SPDX-License-Identifier: MIT */
#include "report/url.h"
#include <stdbool.h>
#include <string.h>

struct url {
  GString *text;
  bool has_segment, has_query;
};

struct url *url_new(const char *base) {
  struct url *url = g_new0(struct url, 1);
  url->text = g_string_new(base);
  return url;
}

void url_free(struct url *url) {
  if (!url)
    return;
  g_string_free(url->text, TRUE);
  g_free(url);
}

void url_add_segment(struct url *url, const char *name) {
  g_assert(*name && !g_str_equal(name, ".") && !g_str_equal(name, "..") && !url->has_query);
  if (url->has_segment)
    g_string_append_c(url->text, '/');
  g_string_append_uri_escaped(url->text, name, NULL, FALSE);
  url->has_segment = true;
}

void url_add_slash(struct url *url) {
  g_string_append_c(url->text, '/');
  url->has_segment = false;
}

void url_add_query(struct url *url, const char *key, const char *value) {
  if (!value)
    return;
  g_string_append_printf(url->text, "%c%s=", url->has_query ? '&' : '?', key);
  g_string_append_uri_escaped(url->text, value, NULL, FALSE);
  url->has_query = true;
}

void url_set_fragment(struct url *url, const char *id) {
  g_string_append_c(url->text, '#');
  g_string_append_uri_escaped(url->text, id, NULL, FALSE);
}

const char *url_text(const struct url *url) {
  return url->text->str;
}
