/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"
#include <string.h>

static const struct column columns[] = {
    {.key = "dkim_domain",
     .label = "DKIM domain",
     .type = COLUMN_TEXT,
     .meaning = "domain that signed (d=); none when the reporter gave none"},
    {.key = "selector",
     .label = "Selector",
     .type = COLUMN_TEXT,
     .meaning = "selector of its key (s=); none when the reporter gave none, as many do not"},
    COLUMN_DOMAIN(1),
    {.key = "messages",
     .label = "Messages",
     .type = COLUMN_COUNT,
     .meaning = "messages with such a signature; one with signatures of several domains is in several rows"},
    {.key = "pass",
     .label = "Signature",
     .note = "pass",
     .type = COLUMN_SHARE,
     .whole = "messages",
     .meaning = "messages of which such a signature passed"},
    {.key = "dkim_aligned",
     .label = "DKIM",
     .note = "aligned",
     .type = COLUMN_SHARE,
     .whole = "messages",
     .priority = 2,
     .meaning =
         "messages for which the reporter says that DKIM passed and was aligned, by this signature or by another"},
    {.key = "dmarc_pass",
     .label = "DMARC",
     .note = "pass",
     .type = COLUMN_SHARE,
     .whole = "messages",
     .priority = 5,
     .meaning = "messages that passed DMARC, by this signature or by anything else"},
    COLUMN_FIRST_SEEN(4, false),
    COLUMN_LAST_SEEN(3, false),
    COLUMN_END,
};

/* Pairs of domain and selector; the same pair signs for several policy domains. */
static guint count_pairs(const struct table *table) {
  g_autoptr(GHashTable) pairs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (size_t row = 0; row < table_rows(table); row++) {
    const char *domain = table_text(table, row, "dkim_domain"), *selector = table_text(table, row, "selector");
    if (selector)
      g_hash_table_add(pairs, g_strdup_printf("%s %s", selector, domain ? domain : ""));
  }
  return g_hash_table_size(pairs);
}

/* "14 selectors of 5 domains signed mail for example.com, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking;
  (void)error;
  const char *failing = answer->filter.failing ? " that failed DMARC" : "";
  if (answer->rows == 0)
    return sentence_nothing(answer, answer->filter.failing ? "signed mail that failed DMARC" : "signed mail");
  uint64_t signers = sentence_different(answer, "dkim_domain");
  g_autofree char *scope = sentence_scope(answer);
  g_autofree char *selectors =
      text_plural(signers ? count_pairs(answer->table) : answer->rows, "selector", "selectors");
  g_autofree char *domains = signers ? text_plural(signers, "domain", "domains") : NULL;
  return g_strdup_printf("%s%s%s signed mail%s%s", selectors, domains ? " of " : "", domains ? domains : "", failing,
                         scope);
}

static bool is_own(const char *dkim_domain, const char *domain) {
  if (!g_str_has_suffix(dkim_domain, domain))
    return false;
  size_t before = strlen(dkim_domain) - strlen(domain);
  return before == 0 || dkim_domain[before - 1] == '.';
}

/* "example.com, selector wsp1: ..." for the owner's own selector with the most signatures that did not pass */
static char *next(const struct answer *answer) {
  const struct table *table = answer->table;
  size_t worst = 0;
  uint64_t most = 0;
  for (size_t row = 0; row < table_rows(table); row++) {
    const char *dkim_domain = table_text(table, row, "dkim_domain"), *domain = table_text(table, row, "domain");
    uint64_t failed = (uint64_t)(table_int(table, row, "messages") - table_int(table, row, "pass"));
    if (failed <= most || !sentence_is_plain(dkim_domain) || !sentence_is_plain(domain) ||
        !is_own(dkim_domain, domain) || !sentence_is_plain(table_text(table, row, "selector")))
      continue;
    most = failed;
    worst = row;
  }
  if (most == 0)
    return NULL;
  g_autofree char *failed = text_count(most);
  g_autofree char *messages = text_plural((uint64_t)table_int(table, worst, "messages"), "message", "messages");
  return g_strdup_printf("%s, selector %s: on %s of %s the signature did not pass. Next: dmarcstat top-failures "
                         "--domain %s",
                         table_text(table, worst, "dkim_domain"), table_text(table, worst, "selector"), failed,
                         messages, table_text(table, worst, "domain"));
}

const struct question question_selectors = {
    .id = "selectors",
    .title = "Selectors",
    .summary = "the DKIM domains and selectors that sign your mail",
    .purpose =
        "One line for each DKIM domain and selector that signed mail of a policy domain: how many messages, how many "
        "of these signatures passed, and since when. A selector that nobody signs with any more is a key to remove; "
        "one that you do not know is somebody who signs for you, or a service that signs as itself.",
    .sql = "selectors.sql",
    .columns = columns,
    .order = "messages DESC, dkim_domain, selector, domain",
    .takes = TAKES_EVERYTHING_BUT_REPORT_ID,
    .row_one = "selector",
    .row_many = "selectors",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat selectors", "dmarcstat selectors --domain example.com --sort last_seen",
                 "dmarcstat selectors --failing --since 3m --format csv"},
};
