/* SPDX-License-Identifier: MIT */
/* What is kept as JSON because nobody looks it up: odd words and warnings. */
#include "store/store_parts.h"
#include <jansson.h>

char *store_raw_json(const struct store_raw *raw, size_t n) {
  json_t *object = json_object();
  for (size_t i = 0; i < n; i++)
    if (raw[i].text)
      json_object_set_new(object, raw[i].name, json_string(raw[i].text));
  char *text = json_object_size(object) > 0 ? json_dumps(object, JSON_COMPACT) : NULL;
  json_decref(object);
  return text;
}

char *store_warnings_json(const struct warning *warnings, unsigned int n) {
  json_t *list = json_array();
  for (unsigned int i = 0; i < n; i++) {
    json_t *warning = json_object();
    json_object_set_new(warning, "code", json_string(warnings[i].code));
    json_object_set_new(warning, "text", json_string(warnings[i].text));
    json_object_set_new(warning, "times", json_integer(warnings[i].times));
    json_array_append_new(list, warning);
  }
  char *text = json_dumps(list, JSON_COMPACT);
  json_decref(list);
  return text;
}
