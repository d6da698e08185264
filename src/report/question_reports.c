/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "id", .label = "No.", .type = COLUMN_ID, .meaning = "number of the report in the database"},
    {.key = "begin", .label = "Begin", .type = COLUMN_TIME, .meaning = "begin of the reporting period, UTC"},
    {.key = "end", .label = "End", .type = COLUMN_TIME, .priority = 6, .meaning = "end of the reporting period, UTC"},
    COLUMN_DOMAIN(1),
    {.key = "reporter", .label = "Reporter", .type = COLUMN_TEXT, .meaning = "organisation that sent the report"},
    {.key = "report_id",
     .label = "Report id",
     .type = COLUMN_TEXT,
     .priority = 7,
     .meaning = "the reporter's own name of the report"},
    {.key = "records", .label = "Records", .type = COLUMN_COUNT, .priority = 5, .meaning = "records in the report"},
    {.key = "messages", .label = "Messages", .type = COLUMN_COUNT, .meaning = "messages in the whole report"},
    COLUMN_DMARC_PASS,
    {.key = "quarantine",
     .label = "Quarantined",
     .type = COLUMN_COUNT,
     .priority = 3,
     .late = true,
     .meaning = "messages put into quarantine because of DMARC"},
    {.key = "reject",
     .label = "Rejected",
     .type = COLUMN_COUNT,
     .priority = 3,
     .late = true,
     .meaning = "messages rejected because of DMARC"},
    {.key = "warnings",
     .label = "Warnings",
     .type = COLUMN_COUNT,
     .priority = 4,
     .late = true,
     .meaning = "oddities that were found in the report, and mended where possible"},
    {.key = "trust", .label = "Trust", .type = COLUMN_TEXT, .priority = 8, .meaning = COLUMN_TRUST_MEANING},
    COLUMN_END,
};

/* "1,146 reports for example.com, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking;
  (void)error;
  const char *failing = answer->filter.failing ? " with failures" : "";
  g_autofree char *what = g_strconcat("reports", failing, NULL);
  if (answer->rows == 0)
    return sentence_nothing(answer, what);
  g_autofree char *reports = text_plural(answer->rows, "report", "reports");
  g_autofree char *scope = sentence_scope(answer);
  return g_strdup_printf("%s%s%s", reports, failing, scope);
}

static char *next(const struct answer *answer) {
  return g_strdup_printf("Next: dmarcstat report %" G_GINT64_FORMAT, table_int(answer->table, 0, "id"));
}

const struct question question_reports = {
    .id = "reports",
    .title = "Reports",
    .summary = "the reports themselves, newest first",
    .purpose = "One line for each report that reaches into the period, with the sums of the whole report. --source and "
               "--disposition list the reports that hold such a record.",
    .sql = "reports.sql",
    .late_sql = "reports_late.sql",
    .columns = columns,
    .order = "begin DESC, id DESC",
    .takes = TAKES_EVERYTHING_BUT_REPORT_ID,
    .default_limit = 50,
    .row_one = "report",
    .row_many = "reports",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat reports", "dmarcstat reports --reporter google.com --limit 5",
                 "dmarcstat reports --failing --domain example.com --since 7d"},
};
