/* SPDX-License-Identifier: MIT */
/* Fields out of the members of objects: what report_json_add() makes of them. */
#include "exchange/json_units.h"

static void read_text(struct json_read *read, const struct field *field, struct fields_room *room, void *of) {
  (void)room;
  const char *text = json_read_text(read, field->key, field->flags & FIELD_NEEDED);
  field_store(of, field->offset, &text, sizeof text);
}

static void read_token(struct json_read *read, const struct field *field, struct fields_room *room, void *of) {
  (void)room;
  const struct token token = json_read_token(read, field->key, field->words, true);
  field_store(of, field->offset, &token, sizeof token);
}

static void read_choice(struct json_read *read, const struct field *field, struct fields_room *room, void *of) {
  (void)room;
  const unsigned int value = json_read_token(read, field->key, field->words, false).value;
  field_store(of, field->offset, &value, sizeof value);
}

static void read_number(struct json_read *read, const struct field *field, struct fields_room *room, void *of) {
  (void)room;
  field_set_number(field, of, (uint64_t)json_read_number(read, field->key, 0, (int64_t)field->most));
}

static void read_percent(struct json_read *read, const struct field *field, struct fields_room *room, void *of) {
  (void)room;
  const bool has = json_read_has(read, field->key);
  const int16_t percent = has ? (int16_t)json_read_number(read, field->key, 0, 100) : -1;
  field_store(of, field->offset, &percent, sizeof percent);
}

static void read_seconds(struct json_read *read, const struct field *field, struct fields_room *room, void *of) {
  (void)room;
  const int64_t seconds = json_read_number(read, field->key, -FIELD_SECONDS_MAX, FIELD_SECONDS_MAX);
  field_store(of, field->offset, &seconds, sizeof seconds);
}

static void read_moment(struct json_read *read, const struct field *field, struct fields_room *room, void *of) {
  const bool known = json_read_has(read, field->key);
  field_store(of, field->beside, &known, sizeof known);
  if (known)
    read_seconds(read, field, room, of);
}

static void read_address(struct json_read *read, const struct field *field, struct fields_room *room, void *of) {
  (void)room;
  g_autofree char *raw_key = g_strconcat(field->key, "_raw", NULL);
  const struct source_address address = json_read_address(read, field->key);
  const char *raw = json_read_text(read, raw_key, false);
  field_store(of, field->offset, &address, sizeof address);
  field_store(of, field->beside, &raw, sizeof raw);
}

static void read_part(struct json_read *read, const struct field *field, struct fields_room *room, void *of) {
  void *part = (char *)of + field->offset;
  if (field->key)
    json_units_whole(json_read_object(read, field->key), field->key, field->of, room, part, read->mistake);
  else
    json_units_read(read, field->of, room, part);
}

/* An element whose only field has no key is the value of that. */
static void read_element(const json_t *value, const struct field *list, struct fields_room *room, void *of,
                         char **mistake) {
  const struct field *only = list->of->list;
  const char *text = json_string_value(value);
  if (only->key)
    json_units_whole(value, list->key, list->of, room, of, mistake);
  else if (text)
    field_store(of, only->offset, &text, sizeof text);
  else if (!*mistake)
    *mistake = g_strdup_printf("%s holds what is no text", list->key);
}

static void read_list(struct json_read *read, const struct field *field, struct fields_room *room, void *of) {
  const json_t *list = json_read_array(read, field->key, field->most);
  const uint32_t n = (uint32_t)json_array_size(list);
  for (uint32_t i = 0; i < n; i++)
    read_element(json_array_get(list, i), field, room, fields_room_place(room, field->of, i), read->mistake);
  field_set_list(field, of, fields_room_list(room, field->of), n);
}

void json_units_read(struct json_read *read, const struct fields *fields, struct fields_room *room, void *of) {
  static void (*const kinds[])(struct json_read * read, const struct field *field, struct fields_room *room,
                               void *of) = {
      [FIELD_TEXT] = read_text,     [FIELD_TOKEN] = read_token,     [FIELD_CHOICE] = read_choice,
      [FIELD_NUMBER] = read_number, [FIELD_PERCENT] = read_percent, [FIELD_SECONDS] = read_seconds,
      [FIELD_MOMENT] = read_moment, [FIELD_ADDRESS] = read_address, [FIELD_PART] = read_part,
      [FIELD_LIST] = read_list};
  for (unsigned int i = 0; i < fields->n; i++)
    kinds[fields->list[i].kind](read, &fields->list[i], room, of);
}
