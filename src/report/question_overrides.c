/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "reporter", .label = "Reporter", .type = COLUMN_TEXT, .meaning = "organisation that gave the reason"},
    {.key = "type",
     .label = "Type",
     .type = COLUMN_TEXT,
     .meaning =
         "the reason: forwarded, sampled_out, trusted_forwarder, mailing_list, local_policy, policy_test_mode or "
         "other"},
    COLUMN_DOMAIN(2),
    {.key = "comment",
     .label = "Comment",
     .type = COLUMN_TEXT,
     .meaning = "what the reporter wrote beside it, where several the most frequent"},
    {.key = "raw",
     .label = "As written",
     .type = COLUMN_TEXT,
     .data_only = true,
     .meaning = "the word that came with this comment, when it is none of the standard"},
    {.key = "messages",
     .label = "Messages",
     .type = COLUMN_COUNT,
     .meaning = "messages with this reason; one with several reasons is in several rows"},
    {.key = "dmarc_pass",
     .label = "DMARC",
     .note = "pass",
     .type = COLUMN_SHARE,
     .whole = "messages",
     .priority = 4,
     .meaning = "messages that passed DMARC all the same"},
    {.key = "sources",
     .label = "Sources",
     .type = COLUMN_COUNT,
     .priority = 3,
     .meaning = "addresses that these messages came from"},
    COLUMN_FIRST_SEEN(6, false),
    COLUMN_LAST_SEEN(5, false),
    COLUMN_END,
};

static bool count(const struct asking *asking, uint64_t *overridden, uint64_t *messages, GError **error) {
  struct query *query = ask_resource_query(asking, "overridden.sql", error);
  if (!query)
    return false;
  int step = query_step(query, error);
  if (step > 0) {
    *overridden = (uint64_t)ask_number(query, 0);
    *messages = (uint64_t)ask_number(query, 1);
  }
  query_close(query);
  return step > 0;
}

/* "6 reporters overrode the policy for 412 of 129,875 messages for example.com, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  uint64_t overridden = 0, messages = 0;
  if (answer->rows == 0)
    return sentence_nothing(answer, answer->filter.failing ? "override reasons for failures" : "override reasons");
  if (!count(asking, &overridden, &messages, error))
    return NULL;
  uint64_t different = sentence_different(answer, "reporter");
  g_autofree char *reporters = different ? text_plural(different, "reporter", "reporters") : g_strdup("Reporters");
  g_autofree char *some = text_count(overridden), *all = text_plural(messages, "message", "messages");
  g_autofree char *scope = sentence_scope(answer);
  return g_strdup_printf("%s gave reasons to override the policy on %s of %s%s", reporters, some, all, scope);
}

static char *next(const struct answer *answer) {
  const struct table *table = answer->table;
  for (size_t row = 0; row < table_rows(table); row++) {
    const char *reporter = table_text(table, row, "reporter"), *domain = table_text(table, row, "domain");
    if (table_int(table, row, "messages") > table_int(table, row, "dmarc_pass") && sentence_is_plain(reporter) &&
        sentence_is_plain(domain))
      return g_strdup_printf("Next: dmarcstat top-failures --domain %s --reporter %s", domain, reporter);
  }
  return NULL;
}

const struct question question_overrides = {
    .id = "overrides",
    .title = "Overrides",
    .summary = "why reporters did not do what your policy says",
    .purpose =
        "One line for each reporter, policy domain and type of reason: mail that the reporter treated otherwise than "
        "the policy says, mostly because it was forwarded or came through a mailing list. Much of it is mail of "
        "yours that a stricter policy hits elsewhere, at receivers that make no such exception.",
    .sql = "overrides.sql",
    .columns = columns,
    .order = "messages DESC, reporter, type, domain",
    .takes = TAKES_EVERYTHING_BUT_REPORT_ID,
    .row_one = "reason",
    .row_many = "reasons",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat overrides", "dmarcstat overrides --domain example.com --since 3m",
                 "dmarcstat overrides --disposition none --format json"},
};
