/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"
#include "report/value.h"

#define TAG(the_key, order_of_leaving, the_meaning)                                                                    \
  { .key = the_key, .label = the_key, .type = COLUMN_TEXT, .priority = (order_of_leaving), .meaning = the_meaning }

static const struct column columns[] = {
    {.key = "first_seen",
     .label = "First seen",
     .type = COLUMN_DAY,
     .meaning = "first day of the period on which a reporter saw this policy, UTC"},
    {.key = "last_seen",
     .label = "Last seen",
     .type = COLUMN_DAY,
     .meaning = "last day of the period on which a reporter saw it, UTC"},
    COLUMN_DOMAIN(1),
    TAG("p", 0, "policy: none, quarantine or reject"),
    TAG("sp", 4, "policy for subdomains; where none is given, that of p"),
    TAG("np", 7, "policy for subdomains that do not exist; where none is given, that of sp"),
    TAG("adkim", 6, "alignment mode of DKIM: r is relaxed, which is the default, s is strict"),
    TAG("aspf", 6, "alignment mode of SPF: r is relaxed, which is the default, s is strict"),
    {.key = "pct",
     .label = "pct",
     .type = COLUMN_COUNT,
     .priority = 8,
     .meaning = "percentage of failing mail that the policy is applied to; 100 is the default"},
    TAG("fo", 10, "when failure reports are wanted; 0 is the default"),
    {.key = "testing",
     .label = "Testing",
     .type = COLUMN_TEXT,
     .priority = 9,
     .meaning = "y when the policy is only being tested (tag t); n is the default"},
    {.key = "discovery",
     .label = "Discovery",
     .type = COLUMN_JSON,
     .data_only = true,
     .meaning = "how reporters found the policy domain, where they say so: psl, treewalk"},
    {.key = "reports",
     .label = "Reports",
     .type = COLUMN_COUNT,
     .priority = 5,
     .meaning = "reports that reach into the period and saw this policy"},
    {.key = "reporters",
     .label = "Reporters",
     .type = COLUMN_COUNT,
     .priority = 3,
     .meaning = "organisations that sent these reports"},
    {.key = "messages",
     .label = "Messages",
     .type = COLUMN_COUNT,
     .priority = 11,
     .meaning = "messages that these reports count in the period"},
    {.key = "late_reporters",
     .label = "Still seen by",
     .type = COLUMN_JSON,
     .priority = 2,
     .meaning = "reporters that saw it in a report that begins more than a day after the first reporter had gone over "
                "from it to another, the latest first, at most 20"},
    COLUMN_END,
};

/* "4 published policies of 3 domains, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking;
  (void)error;
  if (answer->rows == 0)
    return sentence_nothing(answer, "reports");
  uint64_t different = answer->filter.domain ? 0 : sentence_different(answer, "domain");
  g_autofree char *domains = different ? text_plural(different, "domain", "domains") : NULL;
  g_autofree char *policies = text_plural(answer->rows, "published policy", "published policies");
  g_autofree char *scope = sentence_scope(answer);
  return g_strdup_printf("%s%s%s%s", policies, domains ? " of " : "", domains ? domains : "", scope);
}

/* "example.com: slowpost.example still saw p=none on 2026-10-29. Next: ..."; or a longer period, when nothing changed
 */
static char *next(const struct answer *answer) {
  const struct table *table = answer->table;
  unsigned int late = (unsigned int)table_column(table, "late_reporters");
  for (size_t row = 0; row < table_rows(table); row++) {
    const char *domain = table_text(table, row, "domain"), *p = table_text(table, row, "p");
    g_auto(GStrv) names = value_items(table_cell(table, row, late));
    if (names[0] && sentence_is_plain(names[0]) && sentence_is_plain(domain) && sentence_is_plain(p))
      return g_strdup_printf("%s: %s went on seeing p=%s. Next: dmarcstat reports --domain %s --reporter %s", domain,
                             names[0], p, domain, names[0]);
  }
  const char *domain = answer->filter.domain;
  uint64_t domains = domain ? 1 : sentence_different(answer, "domain");
  if (answer->filter.has_period || domains != answer->rows || (domain && !sentence_is_plain(domain)))
    return NULL;
  return g_strdup_printf("Next: dmarcstat policies --since 1y%s%s", domain ? " --domain " : "", domain ? domain : "");
}

const struct question question_policies = {
    .id = "policies",
    .title = "Policies",
    .summary = "the policies that reporters saw published, in the order of time",
    .purpose =
        "One line for each policy that reporters found at a policy domain, with the days between which they saw it. "
        "What a record leaves out is filled in with its default, so that reporters that write the same policy down "
        "differently agree. After a change, both policies are seen for a while: DNS caches; who goes on seeing the old "
        "one is named.",
    .sql = "policies.sql",
    .stands_on = {"policies_meant.sql"},
    .columns = columns,
    .order = "domain, first_seen, last_seen, p, sp, np, adkim, aspf, pct, fo, testing",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_TRUST | TAKES_LIMIT | TAKES_SORT,
    .row_one = "policy",
    .row_many = "policies",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat policies --since 3m", "dmarcstat policies --domain example.com --since 2m",
                 "dmarcstat policies --domain example.com --reporter google.com --since 1y"},
};
