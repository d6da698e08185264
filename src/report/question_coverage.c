/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

#define SILENT_DAYS 3 /* reports of a day arrive on the next one or the one after; longer is worth a hint */

static const struct column columns[] = {
    {.key = "reporter", .label = "Reporter", .type = COLUMN_TEXT, .meaning = "organisation that sent the reports"},
    {.key = "calendar",
     .label = "Days",
     .type = COLUMN_DRAWING,
     .priority = 1,
     .late = true,
     .meaning =
         "the days from its first report on, drawn: ▇ is reported, · is not; of more than 42 days each character "
         "stands for several, ▄ being reported in part"},
    {.key = "reports",
     .label = "Reports",
     .type = COLUMN_COUNT,
     .priority = 3,
     .meaning = "its reports that reach into the period"},
    COLUMN_MESSAGES,
    {.key = "days_reported",
     .label = "Days",
     .note = "reported",
     .type = COLUMN_COUNT,
     .priority = 4,
     .meaning = "days of the period that its reports are about, UTC"},
    {.key = "days_missed",
     .label = "Days",
     .note = "missed",
     .type = COLUMN_COUNT,
     .meaning = "days without a report between its first one in the period and the end of the data; for a small "
                "reporter no fault: whoever got no mail in your name on a day has nothing to report"},
    {.key = "last_seen",
     .label = "Last seen",
     .type = COLUMN_DAY,
     .priority = 5,
     .meaning = "last day of the period that a report of it is about, UTC"},
    {.key = "silent_days",
     .label = "Silent",
     .note = "days",
     .type = COLUMN_COUNT,
     .priority = 2,
     .meaning = "days since then, up to the newest day of the period that anybody reported on"},
    {.key = "missing",
     .label = "Missing",
     .type = COLUMN_JSON,
     .data_only = true,
     .late = true,
     .meaning = "the days that were missed"},
    COLUMN_END,
};

/* "21 reporters, 30 days to 23 November 2026; 7 of them missed no day" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking;
  (void)error;
  if (answer->rows == 0)
    return sentence_nothing(answer, "reports");
  g_autofree char *reporters = text_plural(answer->rows, "reporter", "reporters");
  g_autofree char *scope = sentence_scope(answer);
  if (answer->rows > table_rows(answer->table))
    return g_strdup_printf("%s sent reports%s", reporters, scope);
  uint64_t steady = 0;
  for (size_t row = 0; row < answer->rows; row++)
    steady += table_int(answer->table, row, "days_missed") == 0;
  g_autofree char *missed_none = text_count(steady);
  return g_strdup_printf("%s sent reports%s; %s of them missed no day", reporters, scope, missed_none);
}

/* "comcast.net reported every day up to ..." for the largest that broke off */
static char *next(const struct answer *answer) {
  const struct table *table = answer->table;
  for (size_t row = 0; row < table_rows(table); row++) {
    int64_t silent = table_int(table, row, "silent_days");
    const char *reporter = table_text(table, row, "reporter");
    if (silent < SILENT_DAYS || table_int(table, row, "days_missed") > silent ||
        table_int(table, row, "days_reported") < SILENT_DAYS || !sentence_is_plain(reporter))
      continue;
    g_autofree char *day = text_day(table_int(table, row, "last_seen") * PERIOD_DAY_SECONDS);
    g_autofree char *days = text_plural((uint64_t)silent, "day", "days");
    return g_strdup_printf("%s reported every day up to %s, and nothing in the %s since. Next: dmarcstat reports "
                           "--reporter %s",
                           reporter, day, days, reporter);
  }
  return NULL;
}

const struct question question_coverage = {
    .id = "coverage",
    .title = "Coverage",
    .summary = "on which days each reporter reported",
    .purpose =
        "One line for each organisation that sent reports: which days they are about, which are missing, and for how "
        "long it has been silent. A large reporter that breaks off is worth a look, and what it does not report is "
        "not in any other answer either. A small one need not report each day: no mail, no report. Who sent nothing "
        "in the period is not listed; ask for a longer one.",
    .sql = "coverage.sql",
    .late_sql = "coverage_late.sql",
    .columns = columns,
    .order = "messages DESC, reporter",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_TRUST | TAKES_LIMIT | TAKES_SORT,
    .row_one = "reporter",
    .row_many = "reporters",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat coverage", "dmarcstat coverage --domain example.com --sort -silent_days",
                 "dmarcstat coverage --since 3m --limit 5"},
};
