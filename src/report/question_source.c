/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/address.h"
#include "report/class.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"
#include "report/value.h"

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
    COLUMN_DETAIL("names", "Name", COLUMN_JSON, "names of the addresses that DNS confirms, at most 10"),
    COLUMN_DETAIL("claimed_names", "Claims to be", COLUMN_JSON,
                  "names that DNS claims and does not confirm, at most 10"),
    COLUMN_DETAIL("services", "Service", COLUMN_JSON, "well-known services that they belong to, by the catalogue"),
    COLUMN_DETAIL("known_by", "Known by", COLUMN_JSON,
                  "how the service is known: by its name, its network, its envelope domain (SPF passes for it), or its "
                  "DKIM signature (which passes, and SPF for you)"),
    COLUMN_DETAIL("networks", "Network", COLUMN_JSON, "autonomous systems that they are in, at most 10"),
    COLUMN_DETAIL("countries", "Country", COLUMN_JSON, "countries that they are in, two letters"),
    COLUMN_DETAIL("known_as", "Known as", COLUMN_TEXT, "what that makes of them, when it is the same for all"),
    COLUMN_DETAIL("dkim_passed_for", "DKIM passed for", COLUMN_JSON,
                  "domains (d=) for which signatures on the failing messages passed, most used first, at most 3"),
    COLUMN_DETAIL("spf_passed_for", "SPF passed for", COLUMN_JSON,
                  "domains for which SPF passed on the failing messages, most used first, at most 3"),
    COLUMN_END,
};

static enum class_known known_of(const struct table *facts) {
  const char *word = table_text(facts, 0, "known_as");
  enum class_known known = CLASS_KNOWN_MAX - 1;
  while (known > KNOWN_NOT && g_strcmp0(word, class_known_word(known)) != 0)
    known--;
  return known;
}

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
                                 .domain_messages = (uint64_t)table_int(facts, 0, "domain_messages"),
                                 .known = known_of(facts)};
}

static char *source_words(const struct filter *filter) {
  if (filter->source_name)
    return g_strdup(filter->source_name);
  g_autofree char *first = address_text(filter->source_first.bytes, filter->source_first.length);
  g_autofree char *last = address_text(filter->source_last.bytes, filter->source_last.length);
  return g_str_equal(first, last) ? g_steal_pointer(&first) : g_strdup_printf("%s to %s", first, last);
}

/* "192.0.2.25 is misconfigured: a regular sender that passes, but for another domain. 80 messages ..., 0 % passed" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking, (void)error;
  const struct filter *filter = &answer->filter;
  if (filter->source_first.length == 0 && !filter->source_name)
    return g_strdup("A source is an address, a block or a sender: name it");
  const struct class_evidence evidence = evidence_of(answer->details);
  g_autofree char *source = source_words(filter);
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

/* "d=a.example, b.example"; NULL when there is none. Caller frees. */
static char *listed(const struct table *facts, const char *key, const char *before) {
  g_autofree char *words = value_words(facts, 0, (unsigned int)table_column(facts, key));
  return g_str_equal(words, VALUE_NOTHING) ? NULL : g_strconcat(before, words, NULL);
}

/* For whom it passes now, and what to set so that it passes for the owner. NULL when it passes for nobody. */
static char *what_to_set(const struct answer *answer) {
  g_autofree char *dkim = listed(answer->details, "dkim_passed_for", "DKIM passes for d=");
  g_autofree char *spf = listed(answer->details, "spf_passed_for", dkim ? "SPF for " : "SPF passes for ");
  if (!dkim && !spf)
    return NULL;
  g_autofree char *service = listed(answer->details, "services", "");
  const bool one = sentence_different(answer, "domain") == 1;
  const char *domain = one ? table_text(answer->table, 0, "domain") : "your domain";
  return g_strdup_printf(
      "%s%s%s. If it is yours, have %s sign with DKIM as %s and use an envelope sender below %s; either "
      "is enough to pass. If it is not, leave it: p=reject will stop it.",
      dkim ? dkim : "", dkim && spf ? ", " : "", spf ? spf : "", service ? service : "it", domain, domain);
}

static char *next(const struct answer *answer) {
  const struct class_evidence evidence = evidence_of(answer->details);
  char *specific = class_wants_setting(&evidence) ? what_to_set(answer) : NULL;
  return specific ? specific : g_strdup(class_advice(&evidence));
}

const struct question question_source = {
    .id = "source",
    .title = "Source",
    .summary = "the whole story of one source or sender: what it is, and why",
    .purpose =
        "What an address, a block or a sender (a service, a host or a domain, by its confirmed name) sent in the name "
        "of your domains: first what kind of source it is and from what that "
        "is told, then its figures, then a line for each kind of message by its From domain and what authentication "
        "said "
        "of it. Several addresses are judged as if they were one source.",
    .sql = "source.sql",
    .details_sql = "source_details.sql",
    .stands_on = {"source_here.sql"},
    .columns = columns,
    .details = details,
    .order = "messages DESC, header_from, dkim_results, spf_results, disposition, overridden, domain",
    .takes = TAKES_SOURCE_NAMED | TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_TRUST | TAKES_DISPOSITION |
             TAKES_FAILING | TAKES_LIMIT | TAKES_SORT | TAKES_RESOLVE,
    .default_limit = 20,
    .row_one = "kind of message",
    .row_many = "kinds of message",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat source 203.0.113.148", "dmarcstat source 198.18.0.0/15 --domain example.com",
                 "dmarcstat source 203.0.113.148 --format json"},
};
