/* SPDX-License-Identifier: MIT */
#include "store/mention.h"
#include "store/store_parts.h"
#include <string.h>

/* A character that makes a name longer on its left; a dot does so for addresses alone. */
static bool joins_left(char c, bool address) {
  return g_ascii_isalnum(c) || c == '-' || c == '_' || (uint8_t)c >= 0x80 || (address && (c == '.' || c == '+'));
}

/* The same on its right: "example.org.", at the end of a sentence, ends. */
static bool joins_right(const char *at, const char *end) {
  if (at == end)
    return false;
  if (*at == '.')
    return at + 1 < end && (g_ascii_isalnum(at[1]) || (uint8_t)at[1] >= 0x80);
  return g_ascii_isalnum(*at) || *at == '-' || *at == '_' || (uint8_t)*at >= 0x80;
}

bool mention_in(const void *bytes, size_t length, const char *what) {
  const char *text = bytes, *end = text + length;
  const size_t n = strlen(what);
  const bool address = strchr(what, '@') != NULL;
  for (const char *p = text; n > 0 && (size_t)(end - p) >= n; p++)
    if (g_ascii_tolower(*p) == what[0] && g_ascii_strncasecmp(p, what, n) == 0 &&
        (p == text || !joins_left(p[-1], address)) && !joins_right(p + n, end))
      return true;
  return false;
}

static void mentions(sqlite3_context *context, int n, sqlite3_value **values) {
  (void)n;
  const char *what = (const char *)sqlite3_value_text(values[1]);
  const void *bytes = sqlite3_value_blob(values[0]);
  const size_t length = (size_t)sqlite3_value_bytes(values[0]);
  sqlite3_result_int(context, bytes && what && mention_in(bytes, length, what));
}

bool mention_add_function(struct store *store, GError **error) {
  return sqlite3_create_function_v2(store->db, "mentions", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                    NULL, mentions, NULL, NULL, NULL) == SQLITE_OK ||
         store_fault(store, error);
}
