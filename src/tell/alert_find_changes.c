/* SPDX-License-Identifier: MIT */
/* What `changes` finds, as far as it happened and has no end; and reporters that fell silent. */
#include "base/text.h"
#include "report/questions.h"
#include "tell/alert_find.h"

/* The answer to `changes`; NULL with *error. */
static struct answer *ask(const struct finding_alerts *finding, struct period period, GError **error) {
  const struct filter filter = {.has_period = true, .period = period, .limit = -1};
  return question_ask(&question_changes, finding->store, &filter, error);
}

static bool is_kind(const struct table *table, size_t row, const char *kind) {
  return g_strcmp0(table_text(table, row, "kind"), kind) == 0;
}

bool alert_find_changes(struct finding_alerts *finding, GError **error) {
  const bool policy = finding->rule->kind == ALERT_POLICY_CHANGED;
  struct period period = alert_period(finding);
  period.until = policy ? period.until : period_day(finding->now) + 1; /* records are looked at on the day itself */
  period.since = period.until - finding->rule->days;
  struct answer *answer = ask(finding, period, error);
  for (size_t row = 0; answer && row < table_rows(answer->table); row++) {
    const struct table *table = answer->table;
    const char *domain = table_text(table, row, "domain"), *what = table_text(table, row, "what");
    if (!is_kind(table, row, policy ? "policy changed" : "record changed") || !alert_is_about(finding, domain))
      continue;
    g_autofree char *subject = g_strdup_printf("%s %s", domain, what);
    alert_found(finding, subject, "", domain,
                policy ? g_strdup_printf("the published policy of %s changed: %s; %s", domain, what,
                                         table_text(table, row, "meaning"))
                       : g_strdup_printf("a record of %s changed: %s", domain, what));
  }
  const bool good = answer != NULL;
  answer_free(answer);
  return good;
}

/* -- reporter-silent ----------------------------------------------------------------------------------------------- */

/* The last day that a reporter has told of; 0 when it never did. */
static bool read_last_day(const struct finding_alerts *finding, const char *reporter, int64_t *day, GError **error) {
  struct query *query = query_open(finding->store,
                                   "SELECT max(first_day + days - 1) FROM report JOIN name ON name.id = reporter"
                                   " WHERE name.text = :reporter AND first_day <= :today",
                                   error);
  if (!query)
    return false;
  query_bind_text(query, ":reporter", reporter);
  query_bind_int(query, ":today", period_day(finding->now));
  const int step = query_step(query, error);
  *day = step == 1 ? query_int(query, 0) : 0;
  query_close(query);
  return step >= 0;
}

static void find_silent(struct finding_alerts *finding, const char *reporter, int64_t day) {
  g_autofree char *last = text_day(day * PERIOD_DAY_SECONDS);
  struct alert *alert =
      alert_found(finding, reporter, "", "",
                  g_strdup_printf("%s used to report and has not about any day since %s: what it sees "
                                  "is missing from all answers",
                                  reporter, last));
  alert->day = day;
}

/* What is raised is over when it has told of a later day. */
static bool keep_silent(struct finding_alerts *finding, GError **error) {
  for (guint i = 0; i < finding->raised->len; i++) {
    const struct alert *raised = g_ptr_array_index(finding->raised, i);
    int64_t day = 0;
    if (!read_last_day(finding, raised->subject, &day, error))
      return false;
    if (day > 0 && day <= raised->day)
      find_silent(finding, raised->subject, raised->day);
  }
  return true;
}

bool alert_find_reporters(struct finding_alerts *finding, GError **error) {
  if (!keep_silent(finding, error))
    return false;
  struct answer *answer = ask(finding, alert_period(finding), error);
  for (size_t row = 0; answer && row < table_rows(answer->table); row++) {
    const struct table *table = answer->table;
    const char *reporter = table_text(table, row, "what");
    const uint64_t messages =
        (uint64_t)table_int(table, row, "messages") + (uint64_t)table_int(table, row, "messages_before");
    if (is_kind(table, row, "reporter silent") && messages > finding->rule->above && !alert_raised(finding, reporter))
      find_silent(finding, reporter, table_int(table, row, "day"));
  }
  const bool good = answer != NULL;
  answer_free(answer);
  return good;
}
