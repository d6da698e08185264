/* SPDX-License-Identifier: MIT */
/* What `spf` is with an evaluator: the published records, term by term. */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "spf_domain",
     .label = "SPF domain",
     .type = COLUMN_TEXT,
     .meaning = "domain whose SPF record it is: a policy domain, or one of its organisation for which SPF passed"},
    {.key = "term",
     .label = "Term",
     .type = COLUMN_TEXT,
     .meaning = "what stands in the record, in the order of evaluation, drawn below the include or redirect that "
                "leads to it; in brackets, what it comes to for those for whom no term decides"},
    {.key = "path",
     .label = "Path",
     .type = COLUMN_TEXT,
     .data_only = true,
     .meaning = "the term behind the includes and redirects that lead to it"},
    {.key = "level",
     .label = "Level",
     .type = COLUMN_COUNT,
     .data_only = true,
     .meaning = "how many of them there are"},
    {.key = "result",
     .label = "Result",
     .type = COLUMN_TEXT,
     .verdict = true,
     .priority = 4,
     .meaning =
         "what SPF says of an address that the term matches; within an include, pass only lets the include match"},
    {.key = "messages",
     .label = "Messages",
     .type = COLUMN_COUNT,
     .meaning = "messages from the addresses that it matches now, also by what it leads to"},
    {.key = "addresses", .label = "Addresses", .type = COLUMN_COUNT, .meaning = "number of these addresses"},
    {.key = "spf_pass",
     .label = "SPF",
     .note = "passed",
     .type = COLUMN_SHARE,
     .whole = "messages",
     .priority = 3,
     .meaning = "messages for which SPF passed when they were received, as the reports say"},
    {.key = "lookups",
     .label = "Lookups",
     .type = COLUMN_COUNT,
     .priority = 5,
     .meaning = "terms that ask DNS, it and those below it, of which a record may have 10"},
    {.key = "use",
     .label = "Use",
     .type = COLUMN_TEXT,
     .meaning = "used; unused: no address that mail came from matches; never looked at: it stands behind `all`"},
    {.key = "lost",
     .label = "Lost",
     .type = COLUMN_COUNT,
     .data_only = true,
     .meaning = "messages for which SPF passed, as the reports say, and would not now"},
    {.key = "won",
     .label = "Won",
     .type = COLUMN_COUNT,
     .data_only = true,
     .meaning = "messages for which SPF did not pass, as the reports say, and would now"},
    {.key = "sources",
     .label = "Sources",
     .type = COLUMN_JSON,
     .priority = 2,
     .late = true,
     .meaning = "the addresses, at most 10: first those of which the reports say otherwise, then by most mail"},
    {.key = "advice", .label = "Advice", .type = COLUMN_TEXT, .priority = 1, .meaning = "what that means"},
    COLUMN_END,
};

static void append_changed(GString *words, uint64_t messages, const char *what) {
  if (messages == 0)
    return;
  g_autofree char *counted = text_plural(messages, "message", "messages");
  g_string_append_printf(words, "; %s %s", counted, what);
}

static void append_left(GString *words, uint64_t left) {
  if (left == 0)
    return;
  g_autofree char *addresses = text_plural(left, "address was", "addresses were");
  g_string_append_printf(words, "; %s not looked at, those with least mail", addresses);
}

/* "The SPF records of 3 domains as DNS has them now, held against mail ..., 30 days to 23 November 2026: 2 of 9 terms
 * match nobody; 12 messages that passed would not now" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  struct query *query = ask_resource_query(asking, "spf_terms_totals.sql", error);
  const int step = query ? query_step(query, error) : -1;
  uint64_t totals[5] = {0};
  for (unsigned int i = 0; step > 0 && i < G_N_ELEMENTS(totals); i++)
    totals[i] = (uint64_t)ask_number(query, (int)i);
  query_close(query);
  if (step <= 0)
    return NULL;
  if (totals[0] == 0)
    return sentence_nothing(answer, "mail");
  g_autofree char *domains = text_plural(totals[0], "domain", "domains"), *scope = sentence_scope(answer);
  g_autofree char *terms = text_plural(totals[1], "term", "terms"), *unused = text_count(totals[2]);
  GString *words = g_string_new(NULL);
  g_string_append_printf(words,
                         "The SPF records of %s as DNS has them now, held against mail%s%s: %s of %s match nobody",
                         domains, answer->filter.failing ? " that failed DMARC" : "", scope, unused, terms);
  append_changed(words, totals[3], "that passed would not now");
  append_changed(words, totals[4], "that did not pass would now");
  append_left(words, asking->spf_left);
  return g_string_free(words, FALSE);
}

const struct question question_spf_terms = {
    .id = "spf",
    .title = "SPF records",
    .summary = "which terms of the published SPF records the addresses match",
    .purpose = "One line for each term of the SPF records that are published now: which addresses match it, of those "
               "that mail came from with this domain in the envelope.",
    .sql = "spf_terms.sql",
    .late_sql = "spf_terms_late.sql",
    .stands_on = {"spf_sent.sql", "spf_published.sql"},
    .columns = columns,
    .order = "number, below, place",
    .takes = TAKES_EVERYTHING_BUT_REPORT_ID | TAKES_RESOLVE,
    .row_one = "line",
    .row_many = "lines",
    .sentence = sentence,
};
