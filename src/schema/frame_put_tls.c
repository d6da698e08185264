/* SPDX-License-Identifier: MIT */
/* The frame of a TLS report, field by field in the order in which frame_get_tls.c reads it. */
#include "schema/frame_writing.h"

static void put_policy(struct writer *writer, const struct tls_policy *policy) {
  put_token(writer, policy->type);
  put_text(writer, policy->domain);
  put_text(writer, policy->text);
  put_text(writer, policy->mx);
  put_u64(writer, policy->sessions_ok);
  put_u64(writer, policy->sessions_failed);
}

static void put_failure(struct writer *writer, const struct tls_failure *failure) {
  put_u16(writer, failure->policy);
  put_token(writer, failure->result);
  put_address(writer, &failure->sending);
  put_text(writer, failure->sending_raw);
  put_address(writer, &failure->receiving);
  put_text(writer, failure->receiving_raw);
  put_text(writer, failure->receiving_mx);
  put_text(writer, failure->receiving_helo);
  put_text(writer, failure->information);
  put_text(writer, failure->reason_code);
  put_u64(writer, failure->sessions);
}

bool frame_put_tls_report(GByteArray *out, const struct tls_report *report) {
  struct writer writer = begin(out, FRAME_TLS_REPORT);
  put_text(&writer, report->org_name);
  put_text(&writer, report->report_id);
  put_text(&writer, report->stand_in);
  put_u64(&writer, (uint64_t)report->begin);
  put_u64(&writer, (uint64_t)report->end);
  put_text(&writer, report->domain);
  put_text(&writer, report->contact);
  put_mail(&writer, &report->mail);
  put_u16(&writer, report->n_policies);
  for (unsigned int i = 0; i < report->n_policies; i++)
    put_policy(&writer, &report->policies[i]);
  put_u32(&writer, report->n_failures);
  for (uint32_t i = 0; i < report->n_failures; i++)
    put_failure(&writer, &report->failures[i]);
  put_warnings(&writer, report->warnings, report->n_warnings);
  put_text(&writer, report->nesting);
  return end(&writer);
}
