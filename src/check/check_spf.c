/* SPDX-License-Identifier: MIT */
/* SPF, RFC 7208. */
#include "check/check.h"
#include "net/txt.h"
#include <string.h>

extern const struct check check_spf;

/* RFC 7208 section 4.5: "v=spf1", in either case, and then a space or nothing. */
static bool is_spf(const char *text) {
  return g_ascii_strncasecmp(text, "v=spf1", 6) == 0 && (text[6] == ' ' || text[6] == '\0');
}

static void check_records(struct check_context *context, const struct dns_answer *answer) {
  unsigned int n = 0;
  g_autofree char *found = NULL;
  for (unsigned int i = 0; i < answer->n; i++) {
    g_autofree char *text = txt_from_wire(answer->records[i].bytes, answer->records[i].length);
    if (!text || !is_spf(text))
      continue;
    if (n++ == 0)
      found = g_steal_pointer(&text);
  }
  if (n == 0)
    finding_add(context->findings, CHECK_WARNING, context->domain, "spf-missing", "RFC 7208 section 4.5", NULL,
                "publish \"v=spf1 -all\" when no mail comes from it, else the servers that may send",
                "there is no SPF record, so receivers know nothing of who may send for it");
  else if (n > 1)
    finding_add(context->findings, CHECK_ERROR, context->domain, "spf-multiple", "RFC 7208 section 4.5", found,
                "join them in one", "there are %u SPF records, which is a permanent error for receivers", n);
  else
    finding_add(context->findings, CHECK_OK, context->domain, "spf-record", "RFC 7208 section 4.5", found, NULL,
                "there is one SPF record");
}

static void run(struct check_context *context) {
  g_autoptr(dns_reply) reply = resolver_ask(context->resolver, context->domain, DNS_TXT);
  if (dns_has_failed(reply->answer.status))
    finding_add(context->findings, CHECK_UNKNOWN, context->domain, "spf-no-answer", "RFC 7208 section 4.4", NULL, NULL,
                "%s for TXT", check_failure_words(reply->answer.status));
  else
    check_records(context, &reply->answer);
}

const struct check check_spf = {
    .name = "spf", .title = "SPF", .summary = "Which servers may send for the domain (RFC 7208)", .run = run};
