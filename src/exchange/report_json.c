/* SPDX-License-Identifier: MIT */
#include "exchange/report_json.h"
#include "schema/report.h"
#include <arpa/inet.h>

void report_json_set_text(json_t *object, const char *key, const char *text) {
  if (text)
    json_object_set_new(object, key, json_string(text));
}

void report_json_set_number(json_t *object, const char *key, uint64_t number) {
  json_object_set_new(object, key, json_integer((json_int_t)number));
}

static void set_raw(json_t *object, const char *key, const char *raw) {
  if (!raw)
    return;
  g_autofree char *raw_key = g_strconcat(key, "_raw", NULL);
  report_json_set_text(object, raw_key, raw);
}

/* -- fields -------------------------------------------------------------------------------------------------------- */

static void add_text(json_t *object, const struct field *field, const void *of) {
  report_json_set_text(object, field->key, field_get_text(field, of));
}

static void add_word(json_t *object, const struct field *field, unsigned int value) {
  report_json_set_text(object, field->key, words_at(field->words, value));
}

static void add_token(json_t *object, const struct field *field, const void *of) {
  struct token token;
  field_load(of, field->offset, &token, sizeof token);
  add_word(object, field, token.value);
  set_raw(object, field->key, token.raw);
}

static void add_choice(json_t *object, const struct field *field, const void *of) {
  unsigned int value;
  field_load(of, field->offset, &value, sizeof value);
  add_word(object, field, value);
}

static void add_number(json_t *object, const struct field *field, const void *of) {
  report_json_set_number(object, field->key, field_get_number(field, of));
}

static void add_percent(json_t *object, const struct field *field, const void *of) {
  int16_t percent;
  field_load(of, field->offset, &percent, sizeof percent);
  if (percent >= 0)
    report_json_set_number(object, field->key, (uint64_t)percent);
}

static void add_seconds(json_t *object, const struct field *field, const void *of) {
  int64_t seconds;
  field_load(of, field->offset, &seconds, sizeof seconds);
  json_object_set_new(object, field->key, json_integer(seconds));
}

static void add_moment(json_t *object, const struct field *field, const void *of) {
  bool known;
  field_load(of, field->beside, &known, sizeof known);
  if (known)
    add_seconds(object, field, of);
}

static void add_address(json_t *object, const struct field *field, const void *of) {
  char text[INET6_ADDRSTRLEN];
  struct source_address address;
  const char *raw;
  field_load(of, field->offset, &address, sizeof address);
  field_load(of, field->beside, &raw, sizeof raw);
  const int family = address.length == 4 ? AF_INET : AF_INET6;
  if (address.length > 0)
    report_json_set_text(object, field->key, inet_ntop(family, address.bytes, text, sizeof text));
  set_raw(object, field->key, raw);
}

static void add_part(json_t *object, const struct field *field, const void *of) {
  json_t *part = field->key ? json_object() : object;
  report_json_add(part, field->of, (const char *)of + field->offset);
  if (field->key)
    json_object_set_new(object, field->key, part);
}

/* An element whose only field has no key is the value of that. */
static json_t *element_of(const struct fields *fields, const void *of) {
  if (!fields->list->key)
    return json_string(field_get_text(fields->list, of));
  json_t *object = json_object();
  report_json_add(object, fields, of);
  return object;
}

static void add_list(json_t *object, const struct field *field, const void *of) {
  json_t *list = json_array();
  uint32_t n;
  const char *element = field_get_list(field, of, &n);
  for (uint32_t i = 0; i < n; i++, element += field->of->size)
    json_array_append_new(list, element_of(field->of, element));
  json_object_set_new(object, field->key, list);
}

void report_json_add(json_t *object, const struct fields *fields, const void *of) {
  static void (*const add[])(json_t * object, const struct field *field, const void *of) = {
      [FIELD_TEXT] = add_text,     [FIELD_TOKEN] = add_token,     [FIELD_CHOICE] = add_choice,
      [FIELD_NUMBER] = add_number, [FIELD_PERCENT] = add_percent, [FIELD_SECONDS] = add_seconds,
      [FIELD_MOMENT] = add_moment, [FIELD_ADDRESS] = add_address, [FIELD_PART] = add_part,
      [FIELD_LIST] = add_list};
  for (unsigned int i = 0; i < fields->n; i++) {
    const struct field *field = &fields->list[i];
    if (!field->key || !json_object_get(object, field->key))
      add[field->kind](object, field, of);
  }
}
