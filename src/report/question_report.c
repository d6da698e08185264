/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    COLUMN_SOURCE,
    {.key = "messages", .label = "Messages", .type = COLUMN_COUNT, .meaning = "messages of this record"},
    {.key = "disposition",
     .label = "Disposition",
     .type = COLUMN_TEXT,
     .priority = 1,
     .meaning = "what the reporter did because of DMARC: none, quarantine, reject, pass, or other for an odd word"},
    COLUMN_DKIM_EVALUATED,
    COLUMN_SPF_EVALUATED,
    COLUMN_HEADER_FROM(2),
    {.key = "envelope_from",
     .label = "Envelope from",
     .type = COLUMN_TEXT,
     .priority = 6,
     .meaning = "domain of the envelope sender"},
    {.key = "envelope_to",
     .label = "Envelope to",
     .type = COLUMN_TEXT,
     .priority = 8,
     .meaning = "domain of the envelope recipient"},
    {.key = "dkim_results",
     .label = "DKIM results",
     .type = COLUMN_JSON,
     .priority = 4,
     .meaning = "each signature: result, domain (d=), selector (s=), and what else the reporter said"},
    {.key = "spf_results",
     .label = "SPF results",
     .type = COLUMN_JSON,
     .priority = 4,
     .meaning = "each SPF result: result, domain, scope, and what else the reporter said"},
    {.key = "overrides",
     .label = "Overrides",
     .type = COLUMN_JSON,
     .priority = 5,
     .meaning = "reasons why the reporter did not do what the policy says"},
    {.key = "raw",
     .label = "As written",
     .type = COLUMN_JSON,
     .priority = 7,
     .meaning = "words of the report that are none of the standard, as it has them"},
    COLUMN_END,
};

static const struct column details[] = {
    COLUMN_DETAIL("id", "No.", COLUMN_ID, "number of the report in the database"),
    COLUMN_DETAIL("report_id", "Report id", COLUMN_TEXT, "the reporter's own name of the report"),
    COLUMN_DETAIL("domain", "Domain", COLUMN_TEXT, "policy domain: where the DMARC record was found"),
    COLUMN_DETAIL("reporter", "Reporter", COLUMN_TEXT, "organisation that sent the report"),
    COLUMN_DETAIL("begin", "Begin", COLUMN_TIME, "begin of the reporting period, UTC"),
    COLUMN_DETAIL("end", "End", COLUMN_TIME, "end of the reporting period, UTC"),
    COLUMN_DETAIL("records", "Records", COLUMN_COUNT, "records in the report"),
    COLUMN_DETAIL("messages", "Messages", COLUMN_COUNT, "messages in the report"),
    COLUMN_DETAIL("dmarc_pass", "DMARC pass", COLUMN_COUNT, "messages that passed DMARC: DKIM or SPF aligned"),
    COLUMN_DETAIL("dkim_aligned", "DKIM aligned", COLUMN_COUNT,
                  "messages with a DKIM signature that passed and was aligned"),
    COLUMN_DETAIL("spf_aligned", "SPF aligned", COLUMN_COUNT, "messages for which SPF passed and was aligned"),
    COLUMN_DETAIL("p", "Policy p", COLUMN_TEXT, "published policy"),
    COLUMN_DETAIL("sp", "Policy sp", COLUMN_TEXT, "published policy for subdomains; none given means p"),
    COLUMN_DETAIL("np", "Policy np", COLUMN_TEXT,
                  "published policy for subdomains that do not exist; none given means sp"),
    COLUMN_DETAIL("adkim", "adkim", COLUMN_TEXT, "alignment mode of DKIM: r is relaxed, s is strict"),
    COLUMN_DETAIL("aspf", "aspf", COLUMN_TEXT, "alignment mode of SPF: r is relaxed, s is strict"),
    COLUMN_DETAIL("pct", "pct", COLUMN_COUNT, "percentage of failing mail that the policy is applied to"),
    COLUMN_DETAIL("fo", "fo", COLUMN_TEXT, "when failure reports are wanted"),
    COLUMN_DETAIL("testing", "Testing", COLUMN_TEXT, "y when the policy is only being tested (tag t)"),
    COLUMN_DETAIL("discovery_method", "Discovery", COLUMN_TEXT, "how the policy domain was found: psl or treewalk"),
    COLUMN_DETAIL("policy_raw", "As written", COLUMN_JSON, "words of the policy that are none of the standard"),
    COLUMN_DETAIL("email", "Contact", COLUMN_TEXT, "address of the reporter"),
    COLUMN_DETAIL("extra_contact_info", "More contact", COLUMN_TEXT, "how else to reach the reporter"),
    COLUMN_DETAIL("generator", "Generator", COLUMN_TEXT, "program that made the report"),
    COLUMN_DETAIL("version", "Version", COLUMN_TEXT, "version of the format that the report names"),
    COLUMN_DETAIL("namespace", "Namespace", COLUMN_TEXT, "XML namespace of the report"),
    COLUMN_DETAIL("errors", "Errors", COLUMN_JSON, "errors that the reporter met, in its words"),
    COLUMN_DETAIL("warnings", "Warnings", COLUMN_JSON, "oddities found in the report, and mended where possible"),
    COLUMN_DETAIL("mail_from", "Mail from", COLUMN_TEXT, "sender of the mail that the report came in"),
    COLUMN_DETAIL("subject", "Subject", COLUMN_TEXT, "subject of that mail"),
    COLUMN_DETAIL("message_id", "Message-ID", COLUMN_TEXT, "Message-ID of that mail"),
    COLUMN_DETAIL("trust", "Trust", COLUMN_TEXT, COLUMN_TRUST_MEANING),
    COLUMN_DETAIL("origin", "Origin", COLUMN_TEXT, "file or mailbox that the report was read from"),
    COLUMN_DETAIL("nesting", "Packed as", COLUMN_TEXT, "how it was packed, outermost first"),
    COLUMN_DETAIL("received", "Taken in", COLUMN_TIME, "when it came into the database, UTC"),
    COLUMN_END,
};

/* "Report 12 from google.com about example.com, 22 November 2026: 1,234 messages in 20 records; 97 % passed DMARC" */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)error;
  const struct table *facts = answer->details;
  uint64_t all = (uint64_t)table_int(facts, 0, "messages");
  g_autofree char *period = period_words(answer->filter.period);
  g_autofree char *messages = text_plural(all, "message", "messages");
  g_autofree char *records = text_plural((uint64_t)table_int(facts, 0, "records"), "record", "records");
  g_autofree char *passed = sentence_passed((uint64_t)table_int(facts, 0, "dmarc_pass"), all);
  const char *reporter = table_text(facts, 0, "reporter");
  return g_strdup_printf("Report %" G_GINT64_FORMAT " from %s about %s, %s: %s in %s%s", asking->report,
                         *reporter ? reporter : "nobody named", table_text(facts, 0, "domain"), period, messages,
                         records, passed);
}

const struct question question_report = {
    .id = "report",
    .title = "Report",
    .summary = "everything of one report",
    .purpose =
        "All that one report says: who made it, about which domain and period, the policy it saw, its errors and "
        "our warnings, then its records with every DKIM and SPF result. ID is the number that `dmarcstat reports` "
        "shows, or the report_id.",
    .sql = "report.sql",
    .details_sql = "report_details.sql",
    .columns = columns,
    .details = details,
    .order = "seq",
    .takes = TAKES_REPORT_ID | TAKES_FAILING | TAKES_LIMIT | TAKES_SORT,
    .row_one = "record",
    .row_many = "records",
    .sentence = sentence,
    .examples = {"dmarcstat report 1", "dmarcstat report 1 --failing", "dmarcstat report 1 --format json"},
};
