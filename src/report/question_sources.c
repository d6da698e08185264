/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/grouping.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    COLUMN_SOURCE,
    COLUMN_NAME(2),
    COLUMN_DOMAIN(2),
    COLUMN_MESSAGES,
    COLUMN_CLASS(1),
    COLUMN_DMARC_PASS,
    COLUMN_DKIM_PASS(4, false),
    COLUMN_DKIM_ALIGNED(2),
    COLUMN_SPF_PASS(4, false),
    COLUMN_SPF_ALIGNED(2),
    COLUMN_NONE(7, false),
    COLUMN_QUARANTINE(3),
    COLUMN_REJECT(3),
    COLUMN_FIRST_SEEN(6, false),
    COLUMN_LAST_SEEN(5, false),
    COLUMN_REASON,
    COLUMN_SERVICE,
    COLUMN_COUNTRY,
    COLUMN_ASN,
    COLUMN_END,
};

/* "1,209 sources sent 175,223 messages for example.com, 30 days to 23 November 2026; 97.7 % passed DMARC" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)asking;
  (void)error;
  const char *failing = answer->filter.failing ? " with failures" : "";
  if (answer->rows == answer->gone)
    return sentence_nothing(answer, answer->filter.failing ? "sources with failures" : "mail");
  g_autofree char *sources = text_plural(answer->rows - answer->gone, "source", "sources");
  g_autofree char *messages = text_plural(answer->messages, "message", "messages");
  g_autofree char *scope = sentence_scope(answer);
  g_autofree char *passed =
      answer->filter.failing ? g_strdup("") : sentence_passed(answer->dmarc_pass, answer->messages);
  return g_strdup_printf("%s%s sent %s%s%s", sources, failing, messages, scope, passed);
}

const struct question question_sources = {
    .id = "sources",
    .title = "Sources",
    .summary = "every address that sends mail as your domains",
    .purpose = "One line for each source address and policy domain: how many messages came from it, what DKIM and SPF "
               "said of them, whether that was aligned with the From address, and what was done to them. pass means "
               "that the check passed for whatever domain; aligned, that it passed for yours. The class says what "
               "that makes of the source: aligned, partly aligned, misconfigured, forwarded or suspicious; `dmarcstat "
               "source IP` says why.",
    .sql = "sources.sql",
    .late_sql = "sources_late.sql",
    .groups = &groups_of_mail,
    .keys = {"source_ip", "domain"},
    .columns = columns,
    .order = "messages DESC, length(source_ip), source_ip, domain",
    .takes = TAKES_EVERYTHING_BUT_REPORT_ID | TAKES_CLASS | TAKES_BY | TAKES_COMPARE | TAKES_RESOLVE,
    .row_one = "source",
    .row_many = "sources",
    .sentence = sentence,
    .examples = {"dmarcstat sources --domain example.com", "dmarcstat sources --by class --domain example.com",
                 "dmarcstat sources --failing --limit 10",
                 "dmarcstat sources --source 192.0.2.0/24 --since 3m --format csv"},
};
