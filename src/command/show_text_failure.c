/* SPDX-License-Identifier: MIT */
/* A failure report as a person reads it. Of the message that failed, its header is in the file that one has. */
#include "base/text.h"
#include "command/show_parts.h"
#include <arpa/inet.h>
#include <stdio.h>

static void print_token(const char *label, const char *word, struct token token) {
  g_autofree char *value = show_text_token(word, token);
  if (token.value != 0)
    printf("  %-12s %s\n", label, value);
}

void show_text_failure_report(uint64_t nth, const struct failure_report *report) {
  char address[INET6_ADDRSTRLEN] = "no address";
  const struct source_address *source = &report->source;
  g_autofree char *raw = report->source_raw ? text_printable(report->source_raw) : NULL;
  g_autofree char *arrived = report->has_arrived ? text_time(report->arrived) : NULL;
  g_autofree char *domain = text_printable(report->domain);
  if (source->length > 0)
    inet_ntop(source->length == 4 ? AF_INET : AF_INET6, source->bytes, address, sizeof address);
  if (nth > 0)
    putchar('\n');
  printf("Failure report about %s: a message from %s%s%s\n", *domain ? domain : "no domain", address, raw ? " " : "",
         raw ? raw : "");
  if (arrived)
    printf("  %-12s %s UTC\n", "Arrived", arrived);
  if (report->incidents != 1)
    printf("  %-12s %u messages\n", "Stands for", report->incidents);
  print_token("Failed", auth_failure_word(report->auth_failure.value), report->auth_failure);
  print_token("Delivery", delivery_result_word(report->delivery_result.value), report->delivery_result);
  show_text_line("From", report->header_from);
  show_text_line("Mail from", report->original_mail_from);
  show_text_line("Recipient", report->original_rcpt_to);
  show_text_line("Envelope id", report->original_envelope_id);
  show_text_line("Message-ID", report->message_id);
  show_text_line("DKIM domain", report->dkim_domain);
  show_text_line("identity", report->dkim_identity);
  show_text_line("selector", report->dkim_selector);
  show_text_line("SPF record", report->spf_dns);
  show_text_line("Alignment", report->identity_alignment);
  show_text_lines("Results", report->authentication_results);
  show_text_line("Reporter", report->reporting_mta);
  show_text_line("Generator", report->user_agent);
  show_text_mail(&report->mail);
  show_text_line("Packed as", report->nesting);
  show_text_warnings(report->warnings, report->n_warnings);
}
