/* SPDX-License-Identifier: MIT */
#include "exchange/json_read.h"
#include "base/ip_address.h"
#include "base/text.h"
#include <string.h>

static void mistake(struct json_read *read, const char *key, const char *what) {
  if (*read->mistake)
    return;
  g_autofree char *shown = text_printable(key);
  *read->mistake = g_strdup_printf("%s %s", shown, what);
}

struct json_read json_read_begin(const json_t *object, const char *name, char **where) {
  struct json_read read = {.object = object, .mistake = where};
  if (!json_is_object(object))
    mistake(&read, name, "is no object");
  return read;
}

void json_read_end(struct json_read *read) {
  if (json_object_size(read->object) != read->taken && !*read->mistake)
    *read->mistake = g_strdup("there is a field that this version does not know");
}

/* NULL when there is none. */
static const json_t *take(struct json_read *read, const char *key) {
  const json_t *value = json_object_get(read->object, key);
  read->taken += value ? 1 : 0;
  return value;
}

bool json_read_has(const struct json_read *read, const char *key) {
  return json_object_get(read->object, key) != NULL;
}

const char *json_read_text(struct json_read *read, const char *key, bool needed) {
  const json_t *value = take(read, key);
  if (value ? !json_is_string(value) : needed)
    mistake(read, key, value ? "is no text" : "is missing");
  return json_string_value(value);
}

int64_t json_read_number(struct json_read *read, const char *key, int64_t least, int64_t most) {
  const json_t *value = take(read, key);
  const int64_t number = json_integer_value(value);
  if (json_is_integer(value) && number >= least && number <= most)
    return number;
  g_autofree char *what =
      g_strdup_printf("is no whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, least, most);
  mistake(read, key, what);
  return 0;
}

bool json_read_bool(struct json_read *read, const char *key) {
  const json_t *value = take(read, key);
  if (!json_is_boolean(value))
    mistake(read, key, "is neither true nor false");
  return json_is_true(value);
}

const json_t *json_read_array(struct json_read *read, const char *key, size_t most) {
  const json_t *value = take(read, key);
  if (json_is_array(value) && json_array_size(value) <= most)
    return value;
  g_autofree char *what = g_strdup_printf("is no array of at most %zu elements", most);
  mistake(read, key, what);
  return NULL;
}

const json_t *json_read_object(struct json_read *read, const char *key) {
  const json_t *value = take(read, key);
  if (!json_is_object(value))
    mistake(read, key, "is no object");
  return value;
}

struct source_address json_read_address(struct json_read *read, const char *key) {
  struct source_address address = {0};
  const char *text = json_read_text(read, key, false);
  if (!text)
    return address;
  address.length = (uint8_t)ip_address_parse(text, address.bytes);
  if (address.length == 0)
    mistake(read, key, "is no IP address");
  return address;
}

uint8_t *json_read_base64(struct json_read *read, const char *key, size_t *length) {
  const char *text = json_read_text(read, key, false);
  gsize n = 0;
  *length = 0;
  if (!text)
    return NULL;
  g_autofree guchar *bytes = g_malloc(strlen(text) / 4 * 3 + 4);
  gint state = 0;
  guint save = 0;
  n = g_base64_decode_step(text, strlen(text), bytes, &state, &save);
  bytes[n] = 0;
  /* what the decoder skips or drops would not come out again */
  g_autofree char *again = g_base64_encode(bytes, n);
  if (!g_str_equal(again, text)) {
    mistake(read, key, "is no base64");
    return NULL;
  }
  *length = n;
  return g_steal_pointer(&bytes);
}

struct token json_read_token(struct json_read *read, const char *key, const struct words *words, bool raw) {
  const char *text = json_read_text(read, key, true);
  struct token token = {0};
  while (text && token.value < words->n && !g_str_equal(text, words->list[token.value]))
    token.value++;
  if (text && token.value == words->n) {
    mistake(read, key, "is no word of this version");
    token.value = 0;
  }
  g_autofree char *raw_key = raw ? g_strconcat(key, "_raw", NULL) : NULL;
  token.raw = raw ? json_read_text(read, raw_key, false) : NULL;
  return token;
}
