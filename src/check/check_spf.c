/* SPDX-License-Identifier: MIT */
/* SPF, RFC 7208: the record with all that it leads to, and what check_host() makes of a mail. */
#include "base/text.h"
#include "check/check.h"
#include "check/spf_evaluate.h"
#include "check/spf_lint.h"
#include "check/spf_parts.h"
#include "check/spf_tree.h"
#include "net/dns_data.h"
#include <string.h>

extern const struct check check_spf;

#define UDP_BYTES 512 /* of an answer, RFC 7208 section 3.4 */
#define COMFORTABLE_BYTES 450

/* -- the record ---------------------------------------------------------------------------------------------------- */

static void check_size(struct check_context *context, size_t size) {
  if (size > UDP_BYTES)
    finding_add(context->findings, CHECK_WARNING, context->domain, "spf-size", "RFC 7208 section 3.4", NULL,
                "move other TXT records to names of their own, or shorten the record",
                "the TXT records here make an answer of about %zu bytes; above %d it needs TCP, which some do not let "
                "through",
                size, UDP_BYTES);
  else if (size > COMFORTABLE_BYTES)
    finding_add(context->findings, CHECK_NOTE, context->domain, "spf-size", "RFC 7208 section 3.4", NULL, NULL,
                "the TXT records here make an answer of about %zu bytes; %d is the limit", size, UDP_BYTES);
}

/* RFC 7208 section 6.2: with anything but one record, it is as if there was no exp=. */
static void check_explanation(struct check_context *context, const struct spf_record *record) {
  g_autofree char *target = record->exp ? spf_plain_target(record->exp, context->domain) : NULL;
  if (!target) /* none, or one that depends on the mail */
    return;
  g_autofree char *name = dns_name_escaped(target), *shown = text_printable(target);
  g_autoptr(dns_reply) reply = name ? resolver_ask(context->resolver, name, DNS_TXT) : NULL;
  if (reply && dns_has_failed(reply->answer.status))
    finding_add(context->findings, CHECK_UNKNOWN, context->domain, "spf-no-answer", "RFC 7208 section 6.2",
                record->text, NULL, "%s for the explanation at %s", check_failure_words(reply->answer.status), shown);
  else if (!reply || reply->answer.n == 0)
    finding_add(context->findings, CHECK_WARNING, context->domain, "spf-exp-missing", "RFC 7208 section 6.2",
                record->text, "publish the explanation there as TXT, or leave out exp=",
                "there is no TXT record at %s, so exp= explains nothing", shown);
  else if (reply->answer.n > 1)
    finding_add(context->findings, CHECK_WARNING, context->domain, "spf-exp-multiple", "RFC 7208 section 6.2",
                record->text, "leave one of them",
                "there are %u TXT records at %s, and with more than one exp= explains nothing", reply->answer.n, shown);
}

static void check_record(struct check_context *context, const char *text) {
  struct spf_record record;
  spf_record_parse(text, &record);
  if (!record.broken)
    finding_add(context->findings, CHECK_OK, context->domain, "spf-record", "RFC 7208 section 4.5", text, NULL,
                "there is one SPF record");
  spf_lint_syntax(context->findings, context->domain, &record);
  spf_lint_terms(context->findings, context->domain, &record);
  if (!record.broken) {
    spf_tree_check(context, &record);
    check_explanation(context, &record);
  }
  spf_record_clear(&record);
}

/* RFC 7208 section 3.1: the type SPF is given up. */
static void check_type_spf(struct check_context *context) {
  g_autoptr(dns_reply) reply = resolver_ask(context->resolver, context->domain, DNS_SPF);
  if (reply->answer.status == DNS_FOUND)
    finding_add(context->findings, CHECK_NOTE, context->domain, "spf-type-99", "RFC 7208 section 3.1", NULL,
                "remove it", "there is also a record of the type SPF, which nobody asks for any more");
}

static void check_published(struct check_context *context) {
  enum dns_status status;
  size_t size = 0;
  g_autoptr(GPtrArray) found = spf_records_of(context, context->domain, &size, &status);
  if (!found) {
    finding_add(context->findings, CHECK_UNKNOWN, context->domain, "spf-no-answer", "RFC 7208 section 4.4", NULL, NULL,
                "%s, so whether there is an SPF record is not known", check_failure_words(status));
    return;
  }
  check_type_spf(context);
  check_size(context, size);
  if (status == DNS_NO_NAME)
    finding_add(context->findings, CHECK_ERROR, context->domain, "spf-no-domain", "RFC 7208 section 4.3", NULL, NULL,
                "there is no such domain in DNS");
  else if (found->len == 0)
    finding_add(context->findings, CHECK_WARNING, context->domain, "spf-missing", "RFC 7208 section 4.5", NULL,
                "publish \"v=spf1 -all\" when no mail comes from it, else the servers that may send",
                "there is no SPF record, so receivers know nothing of who may send for it");
  else if (found->len > 1)
    finding_add(context->findings, CHECK_ERROR, context->domain, "spf-multiple", "RFC 7208 section 4.5",
                found->pdata[1], "join them in one", "there are %u SPF records, which is permerror for receivers",
                found->len);
  else
    check_record(context, found->pdata[0]);
}

/* -- a mail -------------------------------------------------------------------------------------------------------- */

/* What the record is looked for at: the domain of the sender, in A-labels (RFC 7208 section 4.3). Caller frees. */
static char *domain_of(const char *sender) {
  const char *at = strrchr(sender, '@'), *domain = at ? at + 1 : sender;
  char *ascii = g_hostname_is_non_ascii(domain) ? g_hostname_to_ascii(domain) : NULL;
  return ascii ? ascii : g_strdup(domain);
}

/* RFC 7208 section 2.4: without a sender, it is postmaster at the name that was given in HELO. */
static void evaluate(struct check_context *context) {
  const struct check_options *options = context->options;
  const bool bounce = options->sender && (!*options->sender || strcmp(options->sender, "<>") == 0);
  const char *domain = bounce && options->helo ? options->helo : context->domain;
  g_autofree char *postmaster = g_strdup_printf("postmaster@%s", domain);
  const char *sender = options->sender && !bounce ? options->sender : postmaster;
  g_autofree char *asked = domain_of(sender);
  const struct spf_question question = {.address = options->address,
                                        .address_length = options->address_length,
                                        .domain = asked,
                                        .sender = sender,
                                        .helo = options->helo};
  struct spf_answer answer;
  spf_check_host(context->resolver, &question, &answer);
  findings_add_fact(context->findings, "check_host", spf_verdict_word(answer.result));
  findings_add_fact(context->findings, "check_host_sender", sender);
  findings_add_number(context->findings, "check_host_lookups", answer.lookups);
  if (answer.explanation)
    findings_add_fact(context->findings, "check_host_explanation", answer.explanation);
  for (guint i = 0; i < answer.path->len; i++)
    findings_draw(context->findings, "%s", (const char *)answer.path->pdata[i]);
  if (context->findings->drawing->len > 0)
    findings_draw(context->findings, "%s", "");
  spf_answer_clear(&answer);
}

static void run(struct check_context *context) {
  g_autofree char *name = dns_name_escaped(context->domain);
  if (context->options->has_address)
    evaluate(context);
  if (name && strcmp(name, context->domain) == 0)
    check_published(context);
  else
    finding_add(context->findings, CHECK_ERROR, context->domain, "spf-no-domain", "RFC 7208 section 4.3", NULL, NULL,
                "this is no domain name");
}

const struct check check_spf = {
    .name = "spf", .title = "SPF", .summary = "Which servers may send for the domain (RFC 7208)", .run = run};
