/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/address.h"
#include "report/class.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    COLUMN_DOMAIN(5),
    COLUMN_HEADER_FROM(1),
    COLUMN_MESSAGES,
    {.key = "dmarc_pass",
     .label = "DMARC",
     .note = "pass",
     .type = COLUMN_SHARE,
     .whole = "messages",
     .data_only = true,
     .meaning = "messages that passed DMARC: DKIM or SPF aligned"},
    COLUMN_DKIM_EVALUATED,
    {.key = "dkim_results",
     .label = "DKIM results",
     .type = COLUMN_JSON,
     .priority = 2,
     .meaning = "result of each signature, and the domain (d=) it was for"},
    COLUMN_SPF_EVALUATED,
    {.key = "spf_results",
     .label = "SPF results",
     .type = COLUMN_JSON,
     .priority = 3,
     .meaning = "each SPF result, and the domain it was for"},
    {.key = "disposition",
     .label = "Disposition",
     .type = COLUMN_TEXT,
     .priority = 4,
     .meaning = "what the reporters did because of DMARC"},
    {.key = "overridden",
     .label = "Override",
     .type = COLUMN_TEXT,
     .priority = 6,
     .meaning = "yes when the reporters gave a reason not to do what the policy says"},
    COLUMN_FIRST_SEEN(8, true),
    COLUMN_LAST_SEEN(7, false),
    COLUMN_END,
};

#define FIGURE(the_key, the_label, the_meaning) COLUMN_DETAIL(the_key, the_label, COLUMN_COUNT, the_meaning)

#define SHARE(the_key, the_label, the_meaning)                                                                         \
  { .key = the_key, .label = the_label, .type = COLUMN_SHARE, .whole = "messages", .meaning = the_meaning }

static const struct column details[] = {
    FIGURE("messages", "Messages", "messages from the source"),
    SHARE("dmarc_pass", "DMARC pass", "messages that passed DMARC: DKIM or SPF aligned"),
    SHARE("both_aligned", "Both aligned", "messages for which DKIM and SPF were aligned"),
    SHARE("dkim_aligned", "DKIM aligned", "messages with a DKIM signature that passed and was aligned"),
    SHARE("spf_aligned", "SPF aligned", "messages for which SPF passed and was aligned"),
    SHARE("dkim_pass", "DKIM pass", "messages with a DKIM signature that passed, for whatever domain"),
    SHARE("spf_pass", "SPF pass", "messages for which SPF passed, for whatever domain"),
    FIGURE("overridden", "Overridden", "messages with a reason not to do what the policy says"),
    FIGURE("days", "Days seen", "days of the period with such mail"),
    FIGURE("period_days", "Days in all", "days of the period"),
    FIGURE("domain_messages", "Of all", "all messages of these domains, from whatever source"),
    FIGURE("quarantine", "Quarantined", "messages put into quarantine because of DMARC"),
    FIGURE("reject", "Rejected", "messages rejected because of DMARC"),
    FIGURE("sources", "Addresses", "addresses in the block that sent mail"),
    COLUMN_DETAIL("first_seen", "First seen", COLUMN_DAY, "first day of the period with such mail, UTC"),
    COLUMN_DETAIL("last_seen", "Last seen", COLUMN_DAY, "last day of the period with such mail, UTC"),
    COLUMN_END,
};

static struct class_evidence evidence_of(const struct table *facts) {
  return (struct class_evidence){.messages = (uint64_t)table_int(facts, 0, "messages"),
                                 .dmarc_pass = (uint64_t)table_int(facts, 0, "dmarc_pass"),
                                 .both_aligned = (uint64_t)table_int(facts, 0, "both_aligned"),
                                 .dkim_aligned = (uint64_t)table_int(facts, 0, "dkim_aligned"),
                                 .spf_aligned = (uint64_t)table_int(facts, 0, "spf_aligned"),
                                 .dkim_pass = (uint64_t)table_int(facts, 0, "dkim_pass"),
                                 .spf_pass = (uint64_t)table_int(facts, 0, "spf_pass"),
                                 .overridden = (uint64_t)table_int(facts, 0, "overridden"),
                                 .days = (uint64_t)table_int(facts, 0, "days"),
                                 .period_days = (uint64_t)table_int(facts, 0, "period_days"),
                                 .domain_messages = (uint64_t)table_int(facts, 0, "domain_messages")};
}

/* "192.0.2.25 is misconfigured: a regular sender that passes, but for another domain. 80 messages ..., 0 % passed" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking, (void)error;
  const struct filter *filter = &answer->filter;
  if (filter->source_first.length == 0)
    return g_strdup("A source is one address or block: name it");
  const struct class_evidence evidence = evidence_of(answer->details);
  g_autofree char *first = address_text(filter->source_first.bytes, filter->source_first.length);
  g_autofree char *last = address_text(filter->source_last.bytes, filter->source_last.length);
  g_autofree char *source = g_str_equal(first, last) ? g_strdup(first) : g_strdup_printf("%s to %s", first, last);
  g_autofree char *period = period_words(filter->period);
  const char *about = filter->domain ? " for " : "", *domain = filter->domain ? filter->domain : "";
  if (evidence.messages == 0)
    return g_strdup_printf("No mail from %s%s%s, %s", source, about, domain, period);
  g_autofree char *messages = text_plural(evidence.messages, "message", "messages");
  g_autofree char *passed = text_share(evidence.dmarc_pass, evidence.messages);
  return g_strdup_printf("%s is %s: %s. It sent %s%s%s, %s; %s passed DMARC", source,
                         source_class_word(class_of(&evidence)), class_reason(&evidence), messages, about, domain,
                         period, passed);
}

static char *next(const struct answer *answer) {
  const struct class_evidence evidence = evidence_of(answer->details);
  const char *advice = class_advice(&evidence);
  return advice ? g_strdup(advice) : NULL;
}

const struct question question_source = {
    .id = "source",
    .title = "Source",
    .summary = "the whole story of one source: what it is, and why",
    .purpose =
        "What an address or block sent in the name of your domains: first what kind of source it is and from what that "
        "is told, then its figures, then a line for each kind of message by its From domain and what authentication "
        "said "
        "of it. A block is judged as if it were one source.",
    .sql = "source.sql",
    .details_sql = "source_details.sql",
    .columns = columns,
    .details = details,
    .order = "messages DESC, header_from, dkim_results, spf_results, disposition, overridden, domain",
    .takes = TAKES_SOURCE_NAMED | TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_TRUST | TAKES_DISPOSITION |
             TAKES_FAILING | TAKES_LIMIT | TAKES_SORT,
    .default_limit = 20,
    .row_one = "kind of message",
    .row_many = "kinds of message",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat source 203.0.113.148", "dmarcstat source 198.18.0.0/15 --domain example.com",
                 "dmarcstat source 203.0.113.148 --format json"},
};
