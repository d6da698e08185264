/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "id", .label = "No.", .type = COLUMN_ID, .meaning = "number of the failure report in the database"},
    {.key = "arrived",
     .label = "Arrived",
     .type = COLUMN_TIME,
     .meaning = "when the message arrived at the reporter, UTC; none when it does not say"},
    {.key = "domain",
     .label = "Domain",
     .type = COLUMN_TEXT,
     .priority = 1,
     .meaning = "domain that the report is about"},
    COLUMN_SOURCE,
    COLUMN_NAME(6),
    COLUMN_HEADER_FROM(5),
    {.key = "auth_failure",
     .label = "Failed",
     .type = COLUMN_TEXT,
     .meaning = "what failed: dmarc, spf, signature, bodyhash, revoked or adsp (RFC 6591 section 3.3)"},
    {.key = "delivery_result",
     .label = "Delivery",
     .type = COLUMN_TEXT,
     .priority = 2,
     .meaning = "what became of the message: delivered, spam, policy, reject or other"},
    {.key = "messages",
     .label = "Messages",
     .type = COLUMN_COUNT,
     .priority = 7,
     .meaning = "messages that the report stands for"},
    {.key = "reported",
     .label = "Reported",
     .type = COLUMN_COUNT,
     .priority = 3,
     .late = true,
     .meaning = "messages from the same source that aggregate reports tell of on that day and the days beside it"},
    {.key = "reporter",
     .label = "Reporter",
     .type = COLUMN_TEXT,
     .priority = 4,
     .meaning = "domain that sent the report"},
    {.key = "dkim_domain",
     .label = "DKIM",
     .type = COLUMN_TEXT,
     .priority = 8,
     .meaning = "domain of the signature (d=)"},
    {.key = "dkim_selector", .label = "Selector", .type = COLUMN_TEXT, .priority = 9, .meaning = "its selector (s=)"},
    {.key = "trust", .label = "Trust", .type = COLUMN_TEXT, .priority = 10, .meaning = COLUMN_TRUST_MEANING},
    COLUMN_END,
};

/* "12 failure reports about 15 messages for example.com, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking, (void)error;
  if (answer->rows == 0)
    return sentence_nothing(answer, "failure reports");
  g_autofree char *reports = text_plural(answer->rows, "failure report", "failure reports");
  g_autofree char *messages = text_plural(answer->messages, "message", "messages"), *scope = sentence_scope(answer);
  return g_strdup_printf("%s about %s%s", reports, messages, scope);
}

static char *next(const struct answer *answer) {
  return g_strdup_printf("Next: dmarcstat failure %" G_GINT64_FORMAT, table_int(answer->table, 0, "id"));
}

const struct question question_failures = {
    .id = "failures",
    .title = "Failures",
    .summary = "failure reports: single messages that failed, newest first",
    .purpose = "One line for each failure report (RFC 6591, RFC 9991): a single message that failed authentication at "
               "somebody's server. Few servers send them; how much mail there is, the aggregate reports tell. What is "
               "personal in them is hashed.",
    .about = ABOUT_FAILURES,
    .sql = "failures.sql",
    .late_sql = "failures_late.sql",
    .columns = columns,
    .order = "day DESC, arrived DESC, id DESC",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_SOURCE | TAKES_REPORTER | TAKES_LIMIT | TAKES_SORT | TAKES_TRUST,
    .default_limit = 50,
    .row_one = "report",
    .row_many = "reports",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat failures", "dmarcstat failures --domain example.com --since 2026-11"},
};
