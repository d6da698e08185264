/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/grouping.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    COLUMN_DOMAIN(0),
    COLUMN_MESSAGES,
    COLUMN_DMARC_PASS,
    COLUMN_DKIM_ALIGNED(2),
    COLUMN_SPF_ALIGNED(2),
    COLUMN_DKIM_PASS(0, true),
    COLUMN_SPF_PASS(0, true),
    COLUMN_NONE(0, true),
    COLUMN_QUARANTINE(3),
    COLUMN_REJECT(3),
    {.key = "policy_published",
     .label = "Published",
     .type = COLUMN_TEXT,
     .priority = 1,
     .meaning = "newest policy that a reporter found for the domain, up to the end of the period"},
    {.key = "reports",
     .label = "Reports",
     .type = COLUMN_COUNT,
     .priority = 5,
     .meaning = "reports about the domain that reach into the period"},
    {.key = "reporters",
     .label = "Reporters",
     .type = COLUMN_COUNT,
     .priority = 4,
     .meaning = "organisations that sent these reports"},
    COLUMN_FIRST_SEEN(0, true),
    COLUMN_LAST_SEEN(0, true),
    COLUMN_END,
};

/* "30 days to 23 November 2026, 3 domains, 1,146 reports from 41 reporters" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  struct query *query = ask_resource_query(asking, "summary_reports.sql", error);
  if (!query)
    return NULL;
  int step = query_step(query, error);
  g_autofree char *reports = step > 0 ? text_plural((uint64_t)query_int(query, 0), "report", "reports") : NULL;
  g_autofree char *reporters = step > 0 ? text_plural((uint64_t)query_int(query, 1), "reporter", "reporters") : NULL;
  query_close(query);
  if (step < 0)
    return NULL;
  g_autofree char *domains = text_plural(answer->rows, "domain", "domains");
  g_autofree char *period = period_words(answer->filter.period), *filter = sentence_filter(answer);
  const char *about = answer->filter.failing ? " with failures" : "";
  return g_strdup_printf("%s%s, %s%s, %s from %s", period, filter, domains, about, reports, reporters);
}

/* "example.org: 209 of 212 messages fail. Next: ..." for the domain with the smallest share of passing mail */
static char *next(const struct answer *answer) {
  const struct table *table = answer->table;
  const char *domain = NULL;
  uint64_t worst_failed = 0, worst_messages = 1;
  for (size_t row = 0; row < table_rows(table); row++) {
    uint64_t messages = (uint64_t)table_int(table, row, "messages");
    uint64_t failed = messages - (uint64_t)table_int(table, row, "dmarc_pass");
    /* counts may reach 2^53 each, so their products are compared as floating point numbers */
    if (failed == 0 || (double)failed * (double)worst_messages <= (double)worst_failed * (double)messages)
      continue;
    domain = table_text(table, row, "domain");
    worst_failed = failed;
    worst_messages = messages;
  }
  if (!sentence_is_plain(domain))
    return NULL;
  g_autofree char *failed = text_count(worst_failed), *messages = text_plural(worst_messages, "message", "messages");
  return g_strdup_printf("%s: %s of %s %s. Next: dmarcstat top-failures --domain %s", domain, failed, messages,
                         worst_failed == 1 ? "fails" : "fail", domain);
}

const struct question question_summary = {
    .id = "summary",
    .title = "Summary",
    .summary = "how much mail of each domain passes DMARC",
    .purpose =
        "One line for each policy domain: how many messages its reporters saw, which share of them passed DMARC, "
        "DKIM and SPF, what was done to the rest, and the policy that was published. A domain without mail in "
        "the period is listed all the same.",
    .sql = "summary.sql",
    .groups = &groups_of_mail,
    .keys = {"domain"},
    .columns = columns,
    .order = "messages DESC, domain",
    .takes = TAKES_EVERYTHING_BUT_REPORT_ID | TAKES_BY | TAKES_COMPARE,
    .row_one = "domain",
    .row_many = "domains",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat summary", "dmarcstat summary --since 7d", "dmarcstat summary --by week --since 2026-10",
                 "dmarcstat summary --compare --since 2026-11", "dmarcstat summary --format json"},
};
