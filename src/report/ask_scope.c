/* SPDX-License-Identifier: MIT */
/* What a filter names, looked up in the store; and the period that is meant when none is given. */
#include "base/fault.h"
#include "base/text.h"
#include "report/ask.h"
#include "report/ask_about.h"
#include <string.h>

#define DEFAULT_DAYS 30
#define FUTURE_DAYS 2 /* newer data comes from a reporter's wrong clock and does not move the default period */
#define MAX_NAMED 5   /* reports listed in the sentence about several of one id */

/* First column of the first row of a query; false with *error set when it failed. *found is false without a row. */
static bool first_int(struct query *query, bool *found, int64_t *number, GError **error) {
  if (!query)
    return false;
  int step = query_step(query, error);
  *found = step > 0 && query_type(query, 0) == QUERY_INT;
  if (*found)
    *number = query_int(query, 0);
  query_close(query);
  return step >= 0;
}

static const struct ask_about *about(const struct asking *asking) {
  return ask_about(asking->question->about);
}

static bool is_empty(struct asking *asking, GError **error) {
  struct query *query = ask_query(asking, about(asking)->any, error);
  bool found;
  int64_t any = 0;
  if (!first_int(query, &found, &any, error))
    return false;
  asking->empty = !any;
  return true;
}

/* Texts of the first column, up to the end. NULL with *error set when it failed. */
static GPtrArray *all_texts(struct query *query, GError **error) {
  if (!query)
    return NULL;
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  int step;
  while ((step = query_step(query, error)) > 0)
    g_ptr_array_add(texts, g_strdup(query_text(query, 0)));
  query_close(query);
  g_ptr_array_add(texts, NULL);
  return step < 0 ? NULL : g_steal_pointer(&texts);
}

static bool unknown(const struct asking *asking, const char *known, const char *what, const char *asked,
                    const char *where, GError **error) {
  const char *noun = about(asking)->noun;
  g_autoptr(GPtrArray) names = all_texts(ask_query(asking, known, error), error);
  if (!names)
    return false;
  const char *nearest = text_nearest(asked, (const char *const *)names->pdata);
  g_autofree char *shown = text_printable(asked), *other = text_printable(nearest);
  if (nearest)
    return fault(error, FAULT_NO_INPUT, "there are no %s %s '%s' in the database; did you mean %s?", noun, what, shown,
                 other);
  return fault(error, FAULT_NO_INPUT, "there are no %s %s '%s' in the database. %s", noun, what, shown, where);
}

static bool find_domain(struct asking *asking, GError **error) {
  if (!asking->filter->domain)
    return true;
  struct query *query = ask_query(asking, about(asking)->domain, error);
  if (query)
    query_bind_text(query, ":asked", asking->filter->domain);
  bool found;
  if (!first_int(query, &found, &asking->domain, error))
    return false;
  if (found)
    return true;
  return unknown(asking, about(asking)->domains, "about", asking->filter->domain, about(asking)->see_domain, error);
}

bool ask_check_reporter(const struct asking *asking, GError **error) {
  if (!asking->filter->reporter)
    return true;
  struct query *query = ask_query(asking, about(asking)->reporter, error);
  bool found;
  int64_t any = 0;
  if (!first_int(query, &found, &any, error))
    return false;
  if (any)
    return true;
  return unknown(asking, about(asking)->reporters, "from", asking->filter->reporter, about(asking)->see_reporter,
                 error);
}

/* The reports of one report_id: FAULT_USAGE names them when they are several. */
static bool pick_report(struct asking *asking, struct query *query, GError **error) {
  g_autoptr(GString) several = g_string_new(NULL);
  unsigned int n = 0;
  int step;
  while ((step = query_step(query, error)) > 0) {
    n++;
    asking->report = query_int(query, 0);
    if (n > MAX_NAMED)
      continue;
    g_autofree char *from = text_printable(query_text(query, 1));
    g_autofree char *day = text_day(query_int(query, 2));
    g_string_append_printf(several, "%s%" G_GINT64_FORMAT " (%s, %s)", n > 1 ? ", " : "", asking->report, from, day);
  }
  if (step < 0)
    return false;
  g_autofree char *shown = text_printable(asking->filter->report_id);
  if (n == 0)
    return fault(error, FAULT_NO_INPUT,
                 "there is no report '%s' in the database. Type dmarcstat reports to see which there are.", shown);
  if (n > 1)
    return fault(error, FAULT_USAGE, "%u reports have the report_id '%s'; name one by its number: %s%s.", n, shown,
                 several->str, n > MAX_NAMED ? ", ..." : "");
  return true;
}

/* By what the reporter calls it, which only aggregate reports have. */
static bool find_by_id(struct asking *asking, const char *asked, GError **error) {
  struct query *query = ask_query(asking,
                                  "SELECT report.id, name.text, report.begin"
                                  " FROM report JOIN name ON name.id = report.reporter"
                                  " WHERE report.report_id = :report_id ORDER BY report.id",
                                  error);
  if (!query)
    return false;
  query_bind_text(query, ":report_id", asked);
  bool ok = pick_report(asking, query, error);
  query_close(query);
  return ok;
}

static bool find_report(struct asking *asking, GError **error) {
  const char *asked = asking->filter->report_id;
  if (!asked)
    return true;
  guint64 number;
  if (g_ascii_string_to_unsigned(asked, 10, 1, G_MAXINT64, &number, NULL)) {
    struct query *query = ask_query(asking, about(asking)->report, error);
    if (query)
      query_bind_int(query, ":number", (int64_t)number);
    bool found;
    if (!first_int(query, &found, &asking->report, error))
      return false;
    if (found)
      return true;
  }
  if (asking->question->about == ABOUT_MAIL)
    return find_by_id(asking, asked, error);
  g_autofree char *shown = text_printable(asked);
  return fault(error, FAULT_NO_INPUT, "there is no failure report '%s' in the database. %s", shown,
               about(asking)->see_report);
}

static bool newest_day(struct asking *asking, int64_t latest, bool *found, int64_t *day, GError **error) {
  struct query *query = ask_resource_query(asking, about(asking)->newest, error);
  if (query)
    query_bind_int(query, ":latest", latest);
  return first_int(query, found, day, error);
}

/* The days of the one report that is asked for. */
static bool period_of_report(struct asking *asking, GError **error) {
  struct query *query = ask_query(asking, about(asking)->days, error);
  if (!query)
    return false;
  int step = query_step(query, error);
  if (step > 0)
    asking->filter->period = (struct period){.since = (int32_t)query_int(query, 0),
                                             .until = (int32_t)(query_int(query, 0) + query_int(query, 1))};
  query_close(query);
  return step >= 0;
}

static bool default_period(struct asking *asking, GError **error) {
  int32_t today = period_day(period_now());
  bool found = false;
  int64_t day = today;
  if (!newest_day(asking, today + FUTURE_DAYS, &found, &day, error))
    return false;
  if (!found && !newest_day(asking, G_MAXINT32 - 1, &found, &day, error)) /* this machine's clock may be behind */
    return false;
  asking->newest = found ? (int32_t)day : today;
  asking->filter->period = (struct period){.since = asking->newest + 1 - DEFAULT_DAYS, .until = asking->newest + 1};
  return true;
}

bool ask_scope(struct asking *asking, GError **error) {
  if (!is_empty(asking, error))
    return false;
  if (!asking->empty && (!find_domain(asking, error) || !find_report(asking, error) || !ask_source(asking, error)))
    return false;
  if (asking->report)
    return period_of_report(asking, error);
  return asking->filter->has_period || default_period(asking, error);
}
