/* SPDX-License-Identifier: MIT */
/* Frames out of reports, field by field in the order in which frame_get.c reads them. */
#include "schema/frame.h"
#include <string.h>

struct writer {
  GByteArray *out;
  guint start; /* of the frame */
  bool too_long;
};

static void put_bytes(struct writer *writer, const void *bytes, size_t length) {
  if (length > FRAME_MAX - (writer->out->len - writer->start))
    writer->too_long = true;
  else
    g_byte_array_append(writer->out, bytes, (guint)length);
}

static void put_u8(struct writer *writer, uint8_t value) {
  put_bytes(writer, &value, sizeof value);
}

static void put_u16(struct writer *writer, uint16_t value) {
  value = GUINT16_TO_LE(value);
  put_bytes(writer, &value, sizeof value);
}

static void put_u32(struct writer *writer, uint32_t value) {
  value = GUINT32_TO_LE(value);
  put_bytes(writer, &value, sizeof value);
}

static void put_u64(struct writer *writer, uint64_t value) {
  value = GUINT64_TO_LE(value);
  put_bytes(writer, &value, sizeof value);
}

static void put_text(struct writer *writer, const char *text) {
  const size_t length = text ? strlen(text) : 0;
  if (length >= FRAME_MAX) {
    writer->too_long = true;
    return;
  }
  put_u32(writer, text ? (uint32_t)length : FRAME_NO_TEXT);
  if (text)
    put_bytes(writer, text, length + 1);
}

static void put_token(struct writer *writer, struct token token) {
  put_u8(writer, token.value);
  put_text(writer, token.raw);
}

static struct writer begin(GByteArray *out, enum frame_kind kind) {
  struct writer writer = {.out = out, .start = out->len};
  put_u32(&writer, 0);
  put_u8(&writer, (uint8_t)kind);
  return writer;
}

static bool end(struct writer *writer) {
  if (writer->too_long) {
    g_byte_array_set_size(writer->out, writer->start);
    return false;
  }
  const uint32_t rest = GUINT32_TO_LE(writer->out->len - writer->start - (uint32_t)sizeof(uint32_t));
  memcpy(writer->out->data + writer->start, &rest, sizeof rest);
  return true;
}

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
  put_u8(&writer, record->source.length);
  put_bytes(&writer, record->source.bytes, record->source.length);
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
  put_u16(&writer, report->n_warnings);
  for (unsigned int i = 0; i < report->n_warnings; i++) {
    put_text(&writer, report->warnings[i].code);
    put_text(&writer, report->warnings[i].text);
    put_u32(&writer, report->warnings[i].times);
  }
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
