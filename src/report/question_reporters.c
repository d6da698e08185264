/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "reporter", .label = "Reporter", .type = COLUMN_TEXT, .meaning = "organisation that sent the reports"},
    {.key = "reports", .label = "Reports", .type = COLUMN_COUNT, .meaning = "its reports that reach into the period"},
    {.key = "records", .label = "Records", .type = COLUMN_COUNT, .priority = 4, .meaning = "records in these reports"},
    COLUMN_MESSAGES,
    COLUMN_DMARC_PASS,
    COLUMN_FIRST_SEEN(3, false),
    COLUMN_LAST_SEEN(1, false),
    {.key = "warnings",
     .label = "Warnings",
     .type = COLUMN_COUNT,
     .priority = 2,
     .meaning = "oddities that were found in these reports, and mended where possible"},
    COLUMN_END,
};

/* "41 reporters sent 1,146 reports for example.com, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking;
  (void)error;
  if (answer->rows == 0)
    return sentence_nothing(answer, answer->filter.failing ? "reporters of failures" : "reports");
  g_autofree char *reporters = text_plural(answer->rows, "reporter", "reporters");
  g_autofree char *messages = text_plural(answer->messages, "message", "messages");
  g_autofree char *scope = sentence_scope(answer);
  return g_strdup_printf("%s told of %s%s", reporters, messages, scope);
}

const struct question question_reporters = {
    .id = "reporters",
    .title = "Reporters",
    .summary = "who sends the reports",
    .purpose =
        "One line for each organisation that sent reports: how many reports and messages, the first and last day "
        "it reported on, and how many oddities its reports had.",
    .sql = "reporters.sql",
    .columns = columns,
    .order = "messages DESC, reporter",
    .takes = TAKES_EVERYTHING_BUT_REPORT_ID,
    .row_one = "reporter",
    .row_many = "reporters",
    .sentence = sentence,
    .examples = {"dmarcstat reporters", "dmarcstat reporters --domain example.com --sort last_seen"},
};
