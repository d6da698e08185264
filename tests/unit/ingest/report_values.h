/* SPDX-License-Identifier: MIT */
/*
 * report_values: TLS and failure reports as they come out of content_read(), everything that is in them as lines of
 * text; what is NULL is left out.
 */
#ifndef DMARCSTAT_TESTS_REPORT_VALUES_H
#define DMARCSTAT_TESTS_REPORT_VALUES_H

#include "packing.h"
#include <arpa/inet.h>

struct values {
  struct collector collector; /* first */
  GString *lines;
  enum trust trust; /* of the last one */
};

static inline void values_text(GString *out, const char *name, const char *text) {
  if (text)
    g_string_append_printf(out, " %s='%s'", name, text);
}

static inline void values_address(GString *out, const char *name, const struct source_address *address) {
  char text[INET6_ADDRSTRLEN];
  if (address->length > 0)
    g_string_append_printf(out, " %s=%s", name,
                           inet_ntop(address->length == 4 ? AF_INET : AF_INET6, address->bytes, text, sizeof text));
}

static inline void values_warnings(GString *out, const struct warning *warnings, unsigned int n) {
  for (unsigned int i = 0; i < n; i++)
    g_string_append_printf(out, "  ! %s (%s)\n", warnings[i].code, warnings[i].text);
}

static inline bool values_tls_report(struct collector *collector, const struct tls_report *report) {
  struct values *values = (struct values *)collector;
  GString *out = values->lines;
  g_string_append_printf(out, "tls '%s' from '%s' about '%s' %" G_GINT64_FORMAT "..%" G_GINT64_FORMAT,
                         report->report_id, report->org_name, report->domain, report->begin, report->end);
  values_text(out, "stand_in", report->stand_in);
  values_text(out, "contact", report->contact);
  g_string_append_c(out, '\n');
  for (unsigned int i = 0; i < report->n_policies; i++) {
    const struct tls_policy *policy = &report->policies[i];
    g_string_append_printf(out, "  %s for '%s' %" G_GUINT64_FORMAT " ok, %" G_GUINT64_FORMAT " failed",
                           tls_policy_type_word(policy->type.value), policy->domain, policy->sessions_ok,
                           policy->sessions_failed);
    values_text(out, "raw", policy->type.raw);
    values_text(out, "policy", policy->text);
    values_text(out, "mx", policy->mx);
    g_string_append_c(out, '\n');
  }
  for (uint32_t i = 0; i < report->n_failures; i++) {
    const struct tls_failure *failure = &report->failures[i];
    g_string_append_printf(out, "  of %u: %s x%" G_GUINT64_FORMAT, failure->policy,
                           tls_result_type_word(failure->result.value), failure->sessions);
    values_text(out, "raw", failure->result.raw);
    values_address(out, "from", &failure->sending);
    values_text(out, "from_raw", failure->sending_raw);
    values_address(out, "to", &failure->receiving);
    values_text(out, "to_raw", failure->receiving_raw);
    values_text(out, "mx", failure->receiving_mx);
    values_text(out, "helo", failure->receiving_helo);
    values_text(out, "reason", failure->reason_code);
    values_text(out, "information", failure->information);
    g_string_append_c(out, '\n');
  }
  values_warnings(out, report->warnings, report->n_warnings);
  values->trust = report->mail.trust;
  return true;
}

static inline bool values_failure_report(struct collector *collector, const struct failure_report *report) {
  struct values *values = (struct values *)collector;
  GString *out = values->lines;
  g_string_append_printf(out, "failure about '%s'", report->domain);
  values_address(out, "source", &report->source);
  values_text(out, "source_raw", report->source_raw);
  if (report->has_arrived)
    g_string_append_printf(out, " arrived=%" G_GINT64_FORMAT, report->arrived);
  g_string_append_printf(out, " x%u %s", report->incidents, auth_failure_word(report->auth_failure.value));
  values_text(out, "raw", report->auth_failure.raw);
  g_string_append_printf(out, " %s", delivery_result_word(report->delivery_result.value));
  values_text(out, "raw", report->delivery_result.raw);
  g_string_append_c(out, '\n');
  const struct {
    const char *name, *text;
  } texts[] = {
      {"alignment", report->identity_alignment},
      {"user_agent", report->user_agent},
      {"mta", report->reporting_mta},
      {"mail_from", report->original_mail_from},
      {"rcpt_to", report->original_rcpt_to},
      {"envelope_id", report->original_envelope_id},
      {"dkim_domain", report->dkim_domain},
      {"dkim_identity", report->dkim_identity},
      {"dkim_selector", report->dkim_selector},
      {"spf_dns", report->spf_dns},
      {"results", report->authentication_results},
      {"header_from", report->header_from},
      {"message_id", report->message_id},
      {"sample", report->sample},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    if (texts[i].text)
      g_string_append_printf(out, "  %s='%s'\n", texts[i].name, texts[i].text);
  values_warnings(out, report->warnings, report->n_warnings);
  values->trust = report->mail.trust;
  return true;
}

static inline bool values_report(struct collector *collector, const struct report *report) {
  g_string_append_printf(((struct values *)collector)->lines, "report %s\n", report->report_id);
  return true;
}

static inline bool values_record(struct collector *collector, const struct record *record) {
  (void)collector, (void)record;
  return true;
}

static inline bool values_refusal(struct collector *collector, const struct refusal *refusal) {
  static const char *const kinds[] = {"not a report", "rejected", "try later"};
  g_string_append_printf(((struct values *)collector)->lines, "%s: %s\n", kinds[refusal->kind], refusal->reason);
  return true;
}

/* Everything that is in `content` (taken over). `caps` and `authserv_ids` may be NULL. Caller frees. */
static inline char *values_of(GByteArray *content, const struct caps *caps, const char *const *authserv_ids,
                              enum trust *trust) {
  struct values values = {.collector = {.caps = caps ? caps : &caps_default,
                                        .now = 1762100000,
                                        .authserv_ids = authserv_ids,
                                        .record = values_record,
                                        .report = values_report,
                                        .tls_report = values_tls_report,
                                        .failure_report = values_failure_report,
                                        .refuse = values_refusal},
                          .lines = g_string_new(NULL)};
  const int fd = memory_file(content);
  struct content *reader = content_new(-1);
  content_read(reader, &values.collector, fd, 0, content->len);
  content_free(reader);
  close(fd);
  g_byte_array_unref(content);
  if (trust)
    *trust = values.trust;
  return g_string_free(values.lines, FALSE);
}

static inline void assert_values(GByteArray *content, const char *lines) {
  g_autofree char *got = values_of(content, NULL, NULL, NULL);
  assert_string_equal(got, lines);
}

static inline void assert_text_values(const char *text, const char *lines) {
  assert_values(bytes_of(text), lines);
}

#endif
