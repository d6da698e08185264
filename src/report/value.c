/* SPDX-License-Identifier: MIT */
#include "report/value.h"
#include "base/period.h"
#include "base/text.h"
#include "report/address.h"

bool value_is_figure(const struct column *column) {
  return column->type == COLUMN_COUNT || column->type == COLUMN_SHARE || column->type == COLUMN_ID ||
         column->type == COLUMN_CHANGE;
}

static json_t *json_text(const char *text) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  return json_string(valid);
}

static json_t *parse(const struct cell *cell) {
  json_t *value = cell->kind == CELL_TEXT ? json_loads(cell->text, JSON_DECODE_ANY, NULL) : NULL;
  return value ? value : cell->kind == CELL_TEXT ? json_text(cell->text) : json_null();
}

/* One value that stands alone, or beside others of its object. */
static void append_scalar(GString *words, const char *key, const json_t *value) {
  if (!value || json_is_null(value))
    return;
  if (words->len > 0)
    g_string_append_c(words, ' ');
  if (json_is_string(value)) {
    g_string_append(words, json_string_value(value));
  } else {
    g_autofree char *dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    g_string_append_printf(words, "%s%s%s", key ? key : "", key ? "=" : "", dump);
  }
}

static char *item_words(const json_t *item) {
  g_autoptr(GString) words = g_string_new(NULL);
  if (json_is_object(item)) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)item, key, value) append_scalar(words, key, value);
  } else {
    append_scalar(words, NULL, item);
  }
  return text_printable_bytes(words->str, words->len);
}

GStrv value_items(const struct cell *cell) {
  g_autoptr(GPtrArray) items = g_ptr_array_new();
  json_t *list = parse(cell);
  if (json_is_array(list)) {
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) g_ptr_array_add(items, item_words(item));
  } else if (json_is_object(list)) {
    const char *key;
    json_t *value;
    json_object_foreach(list, key, value) {
      g_autofree char *name = text_printable(key), *words = item_words(value);
      g_ptr_array_add(items, g_strdup_printf("%s %s", name, words));
    }
  } else if (!json_is_null(list)) {
    g_ptr_array_add(items, item_words(list));
  }
  json_decref(list);
  g_ptr_array_add(items, NULL);
  return (GStrv)g_ptr_array_free(g_steal_pointer(&items), FALSE);
}

static char *list_words(const struct cell *cell) {
  g_auto(GStrv) items = value_items(cell);
  return g_strjoinv(", ", items);
}

/* RFC 3339 */
static char *time_data(int64_t seconds) {
  char *text = text_time(seconds);
  char *gap = g_strrstr(text, " ");
  if (gap)
    *gap = 'T';
  char *data = g_strconcat(text, "Z", NULL);
  g_free(text);
  return data;
}

static char *change_words(int64_t number) {
  g_autofree char *count = text_count(number < 0 ? -(uint64_t)number : (uint64_t)number);
  return g_strconcat(number < 0 ? "-" : number > 0 ? "+" : "", count, NULL);
}

static char *share_words(const struct table *table, size_t row, unsigned int column) {
  int64_t whole = table_int(table, row, table->columns[column].whole);
  return text_share((uint64_t)table_cell(table, row, column)->number, (uint64_t)whole);
}

char *value_words(const struct table *table, size_t row, unsigned int column) {
  const struct cell *cell = table_cell(table, row, column);
  char *words = NULL;
  if (cell->kind == CELL_INT) {
    switch (table->columns[column].type) {
    case COLUMN_COUNT:
      words = text_count((uint64_t)cell->number);
      break;
    case COLUMN_CHANGE:
      words = change_words(cell->number);
      break;
    case COLUMN_SHARE:
      words = share_words(table, row, column);
      break;
    case COLUMN_TIME:
      words = text_time(cell->number);
      break;
    default:
      words = value_data(table, row, column);
    }
  } else if (table->columns[column].type == COLUMN_JSON) {
    words = list_words(cell);
  } else if (cell->kind == CELL_TEXT) {
    words = text_printable(cell->text);
  } else if (cell->kind == CELL_BLOB) {
    words = address_text(cell->text, cell->length);
  }
  if (words && *words)
    return words;
  g_free(words);
  return g_strdup(VALUE_NOTHING);
}

char *value_data(const struct table *table, size_t row, unsigned int column) {
  const struct cell *cell = table_cell(table, row, column);
  char *data = NULL;
  if (cell->kind == CELL_INT) {
    enum column_type type = table->columns[column].type;
    data = type == COLUMN_DAY    ? text_day(cell->number * PERIOD_DAY_SECONDS)
           : type == COLUMN_TIME ? time_data(cell->number)
                                 : g_strdup_printf("%" G_GINT64_FORMAT, cell->number);
  } else if (table->columns[column].type == COLUMN_JSON) {
    data = list_words(cell);
  } else if (cell->kind == CELL_TEXT) {
    data = g_strdup(cell->text);
  } else if (cell->kind == CELL_BLOB) {
    data = address_text(cell->text, cell->length);
  }
  return data ? data : g_strdup("");
}

json_t *value_json(const struct table *table, size_t row, unsigned int column) {
  const struct cell *cell = table_cell(table, row, column);
  const enum column_type type = table->columns[column].type;
  if (type == COLUMN_JSON)
    return parse(cell);
  if (cell->kind == CELL_INT && type != COLUMN_DAY && type != COLUMN_TIME)
    return json_integer(cell->number);
  g_autofree char *data = cell->kind == CELL_NULL ? NULL : value_data(table, row, column);
  if (!data || (cell->kind == CELL_BLOB && !*data))
    return json_null();
  return json_text(data);
}
