/* SPDX-License-Identifier: MIT */
/* A TLS report as a person reads it: what it says of itself, then each policy with its sessions and failures. */
#include "base/text.h"
#include "command/show_parts.h"
#include <arpa/inet.h>
#include <stdio.h>

static void print_metadata(const struct tls_report *report) {
  g_autofree char *id = text_printable(report->report_id);
  g_autofree char *org = text_printable(report->org_name);
  g_autofree char *begin = text_time(report->begin), *end = text_time(report->end);
  const uint64_t good = tls_report_sessions_ok(report), failed = tls_report_sessions_failed(report);
  g_autofree char *sessions = text_plural(good + failed, "session", "sessions");
  g_autofree char *failures = text_count(failed), *share = text_share(failed, good + failed);
  printf("TLS report %s from %s\n", *id ? id : "without an id", *org ? org : "a reporter without a name");
  show_text_line("Domain", report->domain);
  printf("  %-12s %s to %s UTC\n", "Period", begin, end);
  printf("  %-12s %s, %s failed (%s)\n", "Content", sessions, failures, share);
  show_text_line("Contact", report->contact);
  show_text_mail(&report->mail);
  show_text_line("Packed as", report->nesting);
}

static void append(GString *line, const char *before, const char *text) {
  if (!text || !*text)
    return;
  g_autofree char *shown = text_printable(text);
  g_string_append_printf(line, "%s%s", before, shown);
}

static void append_address(GString *line, const char *before, const struct source_address *address, const char *raw) {
  char text[INET6_ADDRSTRLEN];
  if (address->length > 0)
    raw = inet_ntop(address->length == 4 ? AF_INET : AF_INET6, address->bytes, text, sizeof text);
  append(line, before, raw);
}

static void print_failure(const struct tls_failure *failure) {
  g_autofree char *count = text_count(failure->sessions);
  g_autofree char *result = show_text_token(tls_result_type_word(failure->result.value), failure->result);
  g_autoptr(GString) line = g_string_new(NULL);
  append(line, ", at ", failure->receiving_mx);
  append(line, " greeting as ", failure->receiving_helo);
  append_address(line, ", address ", &failure->receiving, failure->receiving_raw);
  append_address(line, ", sent from ", &failure->sending, failure->sending_raw);
  append(line, ", reason ", failure->reason_code);
  append(line, ": ", failure->information);
  printf("%22s  %s%s\n", count, result, line->str);
}

static void print_policy(const struct tls_report *report, unsigned int index) {
  const struct tls_policy *policy = &report->policies[index];
  g_autofree char *good = text_count(policy->sessions_ok), *failed = text_count(policy->sessions_failed);
  g_autofree char *type = show_text_token(tls_policy_type_word(policy->type.value), policy->type);
  g_autofree char *domain = text_printable(policy->domain);
  printf("%10s  %10s  %s for %s\n", good, failed, type, *domain ? domain : "no domain");
  show_text_lines("Policy", policy->text);
  show_text_lines("MX", policy->mx);
  for (uint32_t i = 0; i < report->n_failures; i++)
    if (report->failures[i].policy == index)
      print_failure(&report->failures[i]);
}

void show_text_tls_report(uint64_t nth, const struct tls_report *report) {
  if (nth > 0)
    putchar('\n');
  print_metadata(report);
  show_text_warnings(report->warnings, report->n_warnings);
  if (report->n_policies > 0)
    printf("\n%10s  %10s  %s\n", "OK", "Failed", "Policy, and what failed");
  for (unsigned int i = 0; i < report->n_policies; i++)
    print_policy(report, i);
}
