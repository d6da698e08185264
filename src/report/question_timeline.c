/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "day",
     .label = "Day",
     .type = COLUMN_DAY,
     .meaning = "UTC day; a report of several days is spread over them in whole messages"},
    COLUMN_MESSAGES,
    {.key = "bar",
     .label = "",
     .type = COLUMN_BAR,
     .whole = "messages",
     .priority = 4,
     .meaning = "the messages of the day, drawn"},
    COLUMN_DMARC_PASS,
    COLUMN_DKIM_ALIGNED(1),
    COLUMN_SPF_ALIGNED(1),
    COLUMN_DKIM_PASS(0, true),
    COLUMN_SPF_PASS(0, true),
    COLUMN_NONE(5, false),
    COLUMN_QUARANTINE(3),
    COLUMN_REJECT(3),
    COLUMN_END,
};

/* "175,223 messages for example.com, 30 days to 23 November 2026; 97.7 % passed DMARC" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking;
  (void)error;
  if (answer->messages == 0)
    return sentence_nothing(answer, answer->filter.failing ? "failures" : "mail");
  const char *failing = answer->filter.failing ? " on days with failures" : "";
  g_autofree char *scope = sentence_scope(answer), *all = text_plural(answer->messages, "message", "messages");
  g_autofree char *passed = sentence_passed(answer->dmarc_pass, answer->messages);
  return g_strdup_printf("%s%s%s%s", all, failing, scope, passed);
}

const struct question question_timeline = {
    .id = "timeline",
    .title = "Timeline",
    .summary = "mail and its DMARC results day by day",
    .purpose =
        "One line for each UTC day of the period, also for a day without mail: how many messages the reporters saw "
        "and which share of them passed.",
    .sql = "timeline.sql",
    .keys = {"day"},
    .columns = columns,
    .order = "day",
    .takes = TAKES_EVERYTHING_BUT_REPORT_ID | TAKES_COMPARE,
    .row_one = "day",
    .row_many = "days",
    .sentence = sentence,
    .examples = {"dmarcstat timeline", "dmarcstat timeline --compare --since 7d",
                 "dmarcstat timeline --domain example.com --since 2w", "dmarcstat timeline --failing --format csv"},
};
