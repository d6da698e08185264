/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "id", .label = "No.", .type = COLUMN_ID, .meaning = "number of the TLS report in the database"},
    {.key = "begin", .label = "Begin", .type = COLUMN_TIME, .meaning = "begin of the reporting period, UTC"},
    {.key = "end", .label = "End", .type = COLUMN_TIME, .priority = 6, .meaning = "end of the reporting period, UTC"},
    {.key = "domain", .label = "Domain", .type = COLUMN_TEXT, .priority = 1, .meaning = "domain of its first policy"},
    {.key = "reporter", .label = "Reporter", .type = COLUMN_TEXT, .meaning = "organisation that sent the report"},
    {.key = "report_id",
     .label = "Report id",
     .type = COLUMN_TEXT,
     .priority = 7,
     .meaning = "the reporter's own name of the report"},
    {.key = "policies",
     .label = "Policies",
     .type = COLUMN_COUNT,
     .priority = 5,
     .meaning = "policies that it tells of"},
    {.key = "sessions", .label = "Sessions", .type = COLUMN_COUNT, .meaning = "sessions in the whole report"},
    {.key = "sessions_failed",
     .label = "Failed",
     .type = COLUMN_SHARE,
     .whole = "sessions",
     .meaning = "sessions of them in which TLS failed"},
    {.key = "warnings",
     .label = "Warnings",
     .type = COLUMN_COUNT,
     .priority = 4,
     .meaning = "oddities that were found in the report, and mended where possible"},
    {.key = "trust",
     .label = "Trust",
     .type = COLUMN_TEXT,
     .priority = 3,
     .meaning = "how its mail was signed: verified, authenticated, unverified or failed"},
    COLUMN_END,
};

/* "61 TLS reports for example.com, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking, (void)error;
  if (answer->rows == 0)
    return sentence_nothing(answer, "TLS reports");
  g_autofree char *reports = text_plural(answer->rows, "TLS report", "TLS reports"), *scope = sentence_scope(answer);
  return g_strdup_printf("%s%s", reports, scope);
}

const struct question question_tls_reports = {
    .id = "tls-reports",
    .title = "TLS reports",
    .summary = "the TLS reports themselves, newest first",
    .purpose =
        "One line for each SMTP TLS report (RFC 8460) that begins in the period. Those whose mail your own server "
        "found without a valid DKIM signature of the reporter are \"failed\": `tls` and `tls-failures` leave "
        "them out, as RFC 8460 section 3 wants it.",
    .about = ABOUT_TLS,
    .sql = "tls_reports.sql",
    .columns = columns,
    .counts = "sessions",
    .order = "begin DESC, id DESC",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_LIMIT | TAKES_SORT | TAKES_TRUST,
    .default_limit = 50,
    .row_one = "report",
    .row_many = "reports",
    .sentence = sentence,
    .examples = {"dmarcstat tls-reports", "dmarcstat tls-reports --domain example.com --limit 5"},
};
