/* SPDX-License-Identifier: MIT */
/* Frames out of reports, field by field in the order in which frame_get.c reads them. */
#include "schema/frame_writing.h"

static void put_auth_results(struct writer *writer, const struct record *record) {
  put_u16(writer, record->n_dkim_results);
  for (unsigned int i = 0; i < record->n_dkim_results; i++) {
    const struct dkim_result *dkim = &record->dkim_results[i];
    put_text(writer, dkim->domain);
    put_text(writer, dkim->selector);
    put_text(writer, dkim->human_result);
    put_token(writer, dkim->result);
  }
  put_u16(writer, record->n_spf_results);
  for (unsigned int i = 0; i < record->n_spf_results; i++) {
    const struct spf_result *spf = &record->spf_results[i];
    put_text(writer, spf->domain);
    put_text(writer, spf->human_result);
    put_token(writer, spf->scope);
    put_token(writer, spf->result);
  }
}

bool frame_put_record(GByteArray *out, const struct record *record) {
  struct writer writer = begin(out, FRAME_RECORD);
  put_address(&writer, &record->source);
  put_text(&writer, record->source_raw);
  put_u64(&writer, record->count);
  put_token(&writer, record->disposition);
  put_token(&writer, record->dkim);
  put_token(&writer, record->spf);
  put_text(&writer, record->header_from);
  put_text(&writer, record->envelope_from);
  put_text(&writer, record->envelope_to);
  put_u16(&writer, record->n_overrides);
  for (unsigned int i = 0; i < record->n_overrides; i++) {
    put_token(&writer, record->overrides[i].type);
    put_text(&writer, record->overrides[i].comment);
  }
  put_auth_results(&writer, record);
  return end(&writer);
}

static void put_policy(struct writer *writer, const struct policy_published *policy) {
  put_text(writer, policy->domain);
  put_token(writer, policy->p);
  put_token(writer, policy->sp);
  put_token(writer, policy->np);
  put_token(writer, policy->adkim);
  put_token(writer, policy->aspf);
  put_token(writer, policy->discovery_method);
  put_text(writer, policy->fo);
  put_text(writer, policy->testing);
  put_u16(writer, (uint16_t)policy->pct);
}

bool frame_put_report(GByteArray *out, const struct report *report) {
  struct writer writer = begin(out, FRAME_REPORT);
  put_text(&writer, report->org_name);
  put_text(&writer, report->report_id);
  put_u64(&writer, (uint64_t)report->begin);
  put_u64(&writer, (uint64_t)report->end);
  put_policy(&writer, &report->policy);
  put_text(&writer, report->email);
  put_text(&writer, report->extra_contact_info);
  put_text(&writer, report->generator);
  put_text(&writer, report->version);
  put_text(&writer, report->namespace_uri);
  put_u16(&writer, report->n_errors);
  for (unsigned int i = 0; i < report->n_errors; i++)
    put_text(&writer, report->errors[i]);
  put_text(&writer, report->mail_from);
  put_text(&writer, report->mail_subject);
  put_text(&writer, report->mail_message_id);
  put_u8(&writer, (uint8_t)report->trust);
  put_u64(&writer, report->records);
  put_u64(&writer, report->messages);
  put_u64(&writer, report->dkim_aligned);
  put_u64(&writer, report->spf_aligned);
  put_u64(&writer, report->dmarc_pass);
  put_warnings(&writer, report->warnings, report->n_warnings);
  put_text(&writer, report->nesting);
  return end(&writer);
}

bool frame_put_refusal(GByteArray *out, const struct refusal *refusal) {
  struct writer writer = begin(out, FRAME_REFUSAL);
  put_u8(&writer, (uint8_t)refusal->kind);
  put_text(&writer, refusal->reason);
  put_text(&writer, refusal->nesting);
  return end(&writer);
}

bool frame_put_done(GByteArray *out) {
  struct writer writer = begin(out, FRAME_DONE);
  return end(&writer);
}
