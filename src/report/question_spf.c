/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "spf_domain",
     .label = "SPF domain",
     .type = COLUMN_TEXT,
     .meaning = "domain whose SPF record was asked, mostly that of the envelope sender"},
    {.key = "scope",
     .label = "Scope",
     .type = COLUMN_TEXT,
     .priority = 5,
     .meaning =
         "where the domain was taken from: mfrom, the envelope sender, which a reporter that names none means too; "
         "helo; or other"},
    {.key = "result",
     .label = "Result",
     .type = COLUMN_TEXT,
     .verdict = true,
     .meaning = "what SPF said: pass, fail, softfail, neutral, none, temperror, permerror, or other for an odd word"},
    COLUMN_DOMAIN(1),
    COLUMN_MESSAGES,
    COLUMN_SPF_ALIGNED(2),
    {.key = "dmarc_pass",
     .label = "DMARC",
     .note = "pass",
     .type = COLUMN_SHARE,
     .whole = "messages",
     .priority = 3,
     .meaning = "messages that passed DMARC, by SPF or by DKIM"},
    {.key = "sources",
     .label = "Sources",
     .type = COLUMN_COUNT,
     .priority = 4,
     .meaning = "addresses that these messages came from"},
    COLUMN_FIRST_SEEN(7, false),
    COLUMN_LAST_SEEN(6, false),
    COLUMN_END,
};

static bool passed(const struct table *table, size_t row) {
  return g_strcmp0(table_text(table, row, "result"), "pass") == 0;
}

/* How many domains SPF passed for; a domain may be in several rows. */
static guint count_passing(const struct table *table) {
  g_autoptr(GHashTable) domains = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t row = 0; row < table_rows(table); row++) {
    const char *domain = table_text(table, row, "spf_domain");
    if (domain && passed(table, row))
      g_hash_table_add(domains, (gpointer)domain);
  }
  return g_hash_table_size(domains);
}

/* "SPF was asked of 31 domains for mail for example.com, 30 days to 23 November 2026; it passed for 12 of them" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking;
  (void)error;
  const char *failing = answer->filter.failing ? " that failed DMARC" : "";
  g_autofree char *what = g_strconcat("SPF results of mail", failing, NULL);
  if (answer->rows == 0)
    return sentence_nothing(answer, what);
  uint64_t different = sentence_different(answer, "spf_domain");
  g_autofree char *scope = sentence_scope(answer);
  if (different == 0) {
    g_autofree char *results = text_plural(answer->rows, "SPF result", "SPF results");
    return g_strdup_printf("%s of mail%s%s", results, failing, scope);
  }
  g_autofree char *domains = text_plural(different, "domain", "domains");
  g_autofree char *passing = text_count(count_passing(answer->table));
  return g_strdup_printf("SPF of %s was checked on mail%s%s; it passed for %s of them", domains, failing, scope,
                         passing);
}

/* "bounce.service.example: SPF passes ..." for the largest that passes and does not help */
static char *next(const struct answer *answer) {
  const struct table *table = answer->table;
  size_t worst = 0;
  uint64_t most = 0;
  for (size_t row = 0; row < table_rows(table); row++) {
    uint64_t failed = (uint64_t)(table_int(table, row, "messages") - table_int(table, row, "dmarc_pass"));
    if (failed <= most || !passed(table, row) || table_int(table, row, "spf_aligned") > 0 ||
        !sentence_is_plain(table_text(table, row, "spf_domain")) ||
        !sentence_is_plain(table_text(table, row, "domain")))
      continue;
    most = failed;
    worst = row;
  }
  if (most == 0)
    return NULL;
  g_autofree char *failed = text_plural(most, "message", "messages");
  const char *domain = table_text(table, worst, "domain");
  return g_strdup_printf("%s: SPF passes, but not for %s, and %s %s DMARC. Next: dmarcstat top-failures --domain %s",
                         table_text(table, worst, "spf_domain"), domain, failed, most == 1 ? "fails" : "fail", domain);
}

const struct question question_spf = {
    .id = "spf",
    .title = "SPF",
    .summary = "for which envelope domains SPF passes, and for which not",
    .purpose =
        "One line for each domain that SPF was asked about and what it said. pass without aligned is a sender that "
        "puts its own domain into the envelope: that does not help DMARC. Where nothing passes for your own domain, "
        "somebody sends who is not in your SPF record: a service of yours, a forwarder or a forger. Do not add "
        "forwarders to the record. With --resolve, DNS is asked for the SPF records of your domains instead, and one "
        "line "
        "for each of their terms says which of the addresses that mail came from match it now, and which nobody uses.",
    .sql = "spf.sql",
    .evaluated = &question_spf_terms,
    .columns = columns,
    .order = "messages DESC, spf_domain, scope, result, domain",
    .takes = TAKES_EVERYTHING_BUT_REPORT_ID | TAKES_RESOLVE,
    .row_one = "SPF result",
    .row_many = "SPF results",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat spf --domain example.com", "dmarcstat spf --failing --limit 10",
                 "dmarcstat spf --source 192.0.2.0/24 --format csv"},
};
