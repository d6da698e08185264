/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/address.h"
#include "report/columns.h"
#include "report/grouping.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    COLUMN_SOURCE,
    COLUMN_NAME(2),
    COLUMN_DOMAIN(2),
    {.key = "messages",
     .label = "Messages",
     .note = "failed",
     .type = COLUMN_COUNT,
     .meaning = "messages that failed DMARC: neither DKIM nor SPF aligned"},
    {.key = "total",
     .label = "of",
     .type = COLUMN_COUNT,
     .priority = 7,
     .late = true,
     .meaning = "all messages from this source, passed or failed"},
    COLUMN_LATE_CLASS(1),
    {.key = "dkim_passed_for",
     .label = "DKIM passed for",
     .type = COLUMN_JSON,
     .priority = 3,
     .late = true,
     .meaning = "domains (d=) of signatures on the failed messages that passed but were not aligned, most used first, "
                "at most 10"},
    {.key = "spf_result",
     .label = "SPF",
     .type = COLUMN_TEXT,
     .verdict = true,
     .late = true,
     .meaning = "most frequent SPF result of the failed messages, aligned or not"},
    {.key = "spf_domain",
     .label = "SPF domain",
     .type = COLUMN_TEXT,
     .priority = 4,
     .late = true,
     .meaning = "domain that this SPF result is about"},
    {.key = "header_from",
     .label = "From",
     .type = COLUMN_TEXT,
     .priority = 6,
     .late = true,
     .meaning = "domain of the From address that the failed messages used most"},
    {.key = "none",
     .label = "None",
     .type = COLUMN_COUNT,
     .priority = 5,
     .late = true,
     .meaning = "failed messages to which nothing was done because of DMARC"},
    {.key = "quarantine",
     .label = "Quarantined",
     .type = COLUMN_COUNT,
     .priority = 4,
     .late = true,
     .meaning = "failed messages put into quarantine because of DMARC"},
    {.key = "reject",
     .label = "Rejected",
     .type = COLUMN_COUNT,
     .priority = 4,
     .late = true,
     .meaning = "failed messages rejected because of DMARC"},
    {.key = "first_seen",
     .label = "First seen",
     .type = COLUMN_DAY,
     .data_only = true,
     .meaning = "first day of the period with a failed message, UTC"},
    {.key = "last_seen",
     .label = "Last seen",
     .type = COLUMN_DAY,
     .data_only = true,
     .meaning = "last day of the period with a failed message, UTC"},
    COLUMN_REASON,
    COLUMN_SERVICE,
    COLUMN_COUNTRY,
    COLUMN_ASN,
    COLUMN_END,
};

/* "4,011 of 175,223 messages from 1,209 sources failed DMARC for example.com, 30 days to 23 November 2026" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  uint64_t messages = 0;
  if (!sentence_all_messages(asking, &messages, error))
    return NULL;
  if (messages == 0)
    return sentence_nothing(answer, "mail");
  g_autofree char *scope = sentence_scope(answer), *all = text_plural(messages, "message", "messages");
  if (answer->rows == answer->gone)
    return g_strdup_printf("None of %s failed DMARC%s", all, scope);
  g_autofree char *failed = text_count(answer->messages),
                  *sources = text_plural(answer->rows - answer->gone, "source", "sources");
  return g_strdup_printf("%s of %s from %s failed DMARC%s", failed, all, sources, scope);
}

static char *next(const struct answer *answer) {
  if (table_int(answer->table, 0, "messages") == 0) /* a row of the period before */
    return NULL;
  int column = table_column(answer->table, "source_ip");
  const struct cell *source = table_cell(answer->table, 0, (unsigned int)column);
  g_autofree char *address = address_text(source->text, source->length);
  return address ? g_strdup_printf("Next: dmarcstat reports --source %s", address) : NULL;
}

const struct question question_top_failures = {
    .id = "top-failures",
    .title = "Top failures",
    .summary = "where the mail that fails DMARC comes from",
    .purpose =
        "The sources with the most messages that failed DMARC, and why they failed: for which other domains DKIM "
        "passed, and what SPF said for which domain. A source that passes for another domain is often a service "
        "of yours that is not set up to send in your name; one where nothing passes is often a forger.",
    .sql = "top_failures.sql",
    .late_sql = "top_failures_late.sql",
    .groups = &groups_of_failures,
    .keys = {"source_ip", "domain"},
    .columns = columns,
    .order = "messages DESC, length(source_ip), source_ip, domain",
    .takes = (TAKES_EVERYTHING_BUT_REPORT_ID & ~TAKES_FAILING) | TAKES_BY | TAKES_COMPARE | TAKES_RESOLVE,
    .default_limit = 20,
    .row_one = "source",
    .row_many = "sources",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat top-failures", "dmarcstat top-failures --compare --limit 10",
                 "dmarcstat top-failures --by reporter", "dmarcstat top-failures --domain example.com --limit 5",
                 "dmarcstat top-failures --disposition none --format markdown"},
};
