/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/address.h"
#include "report/columns.h"
#include "report/questions.h"
#include "report/sentence.h"

static const struct column columns[] = {
    {.key = "day", .label = "Day", .type = COLUMN_DAY, .meaning = "UTC day"},
    COLUMN_DOMAIN(4),
    COLUMN_MESSAGES,
    COLUMN_DMARC_PASS,
    COLUMN_DKIM_ALIGNED(1),
    COLUMN_SPF_ALIGNED(1),
    COLUMN_QUARANTINE(2),
    COLUMN_REJECT(2),
    COLUMN_END,
};

static const struct column details[] = {
    COLUMN_DETAIL("id", "No.", COLUMN_ID, "number of the failure report in the database"),
    COLUMN_DETAIL("domain", "Domain", COLUMN_TEXT, "domain that the report is about"),
    COLUMN_DETAIL("source_ip", "Source", COLUMN_ADDRESS, "address that the message came from"),
    COLUMN_DETAIL("name", "Name", COLUMN_TEXT, "whose it is, as `dmarcstat enrich` found it"),
    COLUMN_DETAIL("arrived", "Arrived", COLUMN_TIME, "when the message arrived at the reporter, UTC"),
    COLUMN_DETAIL("incidents", "Messages", COLUMN_COUNT, "messages that the report stands for"),
    COLUMN_DETAIL("auth_failure", "Failed", COLUMN_TEXT, "what failed (RFC 6591 section 3.3)"),
    COLUMN_DETAIL("delivery_result", "Delivery", COLUMN_TEXT, "what became of the message"),
    COLUMN_DETAIL("header_from", "From", COLUMN_TEXT, "domain of the message's From address"),
    COLUMN_DETAIL("original_mail_from", "Envelope from", COLUMN_TEXT, "its envelope sender, local part hashed"),
    COLUMN_DETAIL("original_rcpt_to", "Envelope to", COLUMN_TEXT, "its envelope recipient, local part hashed"),
    COLUMN_DETAIL("original_envelope_id", "Envelope id", COLUMN_TEXT, "its envelope id"),
    COLUMN_DETAIL("message_id", "Message-ID", COLUMN_TEXT, "its Message-ID: look for it in your own logs"),
    COLUMN_DETAIL("dkim_domain", "DKIM domain", COLUMN_TEXT, "domain of the signature that failed (d=)"),
    COLUMN_DETAIL("dkim_identity", "DKIM identity", COLUMN_TEXT, "its identity (i=), local part hashed"),
    COLUMN_DETAIL("dkim_selector", "DKIM selector", COLUMN_TEXT, "its selector (s=)"),
    COLUMN_DETAIL("spf_dns", "SPF record", COLUMN_TEXT, "the SPF record that the reporter found"),
    COLUMN_DETAIL(
        "identity_alignment", "Alignment", COLUMN_TEXT,
        "Identity-Alignment as it came: the methods that aligned (RFC 7489), or those that did not (RFC 9991)"),
    COLUMN_DETAIL("authentication_results", "Results", COLUMN_TEXT, "what authentication said at the reporter"),
    COLUMN_DETAIL("reporter", "Reporter", COLUMN_TEXT, "domain that sent the report"),
    COLUMN_DETAIL("reporting_mta", "Reporting MTA", COLUMN_TEXT, "server that made it"),
    COLUMN_DETAIL("user_agent", "Generator", COLUMN_TEXT, "software that made it"),
    COLUMN_DETAIL("subject", "Subject", COLUMN_TEXT, "subject of its mail, local parts hashed"),
    COLUMN_DETAIL("mail_message_id", "Report's id", COLUMN_TEXT, "Message-ID of its mail"),
    COLUMN_DETAIL("trust", "Trust", COLUMN_TEXT, COLUMN_TRUST_MEANING),
    COLUMN_DETAIL("sample", "Header", COLUMN_TEXT, "header of the message, as far as keep_failure_samples kept it"),
    COLUMN_DETAIL("warnings", "Warnings", COLUMN_JSON, "oddities found in the report, and mended where possible"),
    COLUMN_DETAIL("origin", "Origin", COLUMN_TEXT, "file or mailbox that it was read from"),
    COLUMN_DETAIL("nesting", "Packed as", COLUMN_TEXT, "how it was packed, outermost first"),
    COLUMN_DETAIL("received", "Taken in", COLUMN_TIME, "when it came into the database, UTC"),
    COLUMN_END,
};

/* The source as text, or NULL. Caller frees. */
static char *source_of(const struct answer *answer) {
  const struct cell *cell = table_cell(answer->details, 0, (unsigned int)table_column(answer->details, "source_ip"));
  return cell->kind == CELL_BLOB && cell->length > 0 ? address_text((const uint8_t *)cell->text, cell->length) : NULL;
}

/* "Failure report 12 about example.com: dmarc failed for a message from 192.0.2.9; aggregate reports tell of ..." */
static char *sentence(const struct asking *asking, const struct answer *answer, GError **error) {
  (void)error;
  const char *domain = table_text(answer->details, 0, "domain"),
             *failed = table_text(answer->details, 0, "auth_failure");
  g_autofree char *source = source_of(answer), *messages = text_plural(answer->messages, "message", "messages");
  g_autofree char *aggregate =
      answer->rows > 0 ? g_strdup_printf("; aggregate reports tell of %s from there around that day", messages)
                       : g_strdup("; no aggregate report tells of mail from there around that day");
  return g_strdup_printf("Failure report %" G_GINT64_FORMAT " about %s: a message from %s failed%s%s%s", asking->report,
                         domain && *domain ? domain : "no domain", source ? source : "an unknown address",
                         failed && *failed != '-' ? " " : "", failed && *failed != '-' ? failed : "",
                         source ? aggregate : "");
}

static char *next(const struct answer *answer) {
  g_autofree char *source = source_of(answer);
  return source ? g_strdup_printf("Next: dmarcstat source %s", source) : NULL;
}

const struct question question_failure = {
    .id = "failure",
    .title = "Failure",
    .summary = "everything of one failure report",
    .purpose =
        "All that one failure report says of a message that failed, and below it what aggregate reports tell of the "
        "same source on that day and the days beside it. ID is the number that `dmarcstat failures` shows. All "
        "of it is what the reporter says. Local parts of addresses are hashed: the same address has the same "
        "hash in all reports of this database.",
    .about = ABOUT_FAILURES,
    .sql = "failure.sql",
    .details_sql = "failure_details.sql",
    .columns = columns,
    .details = details,
    .order = "day, domain",
    .takes = TAKES_REPORT_ID | TAKES_LIMIT | TAKES_SORT,
    .row_one = "day",
    .row_many = "days",
    .sentence = sentence,
    .next = next,
    .examples = {"dmarcstat failure 1", "dmarcstat failure 1 --format json"},
};
