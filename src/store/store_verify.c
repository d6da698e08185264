/* SPDX-License-Identifier: MIT */
/* Whether a database says everywhere the same. */
#include "base/fault.h"
#include "base/text.h"
#include "store/query.h"
#include "store/safety.h"
#include "store/store_parts.h"
#include <string.h>

#define TOLD_MOST 20 /* of what SQLite finds */

struct verifying {
  struct store *store;
  store_trouble told;
  void *user;
  unsigned int troubles;
};

static void tell(struct verifying *verifying, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void tell(struct verifying *verifying, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *what = g_strdup_vprintf(format, arguments), *shown = text_printable(what);
  va_end(arguments);
  verifying->troubles++;
  verifying->told(verifying->user, shown);
}

/* A file that is damaged is a trouble, not a fault: the rest is still looked at. */
static bool take_trouble(struct verifying *verifying, GError *trouble, GError **error) {
  const int code = sqlite3_errcode(verifying->store->db) & 0xff;
  if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB) {
    g_propagate_error(error, trouble);
    return false;
  }
  g_clear_error(&trouble);
  tell(verifying, "parts of it cannot be read");
  return true;
}

/* Gives each row to `each`. */
static bool each_row(struct verifying *verifying, const char *sql,
                     void (*each)(struct verifying *verifying, struct query *query), GError **error) {
  GError *trouble = NULL;
  struct query *query = query_open(verifying->store, sql, &trouble);
  int step = -1;
  while (query && (step = query_step(query, &trouble)) == 1)
    each(verifying, query);
  const bool good = step == 0 || take_trouble(verifying, trouble, error);
  query_close(query);
  return good;
}

/* -- what is looked for -------------------------------------------------------------------------------------------- */

static void tell_of_file(struct verifying *verifying, struct query *query) {
  if (g_strcmp0(query_text(query, 0), "ok") != 0)
    tell(verifying, "the file is damaged: %s", query_text(query, 0));
}

static const char references_sql[] =
    "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2";

static void tell_of_references(struct verifying *verifying, struct query *query) {
  const int64_t n = query_int(query, 2);
  g_autofree char *rows = text_plural((uint64_t)n, "row", "rows");
  tell(verifying, "%s of the table %s %s to what is not in %s", rows, query_text(query, 0), n == 1 ? "refers" : "refer",
       query_text(query, 1));
}

static bool read_report(void *user, struct report_stream *stream, const struct provenance *provenance, GError **error) {
  (void)user, (void)provenance;
  struct record record;
  GError *broken = NULL;
  while (stream->next(stream, &record, &broken))
    ;
  if (broken)
    g_propagate_error(error, broken);
  return !broken;
}

/* Each as if a stranger had sent it, with its sums. */
static bool look_at_reports(struct verifying *verifying, GError **error) {
  uint64_t unsound = 0;
  GError *trouble = NULL;
  if (!store_each_checked(verifying->store, read_report, NULL, &unsound, &trouble))
    return take_trouble(verifying, trouble, error);
  g_autofree char *reports = text_plural(unsound, "report is", "reports are");
  if (unsound > 0)
    tell(verifying, "%s not as it came: records are missing, wrong, or do not have its sums", reports);
  return true;
}

/* Beyond 2^53 sums are neither exact here nor kept apart there. */
static const char daily_sql[] =
    "WITH RECURSIVE spread(report, day) AS (SELECT id, 0 FROM report UNION ALL"
    " SELECT s.report, s.day + 1 FROM spread AS s JOIN report AS r ON r.id = s.report WHERE s.day + 1 < r.days),"
    " share AS (SELECT r.domain, r.first_day + s.day AS day, c.source, day_share(c.count, r.days, s.day) AS n,"
    "  c.dkim, c.spf, c.disposition, c.override_set FROM spread AS s CROSS JOIN report AS r ON r.id = s.report"
    "  CROSS JOIN record AS c ON c.report = r.id),"
    " figure AS (SELECT domain, day, source, n AS messages, iif(dkim = 1 OR spf = 1, n, 0) AS dmarc_pass,"
    " iif(dkim = 1 AND spf = 1, n, 0) AS both_aligned, iif(dkim = 1, n, 0) AS dkim_aligned, iif(spf = 1,"
    " n, 0) AS spf_aligned, iif(disposition = 2, n, 0) AS quarantine, iif(disposition = 3, n, 0) AS"
    " reject, iif(override_set IS NOT NULL, n, 0) AS overridden FROM share UNION ALL SELECT domain, day,"
    " source, -messages, -dmarc_pass, -both_aligned, -dkim_aligned, -spf_aligned, -quarantine, -reject,"
    " -overridden FROM daily) SELECT count(*) FROM (SELECT 1 FROM figure GROUP BY domain, day, source"
    " HAVING total(abs(messages)) < 1e16 AND (total(messages) <> 0 OR total(dmarc_pass) <> 0 OR"
    " total(both_aligned) <> 0 OR total(dkim_aligned) <> 0 OR total(spf_aligned) <> 0 OR"
    " total(quarantine) <> 0 OR total(reject) <> 0 OR total(overridden) <> 0))";

static void tell_of_daily(struct verifying *verifying, struct query *query) {
  if (query_int(query, 0) == 0)
    return;
  g_autofree char *rows =
      text_plural((uint64_t)query_int(query, 0), "row of the daily roll-up says", "rows of the daily roll-up say");
  tell(verifying, "%s something else than the records", rows);
}

static int64_t day_share(const int64_t *arguments, int n) {
  (void)n;
  const int64_t count = CLAMP(arguments[0], 0, INT64_C(1) << 53), days = CLAMP(arguments[1], 1, REPORT_MAX_DAYS);
  return (int64_t)report_day_share((uint64_t)count, (int32_t)days, (int32_t)CLAMP(arguments[2], 0, days - 1));
}

bool store_verify(struct store *store, store_trouble told, void *user, unsigned int *troubles, GError **error) {
  struct verifying verifying = {.store = store, .told = told, .user = user};
  g_autofree char *file_sql = g_strdup_printf("PRAGMA integrity_check(%d)", TOLD_MOST);
  const bool good = query_add_function(store, "day_share", 3, day_share, error) &&
                    each_row(&verifying, file_sql, tell_of_file, error) &&
                    each_row(&verifying, references_sql, tell_of_references, error) &&
                    look_at_reports(&verifying, error) && each_row(&verifying, daily_sql, tell_of_daily, error);
  *troubles = verifying.troubles;
  return good;
}
