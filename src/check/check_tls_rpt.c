/* SPDX-License-Identifier: MIT */
/* Reports about TLS, RFC 8460. */
#include "check/record_texts.h"
#include "record/tls_rpt_record.h"
#include <string.h>

extern const struct check check_tls_rpt;

static const struct record_kind kind = {
    .prefix = "_smtp._tls",
    .rule = "tls-rpt",
    .reference = "RFC 8460 section 3",
    .is = tls_rpt_record_is,
    .missing = "there is no TLS-RPT record, so nobody tells when mail to the domain fails for lack of TLS",
    .advice = "publish v=TLSRPTv1; rua=mailto: and an address that takes reports",
};

static void run(struct check_context *context) {
  g_autofree char *name = NULL, *text = record_text_find(context, &kind, &name);
  struct tls_rpt_record record;
  if (!text)
    return;
  tls_rpt_record_parse(text, &record);
  record_text_tell(context, &kind, name, text, strlen(text), record.findings);
  if (record.valid)
    finding_add(context->findings, CHECK_OK, name, "tls-rpt-record", "RFC 8460 section 3", text, NULL,
                "senders are asked for reports about TLS");
  else
    finding_add(context->findings, CHECK_ERROR, name, "tls-rpt-nowhere", "RFC 8460 section 3", text,
                "put rua=mailto: and an address that takes reports into it",
                "the record names no place that reports could be sent to");
  tls_rpt_record_clear(&record);
}

const struct check check_tls_rpt = {.name = "tls-rpt",
                                    .title = "TLS-RPT",
                                    .summary = "Where senders report that TLS has failed (RFC 8460)",
                                    .run = run};
