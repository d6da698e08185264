/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "day", .label = "Day", .type = COLUMN_DAY, .meaning = "UTC day on which the reports begin"},
    {.key = "sessions",
     .label = "Sessions",
     .type = COLUMN_COUNT,
     .meaning = "SMTP sessions, as the senders counted them"},
    {.key = "bar",
     .label = "",
     .type = COLUMN_BAR,
     .whole = "sessions",
     .priority = 2,
     .meaning = "the sessions of the day, drawn"},
    {.key = "sessions_failed",
     .label = "Failed",
     .type = COLUMN_SHARE,
     .whole = "sessions",
     .meaning = "sessions of them in which TLS failed"},
    {.key = "reports", .label = "Reports", .type = COLUMN_COUNT, .priority = 1, .meaning = "reports that tell of them"},
    COLUMN_END,
};

/* "303 of 5,629 TLS sessions failed (5.4 %) for example.com, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking, (void)error;
  if (answer->messages == 0)
    return sentence_nothing(answer, "TLS sessions");
  return sentence_tls_failed(answer);
}

const struct question question_tls_timeline = {
    .id = "tls-timeline",
    .title = "TLS day by day",
    .summary = "TLS sessions and how many of them failed, day by day",
    .purpose = "One line for each UTC day of the period, also for a day of which no TLS report tells: how many "
               "sessions the senders counted, and in how many TLS failed. A report is counted on the day on which it "
               "begins.",
    .about = ABOUT_TLS,
    .sql = "tls_timeline.sql",
    .stands_on = {"tls_scope.sql"},
    .columns = columns,
    .counts = "sessions",
    .order = "day",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_LIMIT | TAKES_SORT | TAKES_TRUST,
    .row_one = "day",
    .row_many = "days",
    .sentence = sentence,
    .examples = {"dmarcstat tls-timeline --domain example.com", "dmarcstat tls-timeline --since 7d --format csv"},
};
