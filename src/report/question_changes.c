/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/ask.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"
#include <string.h>

#define LOOKS_BACK_DAYS 90

static const struct column columns[] = {
    {.key = "importance",
     .label = "Importance",
     .type = COLUMN_TEXT,
     .priority = 6,
     .meaning = "high: mail is lost, forged or about to be; medium: to be looked at; low: to be known"},
    {.key = "kind",
     .label = "Change",
     .type = COLUMN_TEXT,
     .meaning =
         "new sender, sender gone, pass rate fell, pass rate rose, policy changed, new domain, new subdomain, new "
         "selector, reporter silent, or between two stored checks (`dmarcstat check --store`) record changed, finding "
         "appeared or finding gone"},
    {.key = "what",
     .label = "What",
     .type = COLUMN_TEXT,
     .meaning = "the sender (its service or domain where `dmarcstat enrich` found it, else its address; of several "
                "forgers the largest), the tags of "
                "the policy, the domain, the selector or the reporter; of a record its text, and what it was; of a "
                "finding its "
                "rule and where"},
    COLUMN_DOMAIN(2),
    {.key = "day",
     .label = "Day",
     .type = COLUMN_DAY,
     .meaning = "first day of what is new; last day of what is gone or silent; of a pass rate, the first day of the "
                "period; of a check, the day that it was found; UTC"},
    {.key = "messages_before",
     .label = "Messages",
     .note = "before",
     .type = COLUMN_COUNT,
     .priority = 4,
     .meaning = "its messages in as many days before the period as the period has"},
    COLUMN_MESSAGES,
    {.key = "pass_before",
     .label = "DMARC",
     .note = "before",
     .type = COLUMN_SHARE,
     .whole = "messages_before",
     .priority = 3,
     .meaning = "of the messages before, those that passed DMARC"},
    COLUMN_DMARC_PASS,
    {.key = "meaning",
     .label = "Meaning",
     .type = COLUMN_TEXT,
     .priority = 1,
     .meaning = "what the change may be, and what to do"},
    COLUMN_END,
};

/* Whether there is a week from before the period to compare with: without it, nothing is new. */
static bool read_comparable(const struct asking *asking, bool *comparable, GError **error) {
  struct query *query = ask_query(asking, "SELECT 1 FROM fact WHERE day <= :turn - 7 LIMIT 1", error);
  if (!query)
    return false;
  const int step = query_step(query, error);
  *comparable = step > 0;
  query_close(query);
  return step >= 0;
}

static uint64_t rows_of(const struct answer *answer, const char *importance) {
  uint64_t n = 0;
  for (size_t row = 0; row < table_rows(answer->table); row++)
    n += g_strcmp0(table_text(answer->table, row, "importance"), importance) == 0;
  return n;
}

/* "12 changes for example.com, 30 days to 23 November 2026, 3 of them of high importance" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  bool comparable;
  if (!read_comparable(asking, &comparable, error))
    return NULL;
  g_autofree char *scope = sentence_scope(answer);
  const char *alone =
      comparable ? "" : "; there is hardly any mail from before to compare with: ask for a shorter period with --since";
  if (answer->rows == 0)
    return g_strdup_printf("Nothing changed%s%s", scope, alone);
  g_autofree char *changes = text_plural(answer->rows, "change", "changes");
  if (answer->rows > table_rows(answer->table))
    return g_strdup_printf("%s%s%s", changes, scope, alone);
  const uint64_t high = rows_of(answer, "high");
  g_autofree char *important = high == 0 ? g_strdup("none") : text_count(high);
  return g_strdup_printf("%s%s, %s of high importance%s", changes, scope, important, alone);
}

/* The command that tells more about the first change. */
static char *next(const struct answer *answer) {
  const struct table *table = answer->table;
  const char *kind = table_text(table, 0, "kind"), *what = table_text(table, 0, "what");
  const char *domain = answer->filter.domain ? answer->filter.domain : table_text(table, 0, "domain");
  if (g_str_equal(kind, "reporter silent") && sentence_is_plain(what))
    return g_strdup_printf("Next: dmarcstat coverage --reporter %s", what);
  if (!sentence_is_plain(domain))
    return NULL;
  if (g_str_equal(kind, "policy changed"))
    return g_strdup_printf("Next: dmarcstat policies --domain %s --since 3m", domain);
  if (g_str_equal(kind, "new selector"))
    return g_strdup_printf("Next: dmarcstat selectors --domain %s", domain);
  if (g_str_equal(kind, "record changed") || g_str_has_prefix(kind, "finding"))
    return g_strdup_printf("Next: dmarcstat check %s", domain);
  if (strstr(kind, "sender") || strstr(kind, "rate"))
    return g_strdup_printf("Next: dmarcstat sources --domain %s --compare", domain);
  return g_strdup_printf("Next: dmarcstat summary --domain %s", domain);
}

const struct question question_changes = {
    .id = "changes",
    .title = "Changes",
    .summary = "what is new, gone, better or worse since a day",
    .purpose =
        "One line for each change in the period, the important ones first: since --since, by default in the newest 30 "
        "days. New is what was not there in the 90 days before it (or in as many as the period has, when that is "
        "more); gone or silent is what has been away for three times as long as it used to be, a sender for a week and "
        "a reporter for three days at least. A pass rate has changed when it differs by 5 percentage points from that "
        "of as many days before, with 50 messages in each, and hardly by chance (one in a thousand). Senders count "
        "with 20 messages and one in a thousand of the domain's, subdomains and selectors with 10; new senders that "
        "pass "
        "for nobody are one line for each domain. Policies are what "
        "reporters saw published; one reporter alone is not believed where there are others. What two stored checks in "
        "a row found differently is "
        "told with the pass rate of the domain in the 14 days before and since. Without a week of mail "
        "from before nothing is called new.",
    .sql = "changes.sql",
    .stands_on = {"changes_senders.sql", "changes_names.sql", "policies_meant.sql", "changes_policies.sql",
                  "changes_reporters.sql", "changes_checks.sql"},
    .looks_back = LOOKS_BACK_DAYS,
    .columns = columns,
    .order = "CASE importance WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, "
             "iif(kind = 'policy changed', 0, 1), max(messages, coalesce(messages_before, 0)) DESC, kind, domain, what",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_TRUST | TAKES_LIMIT | TAKES_SORT,
    .default_limit = 20,
    .row_one = "change",
    .row_many = "changes",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat changes", "dmarcstat changes --domain example.com --since 7d",
                 "dmarcstat changes --since 2026-11-01 --format csv"},
};
