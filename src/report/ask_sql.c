/* SPDX-License-Identifier: MIT */
/* The SQL of a question, put together from resources and the registry only; what comes from outside is bound. */
#include "base/fault.h"
#include "base/text.h"
#include "report/ask.h"
#include "report/figures.h"
#include "report/grouping.h"
#include "report/resource.h"
#include "report/shape.h"
#include "report/tls_advice.h"
#include "schema/failure_report.h"

static const char *sql_text(const char *name) {
  g_autofree char *path = g_strconcat("sql/", name, NULL);
  return resource_text(path);
}

/* "auth_result_word(value, word) AS (VALUES (0, 'other'), ...)," from the words of schema/report.h */
#define APPEND_WORDS(sql, name, max)                                                                                   \
  do {                                                                                                                 \
    g_string_append(sql, #name "(value, word) AS (VALUES");                                                            \
    for (unsigned int i = 0; i < (max); i++)                                                                           \
      g_string_append_printf(sql, "%s (%u, '%s')", i ? "," : "", i, name(i));                                          \
    g_string_append(sql, "),\n");                                                                                      \
  } while (0)

static GString *start(const struct asking *asking) {
  GString *sql = g_string_new("WITH RECURSIVE\n");
  APPEND_WORDS(sql, auth_result_word, AUTH_RESULT_MAX);
  APPEND_WORDS(sql, alignment_result_word, ALIGNMENT_RESULT_MAX);
  APPEND_WORDS(sql, disposition_word, DISPOSITION_MAX);
  APPEND_WORDS(sql, policy_word, POLICY_MAX);
  APPEND_WORDS(sql, alignment_mode_word, ALIGNMENT_MODE_MAX);
  APPEND_WORDS(sql, discovery_method_word, DISCOVERY_METHOD_MAX);
  APPEND_WORDS(sql, spf_scope_word, SPF_SCOPE_MAX);
  APPEND_WORDS(sql, override_type_word, OVERRIDE_TYPE_MAX);
  APPEND_WORDS(sql, trust_word, TRUST_MAX);
  APPEND_WORDS(sql, tls_policy_type_word, TLS_POLICY_TYPE_MAX);
  APPEND_WORDS(sql, tls_result_type_word, TLS_RESULT_TYPE_MAX);
  APPEND_WORDS(sql, tls_advice_meaning, TLS_RESULT_TYPE_MAX);
  APPEND_WORDS(sql, auth_failure_word, AUTH_FAILURE_MAX);
  APPEND_WORDS(sql, delivery_result_word, DELIVERY_RESULT_MAX);
  APPEND_WORDS(sql, source_class_word, SOURCE_CLASS_MAX);
  APPEND_WORDS(sql, class_known_word, CLASS_KNOWN_MAX);
  APPEND_WORDS(sql, source_rule_word, source_rules());
  g_string_append(sql, sql_text("scope.sql"));
  const struct filter *filter = asking->filter;
  bool records = filter->reporter || filter->has_trust || filter->disposition != DISPOSITION_OTHER ||
                 (filter->by && filter->by->of_records);
  g_string_append_printf(sql, ",\n%s\n", sql_text(records ? "fact_records.sql" : "fact_daily.sql"));
  for (const char *const *shared = asking->question->stands_on; *shared; shared++)
    g_string_append_printf(sql, ",\n%s\n", sql_text(*shared));
  return sql;
}

static void bind_before(const struct filter *filter, struct query *query) {
  const struct period before = figures_before(filter->period);
  query_bind_int(query, ":shift", 0);
  query_bind_int(query, ":before_since", before.since);
  query_bind_int(query, ":before_until", before.until);
  query_bind_int(query, ":before_shift", (int64_t)before.until - before.since);
}

/* What is compared with the period is never shorter than it. */
static int32_t days_looked_back(const struct asking *asking) {
  const struct period *period = &asking->filter->period;
  const int32_t least = asking->question->looks_back;
  return least == 0 ? 0 : MAX(least, period->until - period->since);
}

static void bind(const struct asking *asking, struct query *query) {
  const struct filter *filter = asking->filter;
  bool by_source = filter->source_first.length > 0, by_disposition = filter->disposition != DISPOSITION_OTHER;
  query_bind_int(query, ":since", filter->period.since - days_looked_back(asking));
  query_bind_int(query, ":turn", filter->period.since);
  query_bind_int(query, ":until", filter->period.until);
  bind_before(filter, query);
  query_bind_int(query, ":failing", filter->failing);
  query_bind_int(query, ":by_record", by_source || filter->source_name || by_disposition);
  query_bind_text(query, ":source_name", filter->source_name);
  query_bind_text(query, ":reporter", filter->reporter);
  if (filter->has_trust)
    query_bind_int(query, ":trust", filter->trust);
  if (filter->has_class)
    query_bind_int(query, ":class", filter->class);
  if (asking->domain)
    query_bind_int(query, ":domain", asking->domain);
  if (asking->report)
    query_bind_int(query, ":report", asking->report);
  if (by_disposition)
    query_bind_int(query, ":disposition", filter->disposition);
  if (by_source) {
    query_bind_blob(query, ":source_first", filter->source_first.bytes, filter->source_first.length);
    query_bind_blob(query, ":source_last", filter->source_last.bytes, filter->source_last.length);
  }
  if (asking->question->takes & TAKES_RECORD)
    ask_bind_record(asking, query);
  ask_spf_bind(asking, query);
}

/* Some expressions stand in several texts, as {NAME.sql}. */
static char *complete(GString *sql) {
  static const char *const parts[] = {"source_rule.sql", "source_known.sql"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_autofree char *place = g_strdup_printf("{%s}", parts[i]);
    g_string_replace(sql, place, sql_text(parts[i]), 0);
  }
  return g_string_free(sql, FALSE);
}

static struct query *open_bound(const struct asking *asking, const char *sql, GError **error) {
  struct query *query = query_open(asking->store, sql, error);
  if (query)
    bind(asking, query);
  return query;
}

struct query *ask_query(const struct asking *asking, const char *select, GError **error) {
  GString *text = start(asking);
  g_string_append(text, select);
  g_autofree char *sql = complete(text);
  return open_bound(asking, sql, error);
}

struct query *ask_resource_query(const struct asking *asking, const char *resource, GError **error) {
  return ask_query(asking, sql_text(resource), error);
}

static bool can_sort_by(const struct column *column) {
  return column->type != COLUMN_BAR && column->type != COLUMN_DRAWING && column->type != COLUMN_JSON;
}

/* Sets *column to what filter->sort names, NULL when it is NULL. */
static bool find_sort(const struct asking *asking, const struct column **column, bool *descending, GError **error) {
  const struct question *question = asking->question;
  const char *key = asking->filter->sort;
  *column = NULL;
  *descending = false;
  if (!key)
    return true;
  *descending = *key == '-';
  key += *descending;
  g_autoptr(GPtrArray) keys = g_ptr_array_new();
  for (const struct column *c = question->columns; c->key; c++)
    if (can_sort_by(c)) {
      if (g_str_equal(c->key, key)) {
        *column = c;
        return true;
      }
      g_ptr_array_add(keys, (gpointer)c->key);
    }
  g_ptr_array_add(keys, NULL);
  const char *nearest = text_nearest(key, (const char *const *)keys->pdata);
  g_autofree char *shown = text_printable(key);
  g_autofree char *all = g_strjoinv(", ", (char **)keys->pdata);
  if (nearest)
    return fault(error, FAULT_USAGE, "--sort: `%s` has no column '%s'; did you mean %s?", question->id, shown, nearest);
  return fault(error, FAULT_USAGE, "--sort: `%s` has no column '%s'. It has %s.", question->id, shown, all);
}

static char *order_by(const struct question *question, const struct column *sort, bool descending) {
  if (!sort)
    return g_strdup(question->order);
  const char *direction = descending ? "DESC" : "ASC";
  g_autofree char *by_family =
      sort->type == COLUMN_ADDRESS ? g_strdup_printf("length([%s]) %s, ", sort->key, direction) : g_strdup("");
  return g_strdup_printf("%s[%s] %s, %s", by_family, sort->key, direction, question->order);
}

static bool has_column(const struct question *question, const char *key) {
  for (const struct column *c = question->columns; c->key; c++)
    if (g_str_equal(c->key, key))
      return true;
  return false;
}

/* The rows of the question, without the late columns. The key of a group gets the name that its column has. */
static char *rows_text(const struct asking *asking) {
  const struct grouping *by = asking->filter->by;
  const char *text = sql_text(asking->question->sql);
  return by ? g_strdup_printf("SELECT group_key AS [%s], * FROM (\n%s)", by->column.key, text) : g_strdup(text);
}

static bool is_compared(const struct column *column) {
  return !column->late && (column->type == COLUMN_COUNT || column->type == COLUMN_SHARE);
}

/*
 * before: the rows of the period before. The text of the question is repeated with other parameters; filters that drop
 * rows do not hold there, so that a row is compared with what it was, and not with nothing. Groups are of what a filter
 * by class lets through, and stay so. :shift is what is added to a day that is the key of a row.
 */
static void append_before(GString *sql, const struct asking *asking, const char *rows) {
  g_autoptr(GString) before = start(asking);
  g_string_append_printf(before, ",\nrow_before AS (\n%s\n)\nSELECT * FROM row_before", rows);
  g_string_replace(before, ":since", ":before_since", 0);
  g_string_replace(before, ":until", ":before_until", 0);
  g_string_replace(before, ":shift", ":before_shift", 0);
  g_string_replace(before, ":failing", "0", 0);
  if (!asking->filter->by)
    g_string_replace(before, ":class", "NULL", 0);
  g_string_append_printf(sql, ",\nbefore AS MATERIALIZED (\n%s\n)", before->str);
}

/* Whether rows of the period before that have no counterpart are told. Filters that drop rows would hide it. */
static bool tells_gone(const struct asking *asking) {
  const struct filter *filter = asking->filter;
  return !filter->failing && (filter->by || !filter->has_class);
}

static void append_on_keys(GString *sql, const struct question *question, const char *one, const char *other) {
  for (unsigned int i = 0; question->keys[i]; i++)
    g_string_append_printf(sql, "%s%s.[%s] = %s.[%s]", i ? " AND " : " ON ", one, question->keys[i], other,
                           question->keys[i]);
}

/*
 * The rows beside those of the period before, found by the keys of the question. Rows that were there only then follow
 * with figures of 0; what else they say is of then. The figures stand before the columns of the same names in now.*,
 * so that those are meant.
 */
static void append_beside(GString *sql, const struct asking *asking) {
  const struct question *question = asking->question;
  g_string_append(sql, "SELECT ");
  for (const struct column *c = question->columns; c->key; c++) {
    const char *none = c->of_all ? "NULL" : "0";
    if (is_compared(c) && !g_str_has_suffix(c->key, SHAPE_BEFORE))
      g_string_append_printf(sql,
                             "iif(gone, %s, now.[%s]) AS [%s], coalesce(before.[%s], 0) AS [%s" SHAPE_BEFORE
                             "],\n  iif(gone, %s, now.[%s]) - coalesce(before.[%s], 0) AS [%s" SHAPE_CHANGE "], ",
                             none, c->key, c->key, c->key, c->key, none, c->key, c->key, c->key);
  }
  g_string_append(sql, "now.*\nFROM (SELECT *, 0 AS gone FROM row_now");
  if (tells_gone(asking)) {
    g_string_append(sql, "\n      UNION ALL\n      SELECT before.*, 1 FROM before LEFT JOIN row_now");
    append_on_keys(sql, question, "row_now", "before");
    g_string_append(sql, "\n      WHERE row_now.messages IS NULL");
  }
  g_string_append(sql, ") AS now LEFT JOIN before");
  append_on_keys(sql, question, "before", "now");
}

/*
 * every: all rows, without the late columns; picked: those within the limit, with what is lost by it; answer: with
 * the late columns. When the order needs a late column, all rows get it.
 */
char *ask_question_text(const struct asking *asking, GError **error) {
  const struct question *question = asking->question;
  const struct column *sort;
  bool descending;
  if (!find_sort(asking, &sort, &descending, error))
    return NULL;
  g_autofree char *order = order_by(question, sort, descending);
  GString *sql = start(asking);
  g_autofree char *rows = rows_text(asking);
  if (asking->filter->compare) {
    append_before(sql, asking, rows);
    g_string_append_printf(sql, ",\nrow_now AS MATERIALIZED (\n%s\n)", rows);
  }
  g_string_append(sql, ",\nevery AS (\n");
  if (asking->filter->compare)
    append_beside(sql, asking);
  else
    g_string_append(sql, rows);
  g_string_append(sql, "\n),\n");
  g_string_append_printf(sql,
                         "picked AS MATERIALIZED (\n  SELECT *, count(*) OVER () AS every_row, "
                         "total([%s]) OVER () AS every_message, %s AS every_pass, %s AS every_gone\n  FROM every",
                         question->counts ? question->counts : "messages",
                         has_column(question, "dmarc_pass") ? "total(dmarc_pass) OVER ()" : "0",
                         asking->filter->compare ? "total(gone) OVER ()" : "0");
  if (!sort || !sort->late)
    g_string_append_printf(sql, " ORDER BY %s LIMIT :limit OFFSET :offset", order);
  g_string_append_printf(sql, "\n),\n%s\nSELECT ",
                         question->late_sql ? sql_text(question->late_sql) : "answer AS (SELECT * FROM picked)");
  for (const struct column *c = question->columns; c->key; c++)
    g_string_append_printf(sql, c->type == COLUMN_BAR ? "NULL, " : "[%s], ", c->key);
  g_string_append_printf(sql, "every_row, every_message, every_pass, every_gone\nFROM answer ORDER BY %s LIMIT :limit%s",
                         order, sort && sort->late ? " OFFSET :offset" : "");
  return complete(sql);
}

struct query *ask_question_query(const struct asking *asking, GError **error) {
  const struct question *question = asking->question;
  g_autofree char *sql = ask_question_text(asking, error);
  struct query *query = sql ? open_bound(asking, sql, error) : NULL;
  int64_t limit = asking->filter->limit ? asking->filter->limit : question->default_limit;
  if (query) {
    query_bind_int(query, ":limit", limit > 0 ? limit : -1);
    query_bind_int(query, ":offset", asking->filter->offset);
  }
  return query;
}
