/* SPDX-License-Identifier: MIT */
/* A report as a person reads it: what it says of itself, what was odd, then its records with all their results. */
#include "base/text.h"
#include "command/show_parts.h"
#include "command/show_print.h"
#include <arpa/inet.h>
#include <stdio.h>

#define INDENT "                                  " /* below the source address */

/* -- lines --------------------------------------------------------------------------------------------------------- */

void show_text_line(const char *label, const char *value) {
  if (!value || !*value)
    return;
  g_autofree char *shown = text_printable(value);
  printf("  %-12s %s\n", label, shown);
}

char *show_text_token(const char *word, struct token token) {
  g_autofree char *raw = token.raw ? text_printable(token.raw) : NULL;
  return raw ? g_strdup_printf("%s (\"%s\")", word, raw) : g_strdup(word);
}

void show_text_lines(const char *label, const char *lines) {
  g_auto(GStrv) each = g_strsplit(lines ? lines : "", "\n", -1);
  for (unsigned int i = 0; each[i]; i++)
    show_text_line(i == 0 ? label : "", each[i]);
}

void show_text_mail(const struct report_mail *mail) {
  show_text_line("Mail from", mail->from);
  show_text_line("Subject", mail->subject);
  show_text_line("Message-ID", mail->message_id);
  show_text_line("Trust", trust_word(mail->trust));
}

static void append_tag(GString *line, const char *tag, const char *word, struct token token) {
  g_autofree char *value = show_text_token(word, token);
  if (token.value != 0 || token.raw) /* 0 is "absent" in all of these */
    g_string_append_printf(line, "%s%s=%s", line->len ? " " : "", tag, value);
}

static void print_policy(const struct policy_published *policy) {
  g_autoptr(GString) line = g_string_new(NULL);
  append_tag(line, "p", policy_word(policy->p.value), policy->p);
  append_tag(line, "sp", policy_word(policy->sp.value), policy->sp);
  append_tag(line, "np", policy_word(policy->np.value), policy->np);
  append_tag(line, "adkim", alignment_mode_word(policy->adkim.value), policy->adkim);
  append_tag(line, "aspf", alignment_mode_word(policy->aspf.value), policy->aspf);
  append_tag(line, "discovery", discovery_method_word(policy->discovery_method.value), policy->discovery_method);
  if (policy->pct >= 0)
    g_string_append_printf(line, " pct=%d", policy->pct);
  if (policy->fo)
    g_string_append_printf(line, " fo=%s", policy->fo);
  if (policy->testing)
    g_string_append_printf(line, " t=%s", policy->testing);
  show_text_line("Policy", line->str);
}

static void print_sums(const struct report *report) {
  g_autofree char *messages = text_plural(report->messages, "message", "messages");
  g_autofree char *records = text_plural(report->records, "record", "records");
  g_autofree char *dmarc = text_share(report->dmarc_pass, report->messages);
  g_autofree char *dkim = text_share(report->dkim_aligned, report->messages);
  g_autofree char *spf = text_share(report->spf_aligned, report->messages);
  printf("  %-12s %s in %s: DMARC pass %s, DKIM aligned %s, SPF aligned %s\n", "Content", messages, records, dmarc,
         dkim, spf);
}

static void print_metadata(const struct report *report) {
  g_autofree char *id = text_printable(report->report_id);
  g_autofree char *org = text_printable(report->org_name);
  g_autofree char *begin = text_time(report->begin);
  g_autofree char *end = text_time(report->end);
  printf("Report %s from %s\n", id, *org ? org : "a reporter without a name");
  show_text_line("Domain", report->policy.domain);
  printf("  %-12s %s to %s UTC\n", "Period", begin, end);
  print_policy(&report->policy);
  print_sums(report);
  show_text_line("Contact", report->email);
  show_text_line("More", report->extra_contact_info);
  show_text_line("Generator", report->generator);
  show_text_line("Version", report->version);
  show_text_line("Namespace", report->namespace_uri);
  show_text_mail(
      &(struct report_mail){report->mail_from, report->mail_subject, report->mail_message_id, report->trust});
  show_text_line("Packed as", report->nesting);
  for (unsigned int i = 0; i < report->n_errors; i++)
    show_text_line("Error", report->errors[i]);
}

void show_text_warnings(const struct warning *warnings, unsigned int n) {
  if (n > 0)
    printf("\nOdd in this report\n");
  for (unsigned int i = 0; i < n; i++) {
    g_autofree char *text = text_printable(warnings[i].text);
    if (warnings[i].times > 1)
      printf("  %s (%u times)\n", text, warnings[i].times);
    else
      printf("  %s\n", text);
  }
}

/* -- records ------------------------------------------------------------------------------------------------------- */

static void append_part(GString *line, const char *before, const char *text, const char *after) {
  if (!text)
    return;
  g_autofree char *shown = text_printable(text);
  g_string_append_printf(line, "%s%s%s", before, *shown ? shown : "\"\"", after);
}

static void print_below(const GString *line) {
  if (line->len > 0)
    printf("%s%s\n", INDENT, line->str);
}

static void print_identifiers(const struct record *record) {
  g_autoptr(GString) line = g_string_new(NULL);
  append_part(line, "From ", record->header_from, "");
  append_part(line, line->len ? ", envelope from " : "envelope from ", record->envelope_from, "");
  append_part(line, line->len ? ", envelope to " : "envelope to ", record->envelope_to, "");
  print_below(line);
}

static void print_auth_results(const struct record *record) {
  for (unsigned int i = 0; i < record->n_dkim_results; i++) {
    const struct dkim_result *dkim = &record->dkim_results[i];
    g_autofree char *result = show_text_token(auth_result_word(dkim->result.value), dkim->result);
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_append_printf(line, "DKIM %s", result);
    append_part(line, " for ", dkim->domain, "");
    append_part(line, ", selector ", dkim->selector, "");
    append_part(line, ": ", dkim->human_result, "");
    print_below(line);
  }
  for (unsigned int i = 0; i < record->n_spf_results; i++) {
    const struct spf_result *spf = &record->spf_results[i];
    g_autofree char *result = show_text_token(auth_result_word(spf->result.value), spf->result);
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_append_printf(line, "SPF %s", result);
    append_part(line, " for ", spf->domain, "");
    if (spf->scope.value != SCOPE_ABSENT) {
      g_autofree char *scope = show_text_token(spf_scope_word(spf->scope.value), spf->scope);
      g_string_append_printf(line, ", scope %s", scope);
    }
    append_part(line, ": ", spf->human_result, "");
    print_below(line);
  }
}

static void print_overrides(const struct record *record) {
  for (unsigned int i = 0; i < record->n_overrides; i++) {
    const struct override *override = &record->overrides[i];
    g_autofree char *type = show_text_token(override_type_word(override->type.value), override->type);
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_append_printf(line, "Policy overridden, %s", type);
    append_part(line, ": ", override->comment, "");
    print_below(line);
  }
}

static void print_record(const struct record *record) {
  char address[INET6_ADDRSTRLEN] = "-";
  g_autofree char *count = text_count(record->count);
  g_autofree char *disposition = show_text_token(disposition_word(record->disposition.value), record->disposition);
  g_autofree char *dkim = show_text_token(alignment_result_word(record->dkim.value), record->dkim);
  g_autofree char *spf = show_text_token(alignment_result_word(record->spf.value), record->spf);
  g_autofree char *raw = record->source_raw ? text_printable(record->source_raw) : NULL;
  if (record->source.length > 0)
    inet_ntop(record->source.length == 4 ? AF_INET : AF_INET6, record->source.bytes, address, sizeof address);
  printf("%10s  %-10s  %-4s  %-4s  %s%s%s\n", count, disposition, dkim, spf, address, raw ? " " : "", raw ? raw : "");
  print_identifiers(record);
  print_auth_results(record);
  print_overrides(record);
}

/* -- the printer --------------------------------------------------------------------------------------------------- */

static void nothing(void) {}

static bool print_report(uint64_t nth, struct report_stream *stream, GError **error) {
  GError *broken = NULL;
  struct record record;
  if (nth > 0)
    putchar('\n');
  print_metadata(&stream->report);
  show_text_warnings(stream->report.warnings, stream->report.n_warnings);
  if (stream->report.records > 0)
    printf("\n%10s  %-10s  %-4s  %-4s  %s\n", "Messages", "Done", "DKIM", "SPF", "Source");
  while (stream->next(stream, &record, &broken))
    print_record(&record);
  if (broken)
    g_propagate_error(error, broken);
  return !broken;
}

static void print_refusal(uint64_t nth, const struct refusal *refusal) {
  static const char *const outcomes[REFUSAL_KIND_MAX] = {"Not a report", "Rejected", "Not read, try again"};
  g_autofree char *reason = text_printable(refusal->reason);
  g_autofree char *nesting = text_printable(refusal->nesting);
  if (nth > 0)
    putchar('\n');
  printf("%s: %s%s%s%s\n", outcomes[refusal->kind], reason, *nesting ? " (in " : "", nesting, *nesting ? ")" : "");
}

const struct show_printer show_print_text = {.begin = nothing,
                                             .report = print_report,
                                             .tls_report = show_text_tls_report,
                                             .failure_report = show_text_failure_report,
                                             .refusal = print_refusal,
                                             .end = nothing};
